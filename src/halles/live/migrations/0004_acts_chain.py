"""The chain of records, and how an act is told to its room.

Locks, everywhere: the act itself (deal, giveaway, poll), then its row of show acts, then the session.
"""

from django.db import migrations

KEPT = """
CREATE FUNCTION live_keep_record() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'live_actrecord is append-only';
END
$$;
CREATE TRIGGER live_actrecord_kept BEFORE UPDATE OR DELETE ON live_actrecord
    FOR EACH ROW EXECUTE FUNCTION live_keep_record();
CREATE TRIGGER live_actrecord_not_emptied BEFORE TRUNCATE ON live_actrecord
    FOR EACH STATEMENT EXECUTE FUNCTION live_keep_record();

CREATE FUNCTION live_keep_draw() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.seed_hash <> OLD.seed_hash OR (OLD.closed_at IS NOT NULL AND (
        NEW.list_text <> OLD.list_text OR NEW.list_hash <> OLD.list_hash OR NEW.winner_count <> OLD.winner_count
    )) OR (OLD.drawn_at IS NOT NULL AND (
        NEW.revealed_seed <> OLD.revealed_seed OR NEW.winners <> OLD.winners
    )) THEN
        RAISE EXCEPTION 'what a draw rests on is never changed';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER live_giveaway_kept BEFORE UPDATE ON live_giveaway FOR EACH ROW EXECUTE FUNCTION live_keep_draw();
"""
UNKEPT = """
DROP TRIGGER live_giveaway_kept ON live_giveaway;
DROP FUNCTION live_keep_draw();
DROP TRIGGER live_actrecord_kept ON live_actrecord;
DROP TRIGGER live_actrecord_not_emptied ON live_actrecord;
DROP FUNCTION live_keep_record();
"""

# One more link: SHA-256 of the hash before it (64 zeros at first) and the text, both as UTF-8.
ACT = """
CREATE FUNCTION live_act(p_session uuid, p_kind text, p_body jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v_number int;
    v_before text;
    v_at timestamptz;
    v_text text;
    v_hash text;
BEGIN
    PERFORM 1 FROM live_livesession WHERE id = p_session FOR NO KEY UPDATE;
    v_at := clock_timestamp();
    SELECT number, hash INTO v_number, v_before FROM live_actrecord
    WHERE session_id = p_session ORDER BY number DESC LIMIT 1;
    v_number := coalesce(v_number, 0) + 1;
    v_text := jsonb_build_object(
        'session', p_session, 'number', v_number, 'kind', p_kind, 'body', p_body,
        'at', to_char(v_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
    )::text;
    v_hash := encode(sha256(convert_to(coalesce(v_before, repeat('0', 64)) || v_text, 'UTF8')), 'hex');
    INSERT INTO live_actrecord (session_id, number, kind, text, hash, at)
    VALUES (p_session, v_number, p_kind, v_text, v_hash, v_at);
    RETURN jsonb_build_object('number', v_number, 'head', v_hash);
END
$$
"""

HMAC = """
CREATE FUNCTION live_hmac(p_key bytea, p_text text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    v_inner bytea := decode(repeat('36', 64), 'hex');
    v_outer bytea := decode(repeat('5c', 64), 'hex');
BEGIN
    FOR i IN 0 .. length(p_key) - 1 LOOP
        v_inner := set_byte(v_inner, i, get_byte(v_inner, i) # get_byte(p_key, i));
        v_outer := set_byte(v_outer, i, get_byte(v_outer, i) # get_byte(p_key, i));
    END LOOP;
    RETURN encode(sha256(v_outer || sha256(v_inner || convert_to(p_text, 'UTF8'))), 'hex');
END
$$
"""

MS = """
CREATE FUNCTION live_ms(p_at timestamptz) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
    SELECT (extract(epoch FROM p_at) * 1000)::bigint
$$
"""

# An act as everybody may see it.
STATE = """
CREATE FUNCTION live_act_state(a live_showact) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_strip_nulls(
        jsonb_build_object('kind', a.kind, 'title', nullif(a.title, ''), 'tasks', nullif(a.tasks, '{}'::jsonb))
        || coalesce((
            SELECT jsonb_build_object(
                'status', d.status, 'product', v.product_id, 'variant', d.variant_id, 'variant_name', v.name,
                'name', p.title, 'seller', d.seller_id, 'price_minor', d.price_minor, 'list_minor', d.list_minor,
                'low_minor', d.low_minor, 'low_days', d.low_days, 'currency', d.currency, 'quota', d.quota,
                'claimed', d.claimed_count, 'per_customer', d.per_customer_max,
                'promise_seconds', d.promise_seconds,
                'steps', nullif(d.steps, '[]'::jsonb),
                'waiting', (SELECT count(*) FROM promotions_waitlistplace w
                    WHERE w.deal_id = d.id AND w.promise_id IS NULL AND w.left_at IS NULL),
                'opens', live_ms(d.opens_at), 'ends', live_ms(d.ends_at)
            ) FROM promotions_flashdeal d JOIN catalog_variant v ON v.id = d.variant_id
                JOIN catalog_product p ON p.id = v.product_id
            WHERE d.id = a.id
        ), (
            SELECT jsonb_build_object(
                'status', a.status, 'product', v.product_id, 'variant', g.variant_id, 'variant_name', v.name,
                'name', p.title, 'winner_count', g.winner_count, 'is_free_entry', g.is_free_entry,
                'entries', g.entry_count, 'claim_hours', g.claim_hours, 'seed_hash', g.seed_hash,
                'list_hash', nullif(g.list_hash, ''), 'seed', nullif(g.revealed_seed, ''),
                'winners', nullif(g.winners, '[]'::jsonb), 'opens', live_ms(g.opens_at), 'ends', live_ms(g.closes_at)
            ) FROM live_giveaway g JOIN catalog_variant v ON v.id = g.variant_id
                JOIN catalog_product p ON p.id = v.product_id
            WHERE g.act_id = a.id
        ), (
            SELECT jsonb_build_object(
                'status', a.status, 'options', o.options, 'counts', o.counts, 'ends', live_ms(o.closes_at),
                'is_quiz', o.correct IS NOT NULL,
                'correct', CASE WHEN a.status = 'ended' THEN o.correct END
            ) FROM live_poll o WHERE o.act_id = a.id
        ), (
            SELECT jsonb_build_object(
                'status', c.status, 'product', c.product_id, 'seller', c.seller_id, 'amount_minor', c.amount_minor,
                'share_bps', c.share_bps, 'currency', c.currency, 'goods_minor_min', nullif(c.goods_minor_min, 0),
                'quota', c.quota, 'claimed', c.claimed_count, 'ends', live_ms(c.ends_at),
                'valid_minutes', c.valid_minutes
            ) FROM promotions_coupon c WHERE c.id = a.id
        ), '{}'::jsonb)
    )
$$
"""

