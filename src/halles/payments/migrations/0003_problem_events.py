from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("payments", "0002_sandbox_event_due")]
    operations = [
        migrations.AddIndex(
            model_name="providerevent",
            index=models.Index(
                condition=models.Q(("problem", ""), _negated=True), fields=["-id"], name="payments_provider_event_odd"
            ),
        ),
    ]
