from django.db import migrations

# As before, but each line finds its transaction by its index: joined with what a statement has just returned, lines and
# transactions were compared each with each.
POST_MANY = """
CREATE OR REPLACE FUNCTION ledger_post_many(
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
    INSERT INTO ledger_transaction
        (id, kind, key, reference_kind, reference_id, reference_number, at, reverses_id, line_count)
    SELECT one.id, one.kind, one.key, one.reference_kind, one.reference_id, one.number, new_at, NULL, one.line_count
    FROM unnest(new_ids, new_kinds, new_keys, new_reference_kinds, new_reference_ids, new_reference_numbers,
                new_line_counts) AS one (id, kind, key, reference_kind, reference_id, number, line_count)
    ON CONFLICT (key) DO NOTHING;
    GET DIAGNOSTICS written = ROW_COUNT;
    -- A transaction that was left out has no row, and its lines find none.
    INSERT INTO ledger_posting (transaction_id, position, account_id, amount_minor, currency)
    SELECT entry.id, line.position, account.id, line.amount_minor, line.currency
    FROM (
        SELECT new_ids[every.owner] AS transaction_id, every.*
        FROM unnest(owners, positions, kinds, owner_kinds, owner_ids, currencies, amounts)
            AS every (owner, position, kind, owner_kind, owner_id, currency, amount_minor)
        OFFSET 0
    ) AS line
    JOIN ledger_transaction AS entry ON entry.id = line.transaction_id
    JOIN ledger_account AS account ON account.kind = line.kind AND account.owner_kind = line.owner_kind
        AND account.owner_id = line.owner_id AND account.currency = line.currency;
    RETURN written;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0007_many_at_once")]

    # Back: the function of 0007 does the same, slower; it is not put back.
    operations = [migrations.RunSQL(POST_MANY, migrations.RunSQL.noop)]
