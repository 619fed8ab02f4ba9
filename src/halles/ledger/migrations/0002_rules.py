"""What the database itself keeps true about the books, and the one statement that writes them."""

from django.db import migrations

APPEND_ONLY = """
CREATE FUNCTION ledger_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'ledger: % is append-only, % refused; correct with a new transaction', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER ledger_account_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_account
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER ledger_transaction_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_transaction
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER ledger_posting_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_posting
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
"""

# Both halves of a missing foreign key, and the currency, for all lines of a statement at once.
LINES = """
CREATE FUNCTION ledger_check_lines() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM written AS line
        LEFT JOIN ledger_account AS account ON account.id = line.account_id
        LEFT JOIN ledger_transaction AS entry ON entry.id = line.transaction_id
        WHERE account.currency IS DISTINCT FROM line.currency
           OR entry.id IS NULL OR line.position NOT BETWEEN 1 AND entry.line_count
    ) THEN
        RAISE EXCEPTION 'ledger: a posting needs an account of its currency and a place in its transaction'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER ledger_posting_lines AFTER INSERT ON ledger_posting
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ledger_check_lines();
"""

# Once per transaction, at commit: complete, balanced in each currency, and an exact mirror when it reverses another.
BALANCE = """
CREATE FUNCTION ledger_check_balance() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    lines_written integer;
    unbalanced integer;
BEGIN
    SELECT coalesce(sum(lines), 0), count(*) FILTER (WHERE total <> 0) INTO lines_written, unbalanced
    FROM (SELECT count(*) AS lines, sum(amount_minor) AS total
          FROM ledger_posting WHERE transaction_id = NEW.id GROUP BY currency) AS per_currency;
    IF lines_written <> NEW.line_count OR unbalanced > 0 THEN
        RAISE EXCEPTION 'ledger: transaction % has % of % lines and % unbalanced currencies',
            NEW.key, lines_written, NEW.line_count, unbalanced USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.reverses_id IS NOT NULL AND (
        EXISTS (SELECT FROM ledger_transaction WHERE id = NEW.reverses_id AND reverses_id IS NOT NULL)
        OR EXISTS (
            SELECT account_id FROM ledger_posting
            WHERE transaction_id IN (NEW.id, NEW.reverses_id)
            GROUP BY account_id, abs(amount_minor) HAVING sum(amount_minor) <> 0
        )
    ) THEN
        RAISE EXCEPTION 'ledger: transaction % is not the mirror of the one it reverses', NEW.key
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER ledger_transaction_balance AFTER INSERT ON ledger_transaction
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_check_balance();
"""

POST = """
CREATE FUNCTION ledger_post(
    new_id uuid, new_kind text, new_key text, new_reference_kind text, new_reference_id uuid,
    new_reference_number text, new_at timestamptz, new_reverses uuid,
    kinds text[], owner_kinds text[], owner_ids text[], currencies text[], amounts bigint[]
) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    accounts bigint[];
BEGIN
    INSERT INTO ledger_transaction (id, kind, key, reference_kind, reference_id, reference_number, at, reverses_id, line_count)
    VALUES (new_id, new_kind, new_key, new_reference_kind, new_reference_id, new_reference_number, new_at, new_reverses,
            cardinality(amounts))
    ON CONFLICT (key) DO NOTHING;
    IF NOT FOUND THEN
        RETURN (SELECT id FROM ledger_transaction WHERE key = new_key);
    END IF;
    FOR attempt IN 1..2 LOOP
        SELECT array_agg(account.id ORDER BY line.position) INTO accounts
        FROM unnest(kinds, owner_kinds, owner_ids, currencies)
            WITH ORDINALITY AS line (kind, owner_kind, owner_id, currency, position)
        LEFT JOIN ledger_account AS account USING (kind, owner_kind, owner_id, currency);
        EXIT WHEN array_position(accounts, NULL) IS NULL;
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

UNDO = """
DROP FUNCTION ledger_post(uuid, text, text, text, uuid, text, timestamptz, uuid, text[], text[], text[], text[], bigint[]);
DROP TRIGGER ledger_transaction_balance ON ledger_transaction;
DROP TRIGGER ledger_posting_lines ON ledger_posting;
DROP TRIGGER ledger_posting_append_only ON ledger_posting;
DROP TRIGGER ledger_transaction_append_only ON ledger_transaction;
DROP TRIGGER ledger_account_append_only ON ledger_account;
DROP FUNCTION ledger_check_balance();
DROP FUNCTION ledger_check_lines();
DROP FUNCTION ledger_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]

    operations = [migrations.RunSQL(APPEND_ONLY + LINES + BALANCE + POST, UNDO)]
