from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("affiliates", "0003_showcase")]
    operations = [migrations.AddField("attribution", "evidence", models.JSONField(default=dict))]
