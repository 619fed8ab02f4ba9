from django.db import migrations

# Pieces kept for an offer change hands while the row of their stock is locked: whoever buys takes them in the same
# transaction. Both move by an amount, not to a total: they run once per purchase, under the lock of its promise.
FUNCTIONS = """
CREATE FUNCTION inventory_let_go(p_kind text, p_reference uuid, p_variant uuid, p_quantity int) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM inventory_stocklevel WHERE variant_id = p_variant FOR NO KEY UPDATE;
    UPDATE inventory_reservation
    SET released_quantity = released_quantity + p_quantity,
        status = CASE WHEN released_quantity + taken_quantity + p_quantity = quantity THEN 'closed' ELSE status END
    WHERE reference_id = p_reference AND reference_kind = p_kind AND variant_id = p_variant
        AND quantity - released_quantity - taken_quantity >= p_quantity;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    UPDATE inventory_stocklevel SET reserved = reserved - p_quantity WHERE variant_id = p_variant;
    RETURN true;
END
$$;

CREATE FUNCTION inventory_keep_again(p_kind text, p_reference uuid, p_variant uuid, p_quantity int) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
    UPDATE inventory_stocklevel SET reserved = reserved + p_quantity
    WHERE variant_id = p_variant AND on_hand - reserved >= p_quantity;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    UPDATE inventory_reservation SET released_quantity = released_quantity - p_quantity, status = 'held'
    WHERE reference_id = p_reference AND reference_kind = p_kind AND variant_id = p_variant;
    RETURN FOUND;
END
$$;
"""
DROP = """
DROP FUNCTION inventory_let_go(text, uuid, uuid, int);
DROP FUNCTION inventory_keep_again(text, uuid, uuid, int);
"""


class Migration(migrations.Migration):
    dependencies = [("inventory", "0004_came_back")]
    operations = [migrations.RunSQL(FUNCTIONS, DROP)]
