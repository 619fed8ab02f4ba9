from django.db import migrations

# Rows are locked first and read by a later statement, which therefore sees what the lock had to wait for.
FUNCTIONS = """
CREATE FUNCTION inventory_reserve(
    p_kind text, p_reference uuid, p_until timestamptz, p_ids uuid[], p_variants uuid[], p_quantities int[]
) RETURNS TABLE (short_variant uuid, left_quantity int) LANGUAGE plpgsql AS $$
DECLARE
    changed int;
BEGIN
    IF cardinality(p_variants) > 1 THEN
        PERFORM 1 FROM inventory_stocklevel WHERE variant_id = ANY (p_variants) ORDER BY variant_id FOR NO KEY UPDATE;
        RETURN QUERY
            SELECT w.variant, COALESCE(s.on_hand - s.reserved, 0)
            FROM unnest(p_variants, p_quantities) AS w(variant, quantity)
            LEFT JOIN inventory_stocklevel s ON s.variant_id = w.variant
            WHERE COALESCE(s.on_hand - s.reserved, 0) < w.quantity;
        IF FOUND THEN
            RETURN;
        END IF;
    END IF;
    UPDATE inventory_stocklevel s SET reserved = s.reserved + w.quantity
    FROM unnest(p_variants, p_quantities) AS w(variant, quantity)
    WHERE s.variant_id = w.variant AND s.on_hand - s.reserved >= w.quantity;
    GET DIAGNOSTICS changed = ROW_COUNT;
    IF changed < cardinality(p_variants) THEN
        -- One variant alone and nothing written yet: only this case comes here.
        RETURN QUERY
            SELECT p_variants[1], COALESCE(
                (SELECT s.on_hand - s.reserved FROM inventory_stocklevel s WHERE s.variant_id = p_variants[1]), 0
            );
        RETURN;
    END IF;
    INSERT INTO inventory_reservation (
        id, variant_id, reference_kind, reference_id, quantity, released_quantity, taken_quantity, status, until
    )
    SELECT w.id, w.variant, p_kind, p_reference, w.quantity, 0, 0, 'held', p_until
    FROM unnest(p_ids, p_variants, p_quantities) AS w(id, variant, quantity);
END
$$;

CREATE FUNCTION inventory_release(
    p_kind text, p_reference uuid, p_variants uuid[], p_totals int[], p_at timestamptz
) RETURNS TABLE (moved_variant uuid, moved_quantity int) LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM inventory_stocklevel s
    WHERE s.variant_id IN (
        SELECT r.variant_id FROM inventory_reservation r
        WHERE r.reference_id = p_reference AND r.reference_kind = p_kind
    )
    ORDER BY s.variant_id FOR NO KEY UPDATE;
    RETURN QUERY
        WITH due AS (
            SELECT r.id, r.variant_id AS variant,
                   LEAST(COALESCE(w.total, r.quantity), r.quantity - r.taken_quantity) - r.released_quantity AS pieces
            FROM inventory_reservation r
            LEFT JOIN unnest(p_variants, p_totals) AS w(variant, total) ON w.variant = r.variant_id
            WHERE r.reference_id = p_reference AND r.reference_kind = p_kind
              AND (p_variants IS NULL OR w.variant IS NOT NULL)
        ), moved AS (
            UPDATE inventory_reservation r
            SET released_quantity = r.released_quantity + due.pieces,
                status = CASE WHEN r.released_quantity + r.taken_quantity + due.pieces = r.quantity
                              THEN 'closed' ELSE r.status END
            FROM due WHERE r.id = due.id AND due.pieces > 0
            RETURNING r.variant_id AS variant, due.pieces
        ), freed AS (
            UPDATE inventory_stocklevel s SET reserved = s.reserved - moved.pieces
            FROM moved WHERE s.variant_id = moved.variant
        )
        SELECT moved.variant, moved.pieces FROM moved;
END
$$;

CREATE FUNCTION inventory_take_out(
    p_kind text, p_reference uuid, p_variants uuid[], p_totals int[], p_at timestamptz
) RETURNS TABLE (moved_variant uuid, moved_quantity int) LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM inventory_stocklevel WHERE variant_id = ANY (p_variants) ORDER BY variant_id FOR NO KEY UPDATE;
    RETURN QUERY
        WITH due AS (
            SELECT r.id, r.variant_id AS variant,
                   LEAST(w.total, r.quantity - r.released_quantity) - r.taken_quantity AS pieces
            FROM inventory_reservation r
            JOIN unnest(p_variants, p_totals) AS w(variant, total) ON w.variant = r.variant_id
            WHERE r.reference_id = p_reference AND r.reference_kind = p_kind
        ), moved AS (
            UPDATE inventory_reservation r
            SET taken_quantity = r.taken_quantity + due.pieces,
                status = CASE WHEN r.released_quantity + r.taken_quantity + due.pieces = r.quantity
                              THEN 'closed' ELSE r.status END
            FROM due WHERE r.id = due.id AND due.pieces > 0
            RETURNING r.variant_id AS variant, due.pieces
        ), gone AS (
            UPDATE inventory_stocklevel s
            SET on_hand = s.on_hand - moved.pieces, reserved = s.reserved - moved.pieces
            FROM moved WHERE s.variant_id = moved.variant
            RETURNING s.variant_id AS variant, moved.pieces, s.on_hand
        ), noted AS (
            INSERT INTO inventory_stockchange (
                variant_id, at, kind, delta, on_hand_after, reference_kind, reference_id, why
            )
            SELECT gone.variant, p_at, 'shipped', -gone.pieces, gone.on_hand, p_kind, p_reference, '' FROM gone
        )
        SELECT moved.variant, moved.pieces FROM moved;
END
$$;
"""
DROP = """
DROP FUNCTION inventory_reserve(text, uuid, timestamptz, uuid[], uuid[], int[]);
DROP FUNCTION inventory_release(text, uuid, uuid[], int[], timestamptz);
DROP FUNCTION inventory_take_out(text, uuid, uuid[], int[], timestamptz);
"""


class Migration(migrations.Migration):
    dependencies = [("inventory", "0001_initial")]
    operations = [migrations.RunSQL(FUNCTIONS, DROP)]
