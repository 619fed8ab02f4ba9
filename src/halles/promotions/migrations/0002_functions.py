"""Claims are decided in the database: one call per batch, under the lock of the deal, by the database's clock."""

from django.db import migrations

# A promise to one person under a key. The price of a drop is known at its end, and may be paid from then on.
KEEP = """
CREATE FUNCTION promotions_keep(
    d promotions_flashdeal, p_user uuid, p_quantity int, p_key text, p_device text, p_now timestamptz
) RETURNS promotions_pricepromise LANGUAGE plpgsql AS $$
DECLARE
    v_from timestamptz := CASE WHEN d.kind = 'drop' AND d.status = 'open' THEN d.ends_at END;
    v_promise promotions_pricepromise;
BEGIN
    INSERT INTO promotions_pricepromise (
        id, kind, deal_id, reference_id, user_id, seller_id, variant_id, market, currency, quantity, unit_minor,
        funder, is_delivery_free, key, device, status, created_at, usable_from, until
    ) VALUES (
        gen_random_uuid(), CASE d.kind WHEN 'drop' THEN 'price_drop' ELSE 'flash_deal' END, d.id, d.id, p_user,
        d.seller_id, d.variant_id, d.market, d.currency, p_quantity, d.price_minor, 'seller', false, p_key, p_device,
        'open', p_now, v_from, coalesce(v_from, p_now) + make_interval(secs => d.promise_seconds)
    ) RETURNING * INTO v_promise;
    RETURN v_promise;
END
$$
"""

# Brings a deal in line with the clock, under its lock: it opens, it ends, what was not used in time comes back and goes
# to those who wait, in their order. Returns NULL for an unknown deal.
REFRESH = """
CREATE FUNCTION promotions_refresh(p_deal uuid, p_now timestamptz) RETURNS promotions_flashdeal LANGUAGE plpgsql AS $$
DECLARE
    d promotions_flashdeal;
    v_place promotions_waitlistplace;
    v_promise promotions_pricepromise;
    v_back int;
BEGIN
    SELECT * INTO d FROM promotions_flashdeal WHERE id = p_deal FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    IF d.status = 'announced' AND d.opens_at <= p_now THEN
        d.status := 'open';
    END IF;
    IF d.status = 'open' AND d.ends_at <= p_now THEN
        d.status := 'ended';
        IF d.kind = 'drop' THEN
            -- Everybody pays the final price.
            UPDATE promotions_pricepromise SET unit_minor = d.price_minor
            WHERE reference_id = d.id AND status = 'open' AND unit_minor <> d.price_minor;
        END IF;
    END IF;
    WITH gone AS (
        UPDATE promotions_pricepromise SET status = 'expired'
        WHERE reference_id = d.id AND status = 'open' AND until <= p_now
        RETURNING user_id, quantity
    ), by_person AS (
        SELECT user_id, sum(quantity) AS pieces, count(*) AS times FROM gone GROUP BY user_id
    ), counted AS (
        UPDATE promotions_dealcustomer c
        SET taken_count = c.taken_count - by_person.pieces, lapsed_count = c.lapsed_count + by_person.times
        FROM by_person WHERE c.deal_id = d.id AND c.user_id = by_person.user_id
    )
    SELECT coalesce(sum(quantity), 0) INTO v_back FROM gone;
    d.claimed_count := d.claimed_count - v_back;
    IF d.status = 'open' OR (
        d.status = 'ended' AND p_now < d.ends_at + make_interval(secs => d.waitlist_seconds)
    ) THEN
        WHILE d.claimed_count < d.quota LOOP
            SELECT * INTO v_place FROM promotions_waitlistplace
            WHERE deal_id = d.id AND promise_id IS NULL AND left_at IS NULL ORDER BY id LIMIT 1;
            -- In order: somebody who wants more than is there is not passed by.
            EXIT WHEN NOT FOUND OR d.claimed_count + v_place.quantity > d.quota;
            UPDATE promotions_dealcustomer SET taken_count = taken_count + v_place.quantity
            WHERE deal_id = d.id AND user_id = v_place.user_id AND taken_count + v_place.quantity <= taken_max;
            IF FOUND THEN
                SELECT * INTO v_promise FROM promotions_keep(
                    d, v_place.user_id, v_place.quantity, '~' || v_place.id, '', p_now
                );
                UPDATE promotions_waitlistplace SET promise_id = v_promise.id WHERE id = v_place.id;
                d.claimed_count := d.claimed_count + v_place.quantity;
            ELSE
                UPDATE promotions_waitlistplace SET left_at = p_now WHERE id = v_place.id;
            END IF;
        END LOOP;
    END IF;
    UPDATE promotions_flashdeal SET status = d.status, claimed_count = d.claimed_count WHERE id = d.id;
    RETURN d;
END
$$
"""

