"""The partitioned table of interactions: Django cannot say PARTITION BY, so it is said here."""

from django.db import migrations

TABLE = """
CREATE SEQUENCE interactions_interaction_id_seq;
CREATE TABLE interactions_interaction (
    id bigint NOT NULL DEFAULT nextval('interactions_interaction_id_seq'),
    at timestamptz NOT NULL,
    received_at timestamptz NOT NULL,
    kind text NOT NULL,
    visit_id uuid NOT NULL,
    user_id uuid,
    has_consent boolean NOT NULL,
    market text NOT NULL,
    language text NOT NULL DEFAULT '',
    surface text NOT NULL DEFAULT '',
    content_kind text NOT NULL DEFAULT '',
    content_id uuid,
    creator_id uuid,
    anchor_id uuid,
    product_id uuid,
    variant_id uuid,
    position integer,
    watch_time_ms integer CHECK (watch_time_ms >= 0),
    media_ms integer CHECK (media_ms >= 0),
    click_id uuid,
    reasons text[] NOT NULL DEFAULT '{}',
    candidate_source text NOT NULL DEFAULT '',
    model_version text NOT NULL DEFAULT '',
    experiment_variants jsonb NOT NULL DEFAULT '{}',
    referrer text NOT NULL DEFAULT '',
    app_context jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (at, id),
    CONSTRAINT interactions_person_only_with_consent CHECK (user_id IS NULL OR has_consent)
) PARTITION BY RANGE (at);
ALTER SEQUENCE interactions_interaction_id_seq OWNED BY interactions_interaction.id;

-- Receipts only ever grow, so the smallest index finds what came since the last rollup.
CREATE INDEX interactions_received ON interactions_interaction USING brin (received_at);
-- What somebody who agreed to it has watched lately. Others have no history to look up, on purpose.
CREATE INDEX interactions_history ON interactions_interaction (visit_id, at DESC)
    INCLUDE (content_id) WHERE has_consent AND kind = 'play';
CREATE INDEX interactions_person ON interactions_interaction (user_id, at DESC)
    INCLUDE (content_id) WHERE user_id IS NOT NULL AND kind = 'play';

-- Whatever falls outside the months made ahead lands here, so nothing is lost when the daily job was late.
CREATE TABLE interactions_interaction_default PARTITION OF interactions_interaction DEFAULT;
"""

FUNCTIONS = """
CREATE FUNCTION interactions_make_month(wanted date) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    first_day date := date_trunc('month', wanted)::date;
    from_at timestamptz := first_day::timestamp AT TIME ZONE 'UTC';
    to_at timestamptz := (first_day + interval '1 month')::timestamp AT TIME ZONE 'UTC';
    part text := 'interactions_interaction_' || to_char(first_day, 'YYYY_MM');
BEGIN
    IF to_regclass(part) IS NOT NULL THEN
        RETURN false;
    END IF;
    -- PostgreSQL refuses a partition whose rows lie in the default one, so those move first, in this same transaction.
    EXECUTE format('CREATE TABLE %I (LIKE interactions_interaction INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', part);
    LOCK TABLE interactions_interaction_default IN SHARE ROW EXCLUSIVE MODE;
    EXECUTE format(
        'WITH moved AS (DELETE FROM interactions_interaction_default WHERE at >= $1 AND at < $2 RETURNING *) '
        'INSERT INTO %I SELECT * FROM moved', part) USING from_at, to_at;
    EXECUTE format('ALTER TABLE interactions_interaction ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
                   part, from_at, to_at);
    RETURN true;
END $$;

CREATE FUNCTION interactions_drop_months(before date) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    part record;
    dropped integer := 0;
BEGIN
    FOR part IN
        SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent = 'interactions_interaction'::regclass AND c.relname ~ '_[0-9]{4}_[0-9]{2}$'
    LOOP
        IF to_date(right(part.relname, 7), 'YYYY_MM') + interval '1 month' <= before THEN
            EXECUTE format('DROP TABLE %I', part.relname);
            dropped := dropped + 1;
        END IF;
    END LOOP;
    RETURN dropped;
END $$;

SELECT interactions_make_month((now() AT TIME ZONE 'UTC')::date),
       interactions_make_month(((now() AT TIME ZONE 'UTC') + interval '1 month')::date);
"""

UNDO = """
DROP TABLE interactions_interaction;
DROP FUNCTION interactions_make_month(date);
DROP FUNCTION interactions_drop_months(date);
"""


class Migration(migrations.Migration):
    dependencies = [("interactions", "0001_initial")]

    operations = [
        migrations.RunSQL(sql=TABLE, reverse_sql=migrations.RunSQL.noop),
        migrations.RunSQL(sql=FUNCTIONS, reverse_sql=UNDO),
    ]
