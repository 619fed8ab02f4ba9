from django.db import migrations

# As before, but each line finds its account by its key: a join over unnested arrays is planned for a hundred lines and
# reads every account there is for two.
POST = """
CREATE OR REPLACE FUNCTION ledger_post(
    new_id uuid, new_kind text, new_key text, new_reference_kind text, new_reference_id uuid,
    new_reference_number text, new_at timestamptz, new_reverses uuid,
    kinds text[], owner_kinds text[], owner_ids text[], currencies text[], amounts bigint[]
) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    accounts bigint[] := '{}';
    account bigint;
    missing boolean := false;
BEGIN
    INSERT INTO ledger_transaction (id, kind, key, reference_kind, reference_id, reference_number, at, reverses_id, line_count)
    VALUES (new_id, new_kind, new_key, new_reference_kind, new_reference_id, new_reference_number, new_at, new_reverses,
            cardinality(amounts))
    ON CONFLICT (key) DO NOTHING;
    IF NOT FOUND THEN
        RETURN (SELECT id FROM ledger_transaction WHERE key = new_key);
    END IF;
    FOR attempt IN 1..2 LOOP
        FOR line IN 1..cardinality(amounts) LOOP
            account := (SELECT a.id FROM ledger_account a WHERE a.kind = kinds[line]
                AND a.owner_kind = owner_kinds[line] AND a.owner_id = owner_ids[line] AND a.currency = currencies[line]);
            missing := missing OR account IS NULL;
            accounts[line] := account;
        END LOOP;
        EXIT WHEN NOT missing;
        missing := false;
        -- In order, so that two first postings which open the same accounts wait for each other instead of deadlocking.
        INSERT INTO ledger_account (kind, owner_kind, owner_id, currency)
        SELECT DISTINCT line.kind, line.owner_kind, line.owner_id, line.currency
        FROM unnest(kinds, owner_kinds, owner_ids, currencies) AS line (kind, owner_kind, owner_id, currency)
        ORDER BY 1, 2, 3, 4
        ON CONFLICT DO NOTHING;
    END LOOP;
    INSERT INTO ledger_posting (transaction_id, position, account_id, amount_minor, currency)
    SELECT new_id, line.position, line.account_id, line.amount_minor, line.currency
    FROM unnest(accounts, amounts, currencies) WITH ORDINALITY AS line (account_id, amount_minor, currency, position);
    RETURN new_id;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_carriers_due")]

    # Back: the function of 0002 does the same, slower; it is not put back.
    operations = [migrations.RunSQL(POST, migrations.RunSQL.noop)]
