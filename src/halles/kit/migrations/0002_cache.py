from django.db import migrations


class Migration(migrations.Migration):
    """The table of Django's database cache (what `createcachetable` would make)."""

    dependencies = [("kit", "0001_initial")]

    operations = [
        migrations.RunSQL(
            """
            CREATE TABLE kit_cache (cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL);
            CREATE INDEX kit_cache_expires ON kit_cache (expires);
            """,
            "DROP TABLE kit_cache",
        )
    ]
