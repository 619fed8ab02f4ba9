"""How fairly an offer was given out, counted from what is kept of it: promises, places in the line, and their instants."""

from django.db import migrations

# Claims that were refused (too often, too many, not open) are not kept and not counted. A place that was promised
# something is told by '~' in the key of its promise. `overtaken` counts those who still waited when somebody behind them
# got something: the line promises that it is nobody. Milliseconds lie between the first claim and the first who found
# nothing left; NULL when all found something.
FAIRNESS = """
CREATE FUNCTION promotions_fairness(p_deal uuid) RETURNS jsonb LANGUAGE sql STABLE AS $$
    WITH promised AS (
        SELECT user_id, key, status, created_at FROM promotions_pricepromise WHERE reference_id = p_deal
    ), line AS (
        SELECT id, user_id, joined_at, left_at, promise_id FROM promotions_waitlistplace WHERE deal_id = p_deal
    ), came AS (
        SELECT user_id, created_at AS at FROM promised WHERE left(key, 1) <> '~'
        UNION ALL
        SELECT user_id, joined_at FROM line
    )
    SELECT jsonb_strip_nulls(jsonb_build_object(
        'claims', (SELECT count(*) FROM came),
        'people', (SELECT count(DISTINCT user_id) FROM came),
        'got', (SELECT count(DISTINCT user_id) FROM promised),
        'bought', (SELECT count(DISTINCT user_id) FROM promised WHERE status = 'used'),
        'waited', (SELECT count(*) FROM line),
        'from_line', (SELECT count(*) FROM line WHERE promise_id IS NOT NULL),
        'overtaken', (SELECT count(*) FROM line WHERE promise_id IS NULL AND left_at IS NULL
            AND id < (SELECT max(id) FROM line WHERE promise_id IS NOT NULL)),
        'gone_ms', (SELECT (extract(epoch FROM min(joined_at)) * 1000)::bigint FROM line)
            - (SELECT (extract(epoch FROM min(at)) * 1000)::bigint FROM came),
        'line_ms', (
            SELECT (percentile_cont(0.5) WITHIN GROUP (
                ORDER BY extract(epoch FROM p.created_at - l.joined_at)
            ) * 1000)::bigint
            FROM line l JOIN promotions_pricepromise p ON p.id = l.promise_id
        )
    ))
$$
"""


class Migration(migrations.Migration):
    dependencies = [("promotions", "0003_samples")]
    operations = [migrations.RunSQL(FAIRNESS, "DROP FUNCTION promotions_fairness(uuid)")]
