from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sellers", "0003_no_plain_numbers")]

    operations = [
        migrations.AddField(
            model_name="seller",
            name="score_hundredths",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="seller",
            name="scored_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name="seller",
            constraint=models.CheckConstraint(
                condition=models.Q(("score_hundredths__isnull", True), ("score_hundredths__lte", 500), _connector="OR"),
                name="sellers_seller_score_up_to_five",
            ),
        ),
    ]