ANSWER = """
CREATE FUNCTION promotions_answer(p promotions_pricepromise, p_claimed int) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'ok', true, 'promise', p.id, 'status', p.status, 'quantity', p.quantity, 'unit_minor', p.unit_minor,
        'currency', p.currency, 'until', (extract(epoch FROM p.until) * 1000)::bigint,
        'usable_from', (extract(epoch FROM p.usable_from) * 1000)::bigint, 'claimed', p_claimed,
        'receipt', left(encode(sha256(convert_to(p.id::text, 'UTF8')), 'hex'), 32)
    )
$$
"""

# Why one item gets nothing, or NULL; all but the quota, which the caller counts.
OBSTACLE = """
CREATE FUNCTION promotions_obstacle(
    d promotions_flashdeal, p_user uuid, p_since timestamptz, p_quantity int, p_device text, p_now timestamptz
) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    c promotions_dealcustomer;
BEGIN
    IF d.status = 'announced' THEN
        RETURN jsonb_build_object(
            'code', 'promotions.deal_not_open', 'opens_in_ms', (extract(epoch FROM d.opens_at - p_now) * 1000)::bigint
        );
    ELSIF d.status <> 'open' THEN
        RETURN jsonb_build_object('code', 'promotions.deal_over');
    ELSIF p_since > p_now - make_interval(secs => d.account_age_seconds_min) THEN
        RETURN jsonb_build_object('code', 'promotions.account_too_new');
    END IF;
    SELECT * INTO c FROM promotions_dealcustomer WHERE deal_id = d.id AND user_id = p_user;
    IF NOT FOUND AND p_device <> '' AND d.device_customers_max <= (
        SELECT count(*) FROM promotions_dealcustomer o WHERE o.deal_id = d.id AND o.device = p_device
    ) THEN
        RETURN jsonb_build_object('code', 'promotions.device_limit');
    ELSIF p_quantity < 1 OR p_quantity + coalesce(c.taken_count, 0) > d.per_customer_max THEN
        RETURN jsonb_build_object('code', 'promotions.limit_reached', 'limit', d.per_customer_max);
    ELSIF c.lapsed_count >= d.lapses_max THEN
        RETURN jsonb_build_object('code', 'promotions.lapsed_too_often');
    END IF;
    RETURN NULL;
END
$$
"""

