"""How a room is written and read: in the database, because several edges and web write the same numbering.

Every event of a room gets the next number under the lock of its session, so the numbers have no gaps, and is announced
by NOTIFY `rooms` with the session, its epoch and the last number: an edge reads what it has not told yet.
"""

from __future__ import annotations

from django.db import migrations

ANNOUNCE = """
CREATE FUNCTION live_announce(p_session uuid, p_kind text, p_body jsonb, p_change jsonb DEFAULT NULL)
RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    v_offset bigint;
    v_epoch integer;
BEGIN
    UPDATE live_livesession SET
        last_offset = last_offset + 1,
        room_state = CASE WHEN p_change IS NULL THEN room_state ELSE
            room_state || (p_change - 'acts') || CASE WHEN p_change ? 'acts' THEN jsonb_build_object(
                'acts', jsonb_strip_nulls(coalesce(room_state -> 'acts', '{}'::jsonb) || (p_change -> 'acts'))
            ) ELSE '{}'::jsonb END
        END
    WHERE id = p_session
    RETURNING last_offset, epoch INTO v_offset, v_epoch;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    INSERT INTO live_roomevent (session_id, "offset", kind, body, status, device, address, at)
    VALUES (p_session, v_offset, p_kind, p_body, 'shown', '', '', clock_timestamp());
    PERFORM pg_notify('rooms', p_session || ':' || v_epoch || ':' || v_offset);
    RETURN v_offset;
END
$$
"""

# One event as an edge reads it: k kind, o offset, a milliseconds, s status where it is not simply shown, u whose it is
# (for the edge alone, which never passes it on), and the body. A deleted message has no body any more.
EVENT = """
CREATE FUNCTION live_event(e live_roomevent) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN e.status = 'deleted' THEN '{"k": "gone"}'::jsonb ELSE e.body || jsonb_build_object('k', e.kind) END
        || jsonb_build_object('o', e."offset", 'a', (extract(epoch FROM e.at) * 1000)::bigint)
        || CASE WHEN e.user_id IS NULL THEN '{}'::jsonb ELSE jsonb_build_object('u', e.user_id) END
        || CASE WHEN e.status = 'held' THEN '{"s": "held"}'::jsonb ELSE '{}'::jsonb END
$$
"""

EVENTS_AFTER = """
CREATE FUNCTION live_events_after(p_session uuid, p_offset bigint, p_limit integer)
RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT coalesce(jsonb_agg(live_event(e) ORDER BY e."offset"), '[]'::jsonb) FROM (
        SELECT * FROM live_roomevent WHERE session_id = p_session AND "offset" > p_offset
        ORDER BY "offset" LIMIT p_limit
    ) e
$$
"""

SNAPSHOT = """
CREATE FUNCTION live_snapshot(p_session uuid, p_chat_count integer) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'epoch', s.epoch, 'offset', s.last_offset, 'status', s.status, 'media', s.media,
        'started', (extract(epoch FROM s.started_at) * 1000)::bigint,
        'modes', jsonb_build_object(
            'is_chat_open', s.is_chat_open, 'is_followers_only', s.is_followers_only, 'is_chat_held', s.is_chat_held,
            'slow_mode_seconds', s.slow_mode_seconds
        ),
        'state', s.room_state,
        'last', (
            SELECT coalesce(jsonb_agg(live_event(e) ORDER BY e."offset"), '[]'::jsonb) FROM (
                SELECT * FROM live_roomevent
                WHERE session_id = s.id AND kind = 'chat' AND status = 'shown'
                ORDER BY "offset" DESC LIMIT p_chat_count
            ) e
        )
    )
    FROM live_livesession s WHERE s.id = p_session
$$
"""

