"""The text an entry is found by, put together in the database, which knows how each language bends its words."""

from __future__ import annotations

from django.db import migrations

# parts: [[configuration, weight, text]]; configuration "=" means that the text is a vector already.
FUNCTION = """
CREATE FUNCTION search_document(parts jsonb) RETURNS tsvector LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    part jsonb;
    found tsvector := ''::tsvector;
    piece tsvector;
BEGIN
    FOR part IN SELECT jsonb_array_elements(parts) LOOP
        IF part ->> 0 = '=' THEN
            piece := (part ->> 2)::tsvector;
        ELSE
            piece := to_tsvector((part ->> 0)::regconfig, part ->> 2);
        END IF;
        found := found || setweight(piece, (part ->> 1)::"char");
    END LOOP;
    RETURN found;
END
$$
"""


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]
    operations = [migrations.RunSQL(FUNCTION, "DROP FUNCTION search_document(jsonb)")]
