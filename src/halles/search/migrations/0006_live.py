"""Live shows can be found too."""

from __future__ import annotations

from django.db import migrations, models

KINDS = ["product", "video", "live", "creator", "shop"]


class Migration(migrations.Migration):
    dependencies = [("search", "0005_find_titles")]
    operations = [
        migrations.AlterField(
            model_name="entry",
            name="kind",
            field=models.CharField(choices=[(kind, kind.title()) for kind in KINDS], max_length=10),
        ),
        migrations.RemoveConstraint(model_name="entry", name="search_entry_kind_known"),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.CheckConstraint(condition=models.Q(kind__in=KINDS), name="search_entry_kind_known"),
        ),
    ]
