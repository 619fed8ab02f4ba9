"""A deal that has ended tells the room how fairly it was given out."""

from django.db import migrations

TOLD = """
ALTER FUNCTION live_act_state(live_showact) RENAME TO live_act_standing;
CREATE FUNCTION live_act_state(a live_showact) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT s.state || CASE
        WHEN a.kind IN ('flash_deal', 'price_drop') AND s.state ->> 'status' = 'ended'
        THEN jsonb_build_object('fair', promotions_fairness(a.id)) ELSE '{}'::jsonb END
    FROM (SELECT live_act_standing(a) AS state OFFSET 0) s
$$;
"""
UNTOLD = """
DROP FUNCTION live_act_state(live_showact);
ALTER FUNCTION live_act_standing(live_showact) RENAME TO live_act_state;
"""


class Migration(migrations.Migration):
    dependencies = [("live", "0013_chat_deeds"), ("promotions", "0004_fairness")]
    operations = [migrations.RunSQL(TOLD, UNTOLD)]
