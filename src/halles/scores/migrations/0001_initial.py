import django.db.models.deletion
import halles.kit.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("creators", "0002_standing"),
        ("sellers", "0004_standing"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Score",
            fields=[
                (
                    "id",
                    models.UUIDField(default=halles.kit.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("market", models.CharField(max_length=2)),
                ("on", models.DateField()),
                ("at", models.DateTimeField()),
                ("hundredths", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("figures", models.JSONField()),
                ("progress", models.JSONField()),
                (
                    "creator",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="scores",
                        to="creators.creator",
                    ),
                ),
                (
                    "seller",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="scores",
                        to="sellers.seller",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ScoreLines",
            fields=[
                (
                    "score",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="lines",
                        serialize=False,
                        to="scores.score",
                    ),
                ),
                ("packed", models.BinaryField()),
                ("line_count", models.PositiveIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="Signal",
            fields=[
                (
                    "id",
                    models.UUIDField(default=halles.kit.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("self_buying", "Buying from oneself"),
                            ("click_farm", "Clicks without people"),
                            ("cookie_stuffing", "Links nobody followed"),
                            ("refund_ring", "Refunds in a ring"),
                        ],
                        max_length=20,
                    ),
                ),
                ("market", models.CharField(max_length=2)),
                (
                    "subject_kind",
                    models.CharField(choices=[("creator", "Creator"), ("customer", "Customer")], max_length=10),
                ),
                ("subject_id", models.UUIDField()),
                ("strength", models.PositiveSmallIntegerField()),
                ("facts", models.JSONField()),
                ("evidence", models.JSONField()),
                (
                    "status",
                    models.CharField(
                        choices=[("open", "To look at"), ("dismissed", "Dismissed"), ("held", "Money held")],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("found_at", models.DateTimeField()),
                ("seen_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("why", models.CharField(blank=True, max_length=1000)),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="score",
            constraint=models.UniqueConstraint(fields=("seller", "on"), name="scores_score_shop_day"),
        ),
        migrations.AddConstraint(
            model_name="score",
            constraint=models.UniqueConstraint(fields=("creator", "on"), name="scores_score_creator_day"),
        ),
        migrations.AddConstraint(
            model_name="score",
            constraint=models.CheckConstraint(
                condition=models.Q(("seller__isnull", True), ("creator__isnull", True), _connector="XOR"),
                name="scores_score_of_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="score",
            constraint=models.CheckConstraint(
                condition=models.Q(("hundredths__isnull", True), ("hundredths__lte", 500), _connector="OR"),
                name="scores_score_up_to_five",
            ),
        ),
        migrations.AddIndex(
            model_name="signal",
            index=models.Index(
                models.OrderBy(models.F("strength"), descending=True),
                models.F("id"),
                condition=models.Q(("status", "open")),
                name="scores_signal_waiting",
            ),
        ),
        migrations.AddIndex(
            model_name="signal",
            index=models.Index(fields=["kind", "subject_id", "decided_at"], name="scores_signal_of_subject"),
        ),
        migrations.AddConstraint(
            model_name="signal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "dismissed"), _negated=True),
                fields=("kind", "market", "subject_id"),
                name="scores_signal_one_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="signal",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["self_buying", "click_farm", "cookie_stuffing", "refund_ring"])),
                name="scores_signal_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="signal",
            constraint=models.CheckConstraint(
                condition=models.Q(("subject_kind__in", ["creator", "customer"])), name="scores_signal_subject_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="signal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at__isnull", True), ("status", "open")),
                    models.Q(
                        ("decided_at__isnull", False),
                        ("status__in", ["dismissed", "held"]),
                        models.Q(("why", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="scores_signal_decided_with_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="signal",
            constraint=models.CheckConstraint(
                condition=models.Q(("strength__lte", 100)), name="scores_signal_strength"
            ),
        ),
    ]