# What keeps somebody from speaking, or NULL. Hosts and moderators are kept from nothing.
OBSTACLE = """
CREATE FUNCTION live_obstacle(s live_livesession, p_item jsonb, p_now timestamptz)
RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_user uuid := (p_item ->> 'u')::uuid;
    v_kind text;
    v_until timestamptz;
    v_last record;
BEGIN
    IF s.status NOT IN ('planned', 'live') THEN
        RETURN jsonb_build_object('code', 'live.ended');
    END IF;
    IF v_user IS NULL THEN
        RETURN jsonb_build_object('code', 'live.sign_in');
    END IF;
    IF p_item ->> 'role' IN ('host', 'moderator') THEN
        RETURN NULL;
    END IF;
    SELECT kind, until_at INTO v_kind, v_until FROM live_restriction r
    WHERE r.creator_id = s.creator_id AND r.lifted_at IS NULL AND (r.until_at IS NULL OR r.until_at > p_now)
        AND (r.session_id IS NULL OR r.session_id = s.id)
        AND (r.user_id = v_user OR (
            r.kind = 'ban' AND r.device <> '' AND r.device = p_item ->> 'device'
        ))
    ORDER BY (r.kind = 'ban') DESC, r.until_at DESC NULLS FIRST LIMIT 1;
    IF FOUND THEN
        RETURN jsonb_strip_nulls(jsonb_build_object(
            'code', CASE v_kind WHEN 'ban' THEN 'live.banned' ELSE 'live.muted' END,
            'until', (extract(epoch FROM v_until) * 1000)::bigint
        ));
    END IF;
    IF NOT s.is_chat_open THEN
        RETURN jsonb_build_object('code', 'live.chat_closed');
    END IF;
    IF s.is_followers_only AND NOT EXISTS (
        SELECT 1 FROM social_follow f WHERE f.user_id = v_user AND f.creator_id = s.creator_id
    ) THEN
        RETURN jsonb_build_object('code', 'live.followers_only');
    END IF;
    SELECT at, body ->> 'text' AS text INTO v_last FROM live_roomevent e
    WHERE e.session_id = s.id AND e.user_id = v_user ORDER BY e."offset" DESC LIMIT 1;
    IF FOUND AND s.slow_mode_seconds > 0 AND v_last.at + make_interval(secs => s.slow_mode_seconds) > p_now THEN
        RETURN jsonb_build_object('code', 'live.slow_mode', 'wait_ms', (extract(
            epoch FROM v_last.at + make_interval(secs => s.slow_mode_seconds) - p_now
        ) * 1000)::bigint);
    END IF;
    IF FOUND AND v_last.text = p_item ->> 'text' AND v_last.at + interval '10 seconds' > p_now THEN
        RETURN jsonb_build_object('code', 'live.doubled');
    END IF;
    RETURN NULL;
END
$$
"""

# A batch of messages under one lock: the answers in the order of the items. A held one is seen by its author and by those
# who moderate. `\\m` and `\\M` keep "ass" out of "class".
SAY = r"""
CREATE FUNCTION live_say(p_session uuid, p_items jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    s live_livesession;
    v_item jsonb;
    v_answers jsonb := '[]'::jsonb;
    v_obstacle jsonb;
    v_words text[];
    v_held boolean;
    v_text text;
    v_reply jsonb;
    v_first bigint;
BEGIN
    SELECT * INTO s FROM live_livesession WHERE id = p_session FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        SELECT coalesce(jsonb_agg('{"ok": false, "code": "live.not_found"}'::jsonb), '[]'::jsonb) INTO v_answers
        FROM jsonb_array_elements(p_items);
        RETURN v_answers;
    END IF;
    v_first := s.last_offset;
    SELECT array_agg('\m' || regexp_replace(word, '([^[:alnum:][:space:]])', '\\\1', 'g') || '\M') INTO v_words
    FROM live_chatkeyword WHERE creator_id = s.creator_id;
    FOR v_item IN SELECT jsonb_array_elements(p_items) LOOP
        v_obstacle := live_obstacle(s, v_item, clock_timestamp());
        v_text := left(v_item ->> 'text', 200);
        IF v_obstacle IS NOT NULL OR coalesce(v_text, '') = '' THEN
            v_answers := v_answers || (coalesce(v_obstacle, '{"code": "live.empty"}') || '{"ok": false}');
            CONTINUE;
        END IF;
        v_held := v_item ->> 'role' NOT IN ('host', 'moderator') AND (
            s.is_chat_held OR coalesce((v_item ->> 'held')::boolean, false)
            OR coalesce(lower(v_text) ~ ANY (v_words), false)
            -- A new account at the address of somebody banned may be the same person, or their neighbour.
            OR coalesce((v_item ->> 'since')::integer, 1) < 1 AND EXISTS (
                SELECT 1 FROM live_restriction r
                WHERE r.creator_id = s.creator_id AND r.kind = 'ban' AND r.lifted_at IS NULL
                    AND (r.until_at IS NULL OR r.until_at > clock_timestamp())
                    AND r.address <> '' AND r.address = v_item ->> 'address'
            )
        );
        v_reply := NULL;
        IF v_item ->> 'reply_to' IS NOT NULL THEN
            SELECT jsonb_build_object('o', e."offset", 'name', e.body -> 'name', 'text', left(e.body ->> 'text', 60))
            INTO v_reply FROM live_roomevent e
            WHERE e.session_id = p_session AND e."offset" = (v_item ->> 'reply_to')::bigint
                AND e.kind = 'chat' AND e.status = 'shown';
        END IF;
        s.last_offset := s.last_offset + 1;
        INSERT INTO live_roomevent (session_id, "offset", kind, body, status, user_id, device, address, at) VALUES (
            p_session, s.last_offset, 'chat', jsonb_strip_nulls(jsonb_build_object(
                'name', v_item ->> 'name', 'handle', v_item ->> 'handle', 'role', v_item ->> 'role', 'text', v_text,
                'reply', v_reply
            )),
            CASE WHEN v_held THEN 'held' ELSE 'shown' END, (v_item ->> 'u')::uuid,
            coalesce(v_item ->> 'device', ''), coalesce(v_item ->> 'address', ''), clock_timestamp()
        );
        v_answers := v_answers || jsonb_build_object('ok', true, 'o', s.last_offset, 'held', v_held);
    END LOOP;
    IF s.last_offset > v_first THEN
        UPDATE live_livesession SET last_offset = s.last_offset WHERE id = p_session;
        PERFORM pg_notify('rooms', p_session || ':' || s.epoch || ':' || s.last_offset);
    END IF;
    RETURN v_answers;
END
$$
"""

