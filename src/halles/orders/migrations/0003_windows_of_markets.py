from django.db import migrations

# The window of each market comes as {"FR": 60, …} minutes, so that the caller need not read the market first.
FUNCTIONS = """
DROP FUNCTION orders_mark_paid(uuid, timestamptz, timestamptz);
CREATE FUNCTION orders_mark_paid(p_group uuid, p_at timestamptz, p_windows jsonb) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
    minutes int;
BEGIN
    UPDATE orders_ordergroup SET expires_at = NULL WHERE id = p_group AND expires_at IS NOT NULL
    RETURNING (p_windows ->> market)::int INTO minutes;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    WITH paid AS (
        UPDATE orders_order SET status = 'on_hold', paid_at = p_at, hold_until = p_at + make_interval(mins => minutes)
        WHERE group_id = p_group AND status = 'unpaid'
        RETURNING id
    )
    INSERT INTO orders_orderevent (order_id, at, kind, by_kind, data)
    SELECT paid.id, p_at, 'paid', 'provider', '{}' FROM paid ORDER BY paid.id;
    RETURN true;
END
$$;
"""
BACK = """
DROP FUNCTION orders_mark_paid(uuid, timestamptz, jsonb);
CREATE FUNCTION orders_mark_paid(p_group uuid, p_at timestamptz, p_hold_until timestamptz) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
    UPDATE orders_ordergroup SET expires_at = NULL WHERE id = p_group AND expires_at IS NOT NULL;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    WITH paid AS (
        UPDATE orders_order SET status = 'on_hold', paid_at = p_at, hold_until = p_hold_until
        WHERE group_id = p_group AND status = 'unpaid'
        RETURNING id
    )
    INSERT INTO orders_orderevent (order_id, at, kind, by_kind, data)
    SELECT paid.id, p_at, 'paid', 'provider', '{}' FROM paid ORDER BY paid.id;
    RETURN true;
END
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0002_functions")]
    operations = [migrations.RunSQL(FUNCTIONS, BACK)]
