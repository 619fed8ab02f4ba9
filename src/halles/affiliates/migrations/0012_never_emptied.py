"""What is never changed is not emptied either, and a commission goes on only as its statuses allow."""

from django.db import migrations

KEEP = """
CREATE OR REPLACE FUNCTION affiliates_keep_commission() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.attribution_id, NEW.creator_id, NEW.seller_id, NEW.order_id, NEW.line_id, NEW.market, NEW.rate_bps,
        NEW.base_minor, NEW.amount_minor, NEW.currency, NEW.sold_at)
       IS DISTINCT FROM
       (OLD.attribution_id, OLD.creator_id, OLD.seller_id, OLD.order_id, OLD.line_id, OLD.market, OLD.rate_bps,
        OLD.base_minor, OLD.amount_minor, OLD.currency, OLD.sold_at)
    THEN
        RAISE EXCEPTION 'affiliates: what a commission was frozen with is never changed'
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.reversed_minor < OLD.reversed_minor THEN
        RAISE EXCEPTION 'affiliates: what was reversed of a commission stays reversed'
            USING ERRCODE = 'restrict_violation';
    END IF;
    STATUSES
    RETURN NEW;
END $$;
"""
STATUSES = """IF NEW.status <> OLD.status AND (OLD.status || ' ' || NEW.status) NOT IN (
        'estimated pending', 'estimated void', 'pending confirmed', 'pending reversed', 'confirmed paid',
        'confirmed reversed', 'paid confirmed', 'paid reversed'
    ) THEN
        RAISE EXCEPTION 'affiliates: a commission does not go from % to %', OLD.status, NEW.status
            USING ERRCODE = 'restrict_violation';
    END IF;"""
TABLES = ("rate", "attribution", "commission")
FORWARD = KEEP.replace("STATUSES", STATUSES) + "".join(
    f"CREATE TRIGGER affiliates_{table}_not_emptied BEFORE TRUNCATE ON affiliates_{table}"
    " FOR EACH STATEMENT EXECUTE FUNCTION affiliates_refuse_change();\n"
    for table in TABLES
)
BACKWARD = KEEP.replace("STATUSES", "") + "".join(
    f"DROP TRIGGER affiliates_{table}_not_emptied ON affiliates_{table};\n" for table in TABLES
)


class Migration(migrations.Migration):
    dependencies = [("affiliates", "0011_talks")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