# One call of an edge for all its rooms. Rows of an edge that has not spoken for 15 seconds count for nothing.
PRESENCE = """
CREATE FUNCTION live_presence(p_edge uuid, p_rows jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v_row record;
    v_total integer;
    v_answers jsonb := '[]'::jsonb;
    v_status text;
    v_minute timestamptz := date_trunc('minute', clock_timestamp());
BEGIN
    FOR v_row IN
        SELECT * FROM jsonb_to_recordset(p_rows)
            AS r(room uuid, viewers integer, watch_ms bigint, chats integer, hearts integer)
        ORDER BY room
    LOOP
        SELECT status INTO v_status FROM live_livesession WHERE id = v_row.room;
        IF NOT FOUND THEN
            v_answers := v_answers || jsonb_build_object('room', v_row.room, 'viewers', 0, 'status', 'gone');
            CONTINUE;
        END IF;
        INSERT INTO live_presence (session_id, edge, viewer_count, at)
        VALUES (v_row.room, p_edge, v_row.viewers, clock_timestamp())
        ON CONFLICT (session_id, edge) DO UPDATE SET viewer_count = excluded.viewer_count, at = excluded.at;
        SELECT coalesce(sum(viewer_count), 0) INTO v_total FROM live_presence
        WHERE session_id = v_row.room AND at > clock_timestamp() - interval '15 seconds';
        IF v_status = 'live' THEN
            UPDATE live_livesession SET viewer_peak = v_total WHERE id = v_row.room AND viewer_peak < v_total;
            INSERT INTO live_figure (session_id, minute_at, viewer_max, watch_ms, chat_count, heart_count) VALUES (
                v_row.room, v_minute, v_total, coalesce(v_row.watch_ms, 0), coalesce(v_row.chats, 0),
                coalesce(v_row.hearts, 0)
            )
            ON CONFLICT (session_id, minute_at) DO UPDATE SET
                viewer_max = greatest(live_figure.viewer_max, excluded.viewer_max),
                watch_ms = live_figure.watch_ms + excluded.watch_ms,
                chat_count = live_figure.chat_count + excluded.chat_count,
                heart_count = live_figure.heart_count + excluded.heart_count;
        END IF;
        v_answers := v_answers || jsonb_build_object('room', v_row.room, 'viewers', v_total, 'status', v_status);
    END LOOP;
    RETURN v_answers;
END
$$
"""

FUNCTIONS = (
    (ANNOUNCE, "live_announce(uuid, text, jsonb, jsonb)"),
    (EVENT, "live_event(live_roomevent)"),
    (EVENTS_AFTER, "live_events_after(uuid, bigint, integer)"),
    (SNAPSHOT, "live_snapshot(uuid, integer)"),
    (OBSTACLE, "live_obstacle(live_livesession, jsonb, timestamptz)"),
    (SAY, "live_say(uuid, jsonb)"),
    (PRESENCE, "live_presence(uuid, jsonb)"),
)


class Migration(migrations.Migration):
    dependencies = [("live", "0001_initial"), ("social", "0001_initial")]
    operations = [migrations.RunSQL(made, f"DROP FUNCTION {name}") for made, name in FUNCTIONS]
