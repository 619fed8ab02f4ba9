"""What the database itself keeps: rates and attributions stay as they were written; of a commission only its progress
moves."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION affiliates_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'affiliates: % is append-only, % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER affiliates_rate_append_only BEFORE UPDATE OR DELETE ON affiliates_rate
    FOR EACH ROW EXECUTE FUNCTION affiliates_refuse_change();
CREATE TRIGGER affiliates_attribution_append_only BEFORE UPDATE OR DELETE ON affiliates_attribution
    FOR EACH ROW EXECUTE FUNCTION affiliates_refuse_change();
CREATE TRIGGER affiliates_commission_stays BEFORE DELETE ON affiliates_commission
    FOR EACH ROW EXECUTE FUNCTION affiliates_refuse_change();

CREATE FUNCTION affiliates_keep_commission() RETURNS trigger LANGUAGE plpgsql AS $$
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
    RETURN NEW;
END $$;

CREATE TRIGGER affiliates_commission_frozen BEFORE UPDATE ON affiliates_commission
    FOR EACH ROW EXECUTE FUNCTION affiliates_keep_commission();
"""
BACKWARD = """
DROP TRIGGER affiliates_commission_frozen ON affiliates_commission;
DROP FUNCTION affiliates_keep_commission();
DROP TRIGGER affiliates_commission_stays ON affiliates_commission;
DROP TRIGGER affiliates_attribution_append_only ON affiliates_attribution;
DROP TRIGGER affiliates_rate_append_only ON affiliates_rate;
DROP FUNCTION affiliates_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("affiliates", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
