from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("creators", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="creator",
            name="fulfilment_bps",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="creator",
            name="score_hundredths",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="creator",
            name="scored_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name="creator",
            constraint=models.CheckConstraint(
                condition=models.Q(("score_hundredths__isnull", True), ("score_hundredths__lte", 500), _connector="OR"),
                name="creators_creator_score_up_to_five",
            ),
        ),
        migrations.AddConstraint(
            model_name="creator",
            constraint=models.CheckConstraint(
                condition=models.Q(("fulfilment_bps__isnull", True), ("fulfilment_bps__lte", 10000), _connector="OR"),
                name="creators_creator_fulfilment_whole",
            ),
        ),
    ]
