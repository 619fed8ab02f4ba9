"""What the staff did is never altered: not by code, not by hand."""

from django.db import migrations

GUARD = """
CREATE FUNCTION moderation_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'staff actions are never altered' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER moderation_staffaction_append_only BEFORE UPDATE OR DELETE ON moderation_staffaction
    FOR EACH ROW EXECUTE FUNCTION moderation_refuse_change();
"""

UNDO = """
DROP TRIGGER moderation_staffaction_append_only ON moderation_staffaction;
DROP FUNCTION moderation_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("moderation", "0001_initial")]

    operations = [migrations.RunSQL(sql=GUARD, reverse_sql=UNDO)]
