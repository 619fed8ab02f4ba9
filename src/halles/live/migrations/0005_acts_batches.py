"""What viewers ask of acts, decided in batches: claims, entries and votes. Answers in the order of the items."""

from django.db import migrations

BANNED = """
CREATE FUNCTION live_is_banned(p_creator uuid, p_item jsonb) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT 1 FROM live_restriction r
        WHERE r.creator_id = p_creator AND r.kind = 'ban' AND r.lifted_at IS NULL
            AND (r.until_at IS NULL OR r.until_at > clock_timestamp())
            AND (
                r.user_id = coalesce((p_item ->> 'u')::uuid, (
                    SELECT t.user_id FROM users_apitoken t WHERE t.token_hash = p_item ->> 'bearer'
                ))
                OR (r.device <> '' AND r.device = p_item ->> 'device')
            )
    )
$$
"""

REFUSE_ALL = """
CREATE FUNCTION live_refuse_all(p_items jsonb, p_code text) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(jsonb_agg(jsonb_build_object('ok', false, 'code', p_code)), '[]'::jsonb)
    FROM jsonb_array_elements(p_items)
$$
"""

# A batch of claims of a deal of this show: whoever is banned is refused, the rest is decided by promotions; what was
# granted is in the chain and told to the room within the same transaction.
CLAIM = """
CREATE FUNCTION live_claim(p_session uuid, p_deal uuid, p_items jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    s live_livesession;
    v_item jsonb;
    v_allowed jsonb := '[]'::jsonb;
    v_is_banned boolean[] := '{}';
    v_answers jsonb;
    v_merged jsonb[] := '{}';
    v_next int := 0;
    v_deal promotions_flashdeal;
    v_is_new boolean;
BEGIN
    SELECT * INTO s FROM live_livesession WHERE id = p_session;
    IF NOT FOUND OR NOT EXISTS (
        SELECT 1 FROM promotions_flashdeal d
        WHERE d.id = p_deal AND d.reference_kind = 'live_session' AND d.reference_id = p_session
    ) THEN
        RETURN live_refuse_all(p_items, 'promotions.deal_unknown');
    ELSIF s.status <> 'live' THEN
        RETURN live_refuse_all(p_items, 'live.ended');
    END IF;
    FOR v_item IN SELECT value FROM jsonb_array_elements(p_items) LOOP
        v_is_banned := v_is_banned || live_is_banned(s.creator_id, v_item);
        IF NOT v_is_banned[cardinality(v_is_banned)] THEN
            v_allowed := v_allowed || jsonb_build_array(v_item);
        END IF;
    END LOOP;
    SELECT * INTO v_deal FROM promotions_flashdeal WHERE id = p_deal FOR NO KEY UPDATE;
    v_answers := promotions_claim(p_deal, v_allowed);
    FOR i IN 1 .. cardinality(v_is_banned) LOOP
        IF v_is_banned[i] THEN
            v_merged := v_merged || '{"ok": false, "code": "live.banned"}'::jsonb;
        ELSE
            v_merged := v_merged || (v_answers -> v_next);
            v_next := v_next + 1;
        END IF;
    END LOOP;
    v_is_new := live_record_offer(p_deal);
    PERFORM live_tell_act(p_deal, d.status <> v_deal.status OR (v_is_new AND d.claimed_count = d.quota))
    FROM promotions_flashdeal d WHERE d.id = p_deal;
    RETURN to_jsonb(v_merged);
END
$$
"""

