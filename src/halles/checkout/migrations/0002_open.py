from django.db import migrations

# The first transaction of a purchase in one call: every round trip saved here is saved for everybody who waits.
# `orders_place` and `inventory_reserve` are the writers of their modules. Stock comes last, since rivals wait for it.
FUNCTION = """
CREATE FUNCTION checkout_open(
    p_who text, p_key text, p_body_hash bytea, p_at timestamptz, p_market text, p_initial_status text,
    p_group jsonb, p_orders jsonb, p_lines jsonb
) RETURNS TABLE (outcome text, variant uuid, pieces int) LANGUAGE plpgsql AS $$
DECLARE
    new_group uuid := (p_group ->> 'id')::uuid;
    ids uuid[];
    variants uuid[];
    quantities int[];
BEGIN
    INSERT INTO checkout_checkoutattempt (who, key, body_hash, group_id, created_at)
    VALUES (p_who, p_key, p_body_hash, new_group, p_at)
    ON CONFLICT ON CONSTRAINT checkout_attempt_once DO NOTHING;
    IF NOT FOUND THEN
        RETURN QUERY SELECT 'known'::text, NULL::uuid, NULL::int;
        RETURN;
    END IF;
    IF COALESCE((SELECT m.status FROM markets_marketstatus m WHERE m.code = p_market), p_initial_status) <> 'open' THEN
        RETURN QUERY SELECT 'closed'::text, NULL::uuid, NULL::int;
        RETURN;
    END IF;
    PERFORM orders_place(p_group, p_orders, p_lines);
    -- A line has one variant and a variant one line: the line's id serves its reservation too.
    SELECT array_agg(l.id), array_agg(l.variant_id), array_agg(l.quantity) INTO ids, variants, quantities
    FROM jsonb_to_recordset(p_lines) AS l(id uuid, variant_id uuid, quantity int);
    RETURN QUERY
        SELECT 'short'::text, r.short_variant, r.left_quantity
        FROM inventory_reserve(
            'order_group', new_group, (p_group ->> 'expires_at')::timestamptz, ids, variants, quantities
        ) r;
END
$$;
"""
DROP = """
DROP FUNCTION checkout_open(text, text, bytea, timestamptz, text, text, jsonb, jsonb, jsonb);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("checkout", "0001_initial"),
        ("inventory", "0003_commit"),
        ("markets", "0001_initial"),
        ("orders", "0005_paid_in_one_call"),
    ]
    operations = [migrations.RunSQL(FUNCTION, DROP)]