# Tells the room how an act stands, at most four times a second unless it must be now; the caller holds the act itself.
TELL = """
CREATE FUNCTION live_tell_act(p_act uuid, p_is_now boolean) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    a live_showact;
    v_state jsonb;
    v_chain jsonb;
BEGIN
    SELECT * INTO a FROM live_showact WHERE id = p_act FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RETURN;
    ELSIF NOT p_is_now AND a.told_at > clock_timestamp() - interval '250 milliseconds' THEN
        UPDATE live_showact SET is_stale = true WHERE id = p_act;
        RETURN;
    END IF;
    PERFORM 1 FROM live_livesession WHERE id = a.session_id FOR NO KEY UPDATE;
    v_state := live_act_state(a);
    SELECT jsonb_build_object('number', r.number, 'head', r.hash) INTO v_chain FROM live_actrecord r
    WHERE r.session_id = a.session_id ORDER BY r.number DESC LIMIT 1;
    UPDATE live_showact SET status = coalesce(v_state ->> 'status', status), told_at = clock_timestamp(),
        is_stale = false
    WHERE id = p_act;
    PERFORM live_announce(
        a.session_id, 'act', v_state || jsonb_build_object('act', a.id, 'chain', v_chain),
        jsonb_build_object('acts', jsonb_build_object(a.id, v_state), 'chain', v_chain)
    );
END
$$
"""

# What happened to an offer since the last call: its step, and its claims as one record with a receipt of each that its
# owner can find again. The caller holds the deal; whether there was anything.
RECORD_OFFER = """
CREATE FUNCTION live_record_offer(p_act uuid) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    a live_showact;
    d promotions_flashdeal;
    v_new record;
    v_step text;
BEGIN
    SELECT * INTO a FROM live_showact WHERE id = p_act FOR NO KEY UPDATE;
    SELECT * INTO d FROM promotions_flashdeal WHERE id = p_act;
    IF d.status = 'draft' THEN
        RETURN false;
    ELSIF a.status = 'planned' AND d.status = 'canceled' THEN
        UPDATE live_showact SET status = 'canceled' WHERE id = p_act;
        RETURN false;
    END IF;
    IF a.status <> d.status THEN
        v_step := 'offer_' || d.status;
        UPDATE live_showact SET status = d.status WHERE id = p_act;
    END IF;
    IF v_step IN ('offer_announced', 'offer_open') THEN
        PERFORM live_act(a.session_id, v_step, live_act_state(a) - 'waiting' || jsonb_build_object('act', p_act));
    END IF;
    SELECT sum(p.quantity) AS pieces, max(p.created_at) AS last_at, jsonb_agg(
        left(encode(sha256(convert_to(p.id::text, 'UTF8')), 'hex'), 32) ORDER BY p.created_at, p.id
    ) AS receipts INTO v_new
    FROM promotions_pricepromise p
    WHERE p.reference_id = p_act AND p.created_at > coalesce(a.recorded_at, '-infinity'::timestamptz);
    IF v_new.pieces IS NOT NULL THEN
        UPDATE live_showact SET recorded_at = v_new.last_at WHERE id = p_act;
        PERFORM live_act(a.session_id, 'claims', jsonb_build_object(
            'act', p_act, 'pieces', v_new.pieces, 'claimed', d.claimed_count, 'quota', d.quota,
            'price_minor', d.price_minor, 'currency', d.currency, 'receipts', v_new.receipts
        ));
    END IF;
    IF v_step IN ('offer_ended', 'offer_canceled') THEN
        PERFORM live_act(a.session_id, v_step, live_act_state(a) - 'waiting' || jsonb_build_object('act', p_act));
    END IF;
    RETURN v_step IS NOT NULL OR v_new.pieces IS NOT NULL;
END
$$
"""

FUNCTIONS = (
    (ACT, "live_act(uuid, text, jsonb)"),
    (HMAC, "live_hmac(bytea, text)"),
    (MS, "live_ms(timestamptz)"),
    (STATE, "live_act_state(live_showact)"),
    (TELL, "live_tell_act(uuid, boolean)"),
    (RECORD_OFFER, "live_record_offer(uuid)"),
)


class Migration(migrations.Migration):
    dependencies = [("live", "0003_acts"), ("promotions", "0002_functions")]
    operations = [
        migrations.RunSQL(KEPT, UNKEPT),
        *(migrations.RunSQL(made, f"DROP FUNCTION {name}") for made, name in FUNCTIONS),
    ]
