"""Since when the disk has no room for a show's recording."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("live", "0011_kept_chat")]
    operations = [
        migrations.AddField(
            model_name="livesession",
            name="recording_full_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
