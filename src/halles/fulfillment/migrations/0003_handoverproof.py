import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("fulfillment", "0002_not_collected"),
    ]

    operations = [
        migrations.CreateModel(
            name="HandoverProof",
            fields=[
                (
                    "package",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="handover_proof",
                        serialize=False,
                        to="fulfillment.package",
                    ),
                ),
                ("handed_over_at", models.DateTimeField()),
                ("key", models.CharField(max_length=200)),
                ("made_by_id", models.UUIDField()),
                ("made_at", models.DateTimeField()),
                ("struck_at", models.DateTimeField(blank=True, null=True)),
                ("struck_why", models.CharField(blank=True, max_length=500)),
            ],
        ),
    ]
