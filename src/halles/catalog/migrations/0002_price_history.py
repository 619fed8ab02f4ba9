"""What Django cannot say about price history: periods never overlap, and what was shown is never altered."""

from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations

NO_OVERLAP = """
ALTER TABLE catalog_pricechange ADD CONSTRAINT catalog_price_change_no_overlap
    EXCLUDE USING gist (variant_id WITH =, market WITH =, tstzrange(from_at, to_at) WITH &&);
"""
GUARD = """
CREATE FUNCTION catalog_price_change_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a price that was shown is never deleted' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF (OLD.to_at IS NOT NULL AND NEW.to_at IS DISTINCT FROM OLD.to_at)
       OR (NEW.id, NEW.variant_id, NEW.market, NEW.currency, NEW.amount_minor, NEW.reduced_from_minor, NEW.from_at)
          IS DISTINCT FROM
          (OLD.id, OLD.variant_id, OLD.market, OLD.currency, OLD.amount_minor, OLD.reduced_from_minor, OLD.from_at)
    THEN
        RAISE EXCEPTION 'a price that was shown is never altered' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER catalog_price_change_guard BEFORE UPDATE OR DELETE ON catalog_pricechange
    FOR EACH ROW EXECUTE FUNCTION catalog_price_change_guard();
"""


class Migration(migrations.Migration):
    dependencies = [("catalog", "0001_initial")]

    operations = [
        BtreeGistExtension(),
        migrations.RunSQL(
            NO_OVERLAP, "ALTER TABLE catalog_pricechange DROP CONSTRAINT catalog_price_change_no_overlap;"
        ),
        migrations.RunSQL(
            GUARD,
            "DROP TRIGGER catalog_price_change_guard ON catalog_pricechange;"
            " DROP FUNCTION catalog_price_change_guard();",
        ),
    ]
