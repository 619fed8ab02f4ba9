"""Finding again, with the titles in every language."""

from __future__ import annotations

from django.db import migrations

FUNCTION = """
CREATE FUNCTION search_find(in_market text, asked tsquery, weights real[], at_most int)
RETURNS TABLE (kind varchar, thing_id uuid, score float8, category varchar, seller_id uuid, seller_name varchar,
    maker varchar, origin_country varchar, price_minor bigint, is_reduced boolean, is_in_stock boolean, rating smallint,
    published_at timestamptz, title varchar, titles jsonb, title_words varchar)
LANGUAGE plpgsql STABLE SET enable_seqscan = off SET plan_cache_mode = force_custom_plan AS $$
BEGIN
    RETURN QUERY
    SELECT e.kind, e.thing_id, ts_rank(weights, e.document, asked, 1) * (1 + e.quality), e.category, e.seller_id,
           e.seller_name, e.maker, e.origin_country, e.price_minor, e.is_reduced, e.is_in_stock, e.rating,
           e.published_at, e.title, e.titles, e.title_words
    FROM search_entry e
    WHERE e.market = in_market AND e.document @@ asked
    ORDER BY e.quality DESC, e.id DESC LIMIT at_most;
END
$$
"""


class Migration(migrations.Migration):
    dependencies = [("search", "0004_titles")]
    operations = [
        migrations.RunSQL("DROP FUNCTION search_find(text, tsquery, real[], int)", migrations.RunSQL.noop),
        migrations.RunSQL(FUNCTION, "DROP FUNCTION search_find(text, tsquery, real[], int)"),
    ]
