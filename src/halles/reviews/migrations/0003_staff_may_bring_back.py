"""What the staff took away comes back when an appeal pauses or reverses the decision; what its author took away does not."""

from __future__ import annotations

from django.db import migrations

FUNCTION = """
CREATE OR REPLACE FUNCTION reviews_keep_first_rating() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.first_stars, NEW.order_line_id, NEW.product_id, NEW.seller_id, NEW.user_id, NEW.written_at)
       IS DISTINCT FROM
       (OLD.first_stars, OLD.order_line_id, OLD.product_id, OLD.seller_id, OLD.user_id, OLD.written_at) THEN
        RAISE EXCEPTION 'the first rating of a review stays' USING ERRCODE = 'check_violation';
    END IF;
    IF OLD.status = 'removed' AND NEW.status <> 'removed'{unless} THEN
        RAISE EXCEPTION 'a removed review does not come back' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
"""
FORWARD = FUNCTION.replace("{unless}", " AND OLD.removed_by_kind <> 'staff'")
BACKWARD = FUNCTION.replace("{unless}", "")


class Migration(migrations.Migration):
    dependencies = [("reviews", "0002_first_rating")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