# All items of one batch under the deal's lock, in their order; the clock is read once the lock is held.
CLAIM = """
CREATE FUNCTION promotions_claim(p_deal uuid, p_items jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    d promotions_flashdeal;
    v_now timestamptz;
    v_item jsonb;
    v_answer jsonb;
    v_answers jsonb[] := '{}';
    v_person record;
    v_quantity int;
    v_key text;
    v_device text;
    v_promise promotions_pricepromise;
    v_waiting int;
    v_ahead int;
BEGIN
    PERFORM 1 FROM promotions_flashdeal WHERE id = p_deal FOR NO KEY UPDATE;
    v_now := clock_timestamp();
    SELECT * INTO d FROM promotions_refresh(p_deal, v_now);
    SELECT count(*) INTO v_waiting FROM promotions_waitlistplace
    WHERE deal_id = d.id AND promise_id IS NULL AND left_at IS NULL;
    FOR v_item IN SELECT value FROM jsonb_array_elements(p_items) LOOP
        v_key := coalesce(v_item ->> 'key', '');
        v_device := left(coalesce(v_item ->> 'device', ''), 64);
        v_quantity := CASE WHEN v_item ->> 'quantity' ~ '^[0-9]{1,4}$' THEN (v_item ->> 'quantity')::int ELSE 0 END;
        v_answer := NULL;
        SELECT p.id, p.created_at INTO v_person FROM users_user p
        WHERE p.is_active AND p.id = coalesce((v_item ->> 'u')::uuid, (
            SELECT t.user_id FROM users_apitoken t
            WHERE t.token_hash = v_item ->> 'bearer' AND t.revoked_at IS NULL
                AND (t.expires_at IS NULL OR t.expires_at > v_now)
        ));
        IF NOT FOUND THEN
            v_answer := jsonb_build_object('code', 'promotions.sign_in');
        ELSIF d.id IS NULL OR d.status = 'draft' THEN
            v_answer := jsonb_build_object('code', 'promotions.deal_unknown');
        ELSIF v_key !~ '^[A-Za-z0-9._:-]{8,64}$' THEN
            v_answer := jsonb_build_object('code', 'promotions.key_invalid');
        ELSE
            SELECT * INTO v_promise FROM promotions_pricepromise
            WHERE reference_id = d.id AND user_id = v_person.id AND key = v_key;
            IF FOUND THEN
                v_answer := promotions_answer(v_promise, d.claimed_count);
            ELSE
                v_answer := promotions_obstacle(d, v_person.id, v_person.created_at, v_quantity, v_device, v_now);
            END IF;
        END IF;
        IF v_answer IS NULL THEN
            INSERT INTO promotions_dealcustomer (deal_id, user_id, device, taken_count, taken_max, lapsed_count)
            VALUES (d.id, v_person.id, v_device, 0, d.per_customer_max, 0) ON CONFLICT (deal_id, user_id) DO NOTHING;
            IF v_waiting = 0 AND d.claimed_count + v_quantity <= d.quota THEN
                UPDATE promotions_dealcustomer SET taken_count = taken_count + v_quantity
                WHERE deal_id = d.id AND user_id = v_person.id;
                SELECT * INTO v_promise FROM promotions_keep(d, v_person.id, v_quantity, v_key, v_device, v_now);
                d.claimed_count := d.claimed_count + v_quantity;
                v_answer := promotions_answer(v_promise, d.claimed_count);
            ELSE
                INSERT INTO promotions_waitlistplace (deal_id, user_id, quantity, joined_at)
                SELECT d.id, v_person.id, v_quantity, v_now WHERE v_waiting < 10000
                ON CONFLICT (deal_id, user_id) WHERE promise_id IS NULL AND left_at IS NULL DO NOTHING;
                IF FOUND THEN
                    v_waiting := v_waiting + 1;
                    v_ahead := v_waiting;
                ELSE
                    SELECT count(*) INTO v_ahead FROM promotions_waitlistplace w
                    WHERE w.deal_id = d.id AND w.promise_id IS NULL AND w.left_at IS NULL AND w.id <= (
                        SELECT own.id FROM promotions_waitlistplace own
                        WHERE own.deal_id = d.id AND own.user_id = v_person.id
                            AND own.promise_id IS NULL AND own.left_at IS NULL
                    );
                END IF;
                v_answer := jsonb_strip_nulls(
                    jsonb_build_object('code', 'promotions.sold_out', 'place', nullif(v_ahead, 0))
                );
            END IF;
        END IF;
        v_answers := v_answers || ('{"ok": false}'::jsonb || v_answer);
    END LOOP;
    IF d.id IS NOT NULL THEN
        UPDATE promotions_flashdeal SET claimed_count = d.claimed_count, price_minor = LEAST(price_minor, (
            SELECT min((step ->> 'price_minor')::bigint) FROM jsonb_array_elements(d.steps) step
            WHERE (step ->> 'claims')::int <= d.claimed_count
        )) WHERE id = d.id;
    END IF;
    RETURN to_jsonb(v_answers);
END
$$
"""

# Pieces that are kept for a deal and promised to nobody, read in one statement: a purchase in between moves the
# reservation and its promise together.
IDLE = """
CREATE FUNCTION promotions_idle(p_deal uuid) RETURNS TABLE (kept int, promised int) LANGUAGE sql STABLE AS $$
    SELECT
        coalesce((SELECT sum(r.quantity - r.released_quantity - r.taken_quantity) FROM inventory_reservation r
            WHERE r.reference_id = p_deal AND r.reference_kind = 'flash_deal'), 0)::int,
        coalesce((SELECT sum(p.quantity) FROM promotions_pricepromise p
            WHERE p.reference_id = p_deal AND p.status = 'open'), 0)::int
$$
"""
FUNCTIONS = [
    (KEEP, "DROP FUNCTION promotions_keep(promotions_flashdeal, uuid, int, text, text, timestamptz)"),
    (REFRESH, "DROP FUNCTION promotions_refresh(uuid, timestamptz)"),
    (ANSWER, "DROP FUNCTION promotions_answer(promotions_pricepromise, int)"),
    (OBSTACLE, "DROP FUNCTION promotions_obstacle(promotions_flashdeal, uuid, timestamptz, int, text, timestamptz)"),
    (CLAIM, "DROP FUNCTION promotions_claim(uuid, jsonb)"),
    (IDLE, "DROP FUNCTION promotions_idle(uuid)"),
]


class Migration(migrations.Migration):
    dependencies = [("promotions", "0001_initial"), ("inventory", "0005_lent"), ("users", "0001_initial")]
    operations = [migrations.RunSQL(create, drop) for create, drop in FUNCTIONS]
