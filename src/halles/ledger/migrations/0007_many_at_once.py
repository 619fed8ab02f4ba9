"""Many transactions in one statement, for work on thousands of sellers at once; the guards are the same."""

from django.db import migrations

# Lines come as parallel arrays; `owners` says which transaction (1, 2, …) a line belongs to. A key that is in the books
# already leaves its transaction out, lines and all. Returns how many were written.
POST_MANY = """
CREATE FUNCTION ledger_post_many(
    new_ids uuid[], new_kinds text[], new_keys text[], new_reference_kinds text[], new_reference_ids uuid[],
    new_reference_numbers text[], new_at timestamptz, new_line_counts integer[],
    owners integer[], positions integer[], kinds text[], owner_kinds text[], owner_ids text[], currencies text[],
    amounts bigint[]
) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    written integer;
BEGIN
    -- In order, so that two that open the same accounts wait for each other instead of deadlocking.
    INSERT INTO ledger_account (kind, owner_kind, owner_id, currency)
    SELECT DISTINCT line.kind, line.owner_kind, line.owner_id, line.currency
    FROM unnest(kinds, owner_kinds, owner_ids, currencies) AS line (kind, owner_kind, owner_id, currency)
    WHERE NOT EXISTS (
        SELECT FROM ledger_account a WHERE a.kind = line.kind AND a.owner_kind = line.owner_kind
            AND a.owner_id = line.owner_id AND a.currency = line.currency)
    ORDER BY 1, 2, 3, 4
    ON CONFLICT DO NOTHING;
    WITH entry AS (
        INSERT INTO ledger_transaction
            (id, kind, key, reference_kind, reference_id, reference_number, at, reverses_id, line_count)
        SELECT one.id, one.kind, one.key, one.reference_kind, one.reference_id, one.number, new_at, NULL, one.line_count
        FROM unnest(new_ids, new_kinds, new_keys, new_reference_kinds, new_reference_ids, new_reference_numbers,
                    new_line_counts) AS one (id, kind, key, reference_kind, reference_id, number, line_count)
        ON CONFLICT (key) DO NOTHING
        RETURNING id
    ), line AS (
        INSERT INTO ledger_posting (transaction_id, position, account_id, amount_minor, currency)
        SELECT entry.id, line.position, account.id, line.amount_minor, line.currency
        FROM unnest(owners, positions, kinds, owner_kinds, owner_ids, currencies, amounts)
            AS line (owner, position, kind, owner_kind, owner_id, currency, amount_minor)
        JOIN entry ON entry.id = new_ids[line.owner]
        JOIN ledger_account AS account ON account.kind = line.kind AND account.owner_kind = line.owner_kind
            AND account.owner_id = line.owner_id AND account.currency = line.currency
        RETURNING 1
    )
    SELECT (SELECT count(*) FROM entry) INTO written;
    RETURN written;
END $$;
"""
UNDO = """
DROP FUNCTION ledger_post_many(uuid[], text[], text[], text[], uuid[], text[], timestamptz, integer[], integer[],
    integer[], text[], text[], text[], text[], bigint[]);
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0006_payees")]

    operations = [migrations.RunSQL(POST_MANY, UNDO)]