# A batch of entries. Entering again only says that one is still there.
ENTER = """
CREATE FUNCTION live_enter(p_session uuid, p_giveaway uuid, p_items jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    s live_livesession;
    g live_giveaway;
    a live_showact;
    v_now timestamptz;
    v_item jsonb;
    v_code text;
    v_left bigint;
    v_user uuid;
    v_since timestamptz;
    v_entry live_giveawayentry;
    v_answers jsonb[] := '{}';
    v_lines jsonb := '[]'::jsonb;
BEGIN
    SELECT * INTO g FROM live_giveaway WHERE act_id = p_giveaway FOR NO KEY UPDATE;
    SELECT * INTO a FROM live_showact WHERE id = p_giveaway;
    SELECT * INTO s FROM live_livesession WHERE id = p_session;
    v_now := clock_timestamp();
    IF g.act_id IS NULL OR s.id IS NULL OR a.session_id <> p_session THEN
        RETURN live_refuse_all(p_items, 'live.giveaway_unknown');
    ELSIF g.opens_at IS NULL OR g.opens_at > v_now THEN
        RETURN live_refuse_all(p_items, 'live.giveaway_not_open');
    ELSIF g.closed_at IS NOT NULL OR g.closes_at <= v_now OR s.status <> 'live' THEN
        RETURN live_refuse_all(p_items, 'live.giveaway_over');
    END IF;
    FOR v_item IN SELECT value FROM jsonb_array_elements(p_items) LOOP
        v_code := NULL;
        v_left := NULL;
        SELECT id, created_at INTO v_user, v_since FROM users_user WHERE is_active AND id = (v_item ->> 'u')::uuid;
        IF NOT FOUND THEN
            v_code := 'live.sign_in';
        ELSIF live_is_banned(s.creator_id, v_item) THEN
            v_code := 'live.banned';
        ELSIF coalesce(v_item ->> 'nonce', '') !~ '^[0-9a-f]{32}$' THEN
            v_code := 'live.nonce_invalid';
        ELSE
            UPDATE live_giveawayentry SET present_at = v_now WHERE giveaway_id = p_giveaway AND user_id = v_user
            RETURNING * INTO v_entry;
            IF FOUND THEN
                v_answers := v_answers || jsonb_build_object(
                    'ok', true, 'pseudonym', v_entry.pseudonym, 'nonce', v_entry.nonce, 'entries', g.entry_count
                );
                CONTINUE;
            ELSIF v_since > v_now - make_interval(secs => g.account_age_seconds_min) THEN
                v_code := 'promotions.account_too_new';
            ELSIF coalesce(v_item ->> 'device', '') <> '' AND g.device_customers_max <= (
                SELECT count(*) FROM live_giveawayentry e
                WHERE e.giveaway_id = p_giveaway AND e.device = v_item ->> 'device'
            ) THEN
                v_code := 'promotions.device_limit';
            ELSIF NOT (g.is_free_entry AND coalesce((v_item ->> 'is_free')::boolean, false)) THEN
                SELECT code, left_ms INTO v_code, v_left FROM live_task_left(
                    s, a.tasks, v_user, g.opens_at, coalesce((v_item ->> 'watched_ms')::bigint, 0)
                );
            END IF;
        END IF;
        IF v_code IS NULL THEN
            INSERT INTO live_giveawayentry (
                giveaway_id, user_id, pseudonym, nonce, device, is_free, entered_at, present_at
            ) VALUES (
                p_giveaway, v_user, left(live_hmac(s.pseudonym_salt, v_user::text), 24), v_item ->> 'nonce',
                left(coalesce(v_item ->> 'device', ''), 64), coalesce((v_item ->> 'is_free')::boolean, false),
                v_now, v_now
            ) RETURNING * INTO v_entry;
            g.entry_count := g.entry_count + 1;
            v_lines := v_lines || to_jsonb(v_entry.pseudonym || ' ' || v_entry.nonce);
            v_answers := v_answers || jsonb_build_object(
                'ok', true, 'pseudonym', v_entry.pseudonym, 'nonce', v_entry.nonce, 'entries', g.entry_count
            );
        ELSE
            v_answers := v_answers || jsonb_strip_nulls(
                jsonb_build_object('ok', false, 'code', v_code, 'wait_ms', v_left)
            );
        END IF;
    END LOOP;
    IF jsonb_array_length(v_lines) > 0 THEN
        UPDATE live_giveaway SET entry_count = g.entry_count WHERE act_id = p_giveaway;
        PERFORM live_act(p_session, 'entries', jsonb_build_object('act', p_giveaway, 'lines', v_lines));
        PERFORM live_tell_act(p_giveaway, false);
    END IF;
    RETURN to_jsonb(v_answers);
END
$$
"""

