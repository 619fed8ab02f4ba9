from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("users", "0004_former_address"),
    ]

    operations = [
        migrations.AddField(
            model_name="erasure",
            name="swept_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
