from django.db import migrations, models

# As before; it also says whether the browser had a pseudonym and whose purchase it is, so that nobody has to look.
FUNCTION = """
DROP FUNCTION orders_pay(uuid, timestamptz, jsonb);
CREATE FUNCTION orders_pay(
    p_group uuid, p_at timestamptz, p_windows jsonb,
    OUT was_waiting boolean, OUT has_source boolean, OUT has_touch_key boolean, OUT buyer uuid
) LANGUAGE plpgsql AS $$
DECLARE
    minutes int;
BEGIN
    UPDATE orders_ordergroup SET expires_at = NULL WHERE id = p_group AND expires_at IS NOT NULL
    RETURNING (p_windows ->> market)::int, touch_key IS NOT NULL, user_id INTO minutes, has_touch_key, buyer;
    was_waiting := FOUND;
    has_source := false;
    IF NOT was_waiting THEN
        RETURN;
    END IF;
    WITH paid AS (
        UPDATE orders_order SET status = 'on_hold', paid_at = p_at, hold_until = p_at + make_interval(mins => minutes)
        WHERE group_id = p_group AND status = 'unpaid'
        RETURNING id
    )
    INSERT INTO orders_orderevent (order_id, at, kind, by_kind, data)
    SELECT paid.id, p_at, 'paid', 'provider', '{}' FROM paid ORDER BY paid.id;
    PERFORM inventory_commit('order_group', p_group);
    has_source := EXISTS (
        SELECT 1 FROM orders_order o JOIN orders_orderline l ON l.order_id = o.id
        WHERE o.group_id = p_group AND l.source IS NOT NULL
    );
END
$$;
"""
BACK = """
DROP FUNCTION orders_pay(uuid, timestamptz, jsonb);
CREATE FUNCTION orders_pay(
    p_group uuid, p_at timestamptz, p_windows jsonb, OUT was_waiting boolean, OUT has_source boolean
) LANGUAGE plpgsql AS $$
DECLARE
    minutes int;
BEGIN
    UPDATE orders_ordergroup SET expires_at = NULL WHERE id = p_group AND expires_at IS NOT NULL
    RETURNING (p_windows ->> market)::int INTO minutes;
    was_waiting := FOUND;
    has_source := false;
    IF NOT was_waiting THEN
        RETURN;
    END IF;
    WITH paid AS (
        UPDATE orders_order SET status = 'on_hold', paid_at = p_at, hold_until = p_at + make_interval(mins => minutes)
        WHERE group_id = p_group AND status = 'unpaid'
        RETURNING id
    )
    INSERT INTO orders_orderevent (order_id, at, kind, by_kind, data)
    SELECT paid.id, p_at, 'paid', 'provider', '{}' FROM paid ORDER BY paid.id;
    PERFORM inventory_commit('order_group', p_group);
    has_source := EXISTS (
        SELECT 1 FROM orders_order o JOIN orders_orderline l ON l.order_id = o.id
        WHERE o.group_id = p_group AND l.source IS NOT NULL
    );
END
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0006_postage_of_refunds")]
    operations = [
        migrations.AddField("ordergroup", "touch_key", models.UUIDField(blank=True, null=True)),
        migrations.RunSQL(FUNCTION, BACK),
    ]
