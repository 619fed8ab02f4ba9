from django.db import migrations

# One call each on the way of every sale: the statements inside keep their plans, and a purchase is one round trip.
FUNCTIONS = """
CREATE FUNCTION orders_place(p_group jsonb, p_orders jsonb, p_lines jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO orders_ordergroup SELECT * FROM jsonb_populate_record(NULL::orders_ordergroup, p_group);
    INSERT INTO orders_order SELECT * FROM jsonb_populate_recordset(NULL::orders_order, p_orders);
    INSERT INTO orders_orderline SELECT * FROM jsonb_populate_recordset(NULL::orders_orderline, p_lines);
    INSERT INTO orders_orderevent (order_id, at, kind, by_kind, by_id, data)
    SELECT o.id, o.placed_at, 'placed', 'customer', (p_group ->> 'user_id')::uuid, '{}'
    FROM jsonb_populate_recordset(NULL::orders_order, p_orders) o;
END
$$;

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
DROP = """
DROP FUNCTION orders_place(jsonb, jsonb, jsonb);
DROP FUNCTION orders_mark_paid(uuid, timestamptz, timestamptz);
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0001_initial")]
    operations = [migrations.RunSQL(FUNCTIONS, DROP)]