TASK_LEFT = """
CREATE FUNCTION live_task_left(
    s live_livesession, p_tasks jsonb, p_user uuid, p_since timestamptz, p_watched_ms bigint
) RETURNS TABLE (code text, left_ms bigint) LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF coalesce((p_tasks ->> 'follow')::boolean, false) AND NOT EXISTS (
        SELECT 1 FROM social_follow f WHERE f.user_id = p_user AND f.creator_id = s.creator_id
    ) THEN
        RETURN QUERY SELECT 'live.task_follow'::text, NULL::bigint;
    ELSIF coalesce((p_tasks ->> 'comment')::boolean, false) AND NOT EXISTS (
        SELECT 1 FROM live_roomevent e WHERE e.session_id = s.id AND e.user_id = p_user AND e.kind = 'chat'
            AND e.at >= p_since
    ) THEN
        RETURN QUERY SELECT 'live.task_comment'::text, NULL::bigint;
    ELSIF coalesce((p_tasks ->> 'watch_seconds')::bigint, 0) * 1000 > p_watched_ms THEN
        RETURN QUERY SELECT 'live.task_watch'::text, (p_tasks ->> 'watch_seconds')::bigint * 1000 - p_watched_ms;
    ELSE
        RETURN QUERY SELECT NULL::text, NULL::bigint;
    END IF;
END
$$
"""

VOTE = """
CREATE FUNCTION live_vote(p_session uuid, p_poll uuid, p_items jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    s live_livesession;
    o live_poll;
    a live_showact;
    v_now timestamptz;
    v_item jsonb;
    v_code text;
    v_choice int;
    v_answers jsonb[] := '{}';
    v_is_new boolean := false;
BEGIN
    SELECT * INTO o FROM live_poll WHERE act_id = p_poll FOR NO KEY UPDATE;
    SELECT * INTO a FROM live_showact WHERE id = p_poll;
    SELECT * INTO s FROM live_livesession WHERE id = p_session;
    v_now := clock_timestamp();
    IF o.act_id IS NULL OR s.id IS NULL OR a.session_id <> p_session THEN
        RETURN live_refuse_all(p_items, 'live.poll_unknown');
    ELSIF a.status <> 'open' OR o.closes_at <= v_now OR s.status <> 'live' THEN
        RETURN live_refuse_all(p_items, 'live.poll_over');
    END IF;
    FOR v_item IN SELECT value FROM jsonb_array_elements(p_items) LOOP
        v_choice := CASE WHEN v_item ->> 'choice' ~ '^[0-9]{1,4}$' THEN (v_item ->> 'choice')::int END;
        v_code := CASE
            WHEN NOT EXISTS (SELECT 1 FROM users_user p WHERE p.is_active AND p.id = (v_item ->> 'u')::uuid)
                THEN 'live.sign_in'
            WHEN live_is_banned(s.creator_id, v_item) THEN 'live.banned'
            WHEN v_choice IS NULL OR v_choice >= jsonb_array_length(o.options) THEN 'live.choice_unknown'
        END;
        IF v_code IS NULL THEN
            INSERT INTO live_pollvote (poll_id, user_id, choice, at) VALUES (
                p_poll, (v_item ->> 'u')::uuid, v_choice, v_now
            ) ON CONFLICT (poll_id, user_id) DO NOTHING;
            IF FOUND THEN
                o.counts := jsonb_set(o.counts, ARRAY[v_choice::text], to_jsonb((o.counts ->> v_choice)::int + 1));
                v_is_new := true;
            ELSIF NOT EXISTS (
                SELECT 1 FROM live_pollvote v
                WHERE v.poll_id = p_poll AND v.user_id = (v_item ->> 'u')::uuid AND v.choice = v_choice
            ) THEN
                v_code := 'live.voted_already';
            END IF;
        END IF;
        v_answers := v_answers || CASE WHEN v_code IS NULL THEN jsonb_build_object('ok', true, 'choice', v_choice)
            ELSE jsonb_build_object('ok', false, 'code', v_code) END;
    END LOOP;
    IF v_is_new THEN
        UPDATE live_poll SET counts = o.counts WHERE act_id = p_poll;
        PERFORM live_tell_act(p_poll, false);
    END IF;
    RETURN to_jsonb(v_answers);
END
$$
"""

FUNCTIONS = (
    (BANNED, "live_is_banned(uuid, jsonb)"),
    (REFUSE_ALL, "live_refuse_all(jsonb, text)"),
    (CLAIM, "live_claim(uuid, uuid, jsonb)"),
    (TASK_LEFT, "live_task_left(live_livesession, jsonb, uuid, timestamptz, bigint)"),
    (ENTER, "live_enter(uuid, uuid, jsonb)"),
    (VOTE, "live_vote(uuid, uuid, jsonb)"),
)


class Migration(migrations.Migration):
    dependencies = [("live", "0004_acts_chain"), ("social", "0001_initial"), ("users", "0001_initial")]
    operations = [migrations.RunSQL(made, f"DROP FUNCTION {name}") for made, name in FUNCTIONS]
