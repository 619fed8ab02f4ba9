from django.db import migrations

# For the statement that marks a purchase paid; `services.commit` calls the same.
FUNCTION = """
CREATE FUNCTION inventory_commit(p_kind text, p_reference uuid) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE inventory_reservation SET status = 'committed', until = NULL
    WHERE reference_id = p_reference AND reference_kind = p_kind AND status = 'held';
END
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("inventory", "0002_functions")]
    operations = [migrations.RunSQL(FUNCTION, "DROP FUNCTION inventory_commit(text, uuid);")]
