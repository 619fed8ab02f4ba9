from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("videos", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="video",
            name="is_made_with_ai",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
