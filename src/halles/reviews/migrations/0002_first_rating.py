"""The first rating, and what it is about, are never altered: not by a mistake, not by a friendly database shell."""

from __future__ import annotations

from django.db import migrations

FORWARD = """
CREATE FUNCTION reviews_keep_first_rating() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.first_stars, NEW.order_line_id, NEW.product_id, NEW.seller_id, NEW.user_id, NEW.written_at)
       IS DISTINCT FROM
       (OLD.first_stars, OLD.order_line_id, OLD.product_id, OLD.seller_id, OLD.user_id, OLD.written_at) THEN
        RAISE EXCEPTION 'the first rating of a review stays' USING ERRCODE = 'check_violation';
    END IF;
    IF OLD.status = 'removed' AND NEW.status <> 'removed' THEN
        RAISE EXCEPTION 'a removed review does not come back' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER reviews_keep_first_rating BEFORE UPDATE ON reviews_review
FOR EACH ROW EXECUTE FUNCTION reviews_keep_first_rating();
"""
BACKWARD = """
DROP TRIGGER reviews_keep_first_rating ON reviews_review;
DROP FUNCTION reviews_keep_first_rating();
"""


class Migration(migrations.Migration):
    dependencies = [("reviews", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
