"""Words that hold a message are found however they are written; whoever runs a show wins nothing in it.

Also: an answer no longer carries the words it answers to, which may be deleted later, and a task is done by a message that
stands, not by one that was deleted.
"""

from __future__ import annotations

from importlib import import_module

from django.db import migrations

ROOM = import_module("halles.live.migrations.0002_room")
BATCHES = import_module("halles.live.migrations.0005_acts_batches")

# Without accents, width, case and what cannot be seen: "ARNAQUE" in wide letters or with a space of no width inside is "arnaque".
FOLDED = r"""
CREATE FUNCTION live_folded(p_text text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT lower(regexp_replace(
        normalize(p_text, NFKD), '[\u0300-\u036f\u00ad\u200b-\u200f\u2060-\u2064\ufe00-\ufe0f\ufeff]', '', 'g'
    ))
$$
"""

# The patterns of a creator's words. A word stands by itself, so that "ass" is not found in "class"; but not where its end
# is no letter, nor in scripts that put no spaces between words.
WORDS = r"""
CREATE FUNCTION live_keyword_patterns(p_creator uuid) RETURNS text[] LANGUAGE sql STABLE AS $$
    SELECT array_agg(
        CASE WHEN word ~ '^[[:alnum:]]' AND word !~ ('^' || joined) THEN '\m' ELSE '' END
        || regexp_replace(word, '([^[:alnum:][:space:]])', '\\\1', 'g')
        || CASE WHEN word ~ '[[:alnum:]]$' AND word !~ (joined || '$') THEN '\M' ELSE '' END
    )
    FROM (SELECT live_folded(k.word) AS word FROM live_chatkeyword k WHERE k.creator_id = p_creator) folded,
        (SELECT '[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]' AS joined) script
    WHERE word <> ''
$$
"""

_HELD_BEFORE = "OR coalesce(lower(v_text) ~ ANY (v_words), false)"
_HELD = "OR coalesce(live_folded(concat_ws(' / ', v_item ->> 'name', v_text)) ~ ANY (v_words), false)"
_WORDS_BEFORE = r"""SELECT array_agg('\m' || regexp_replace(word, '([^[:alnum:][:space:]])', '\\\1', 'g') || '\M') INTO v_words
    FROM live_chatkeyword WHERE creator_id = s.creator_id;"""
_WORDS = "v_words := live_keyword_patterns(s.creator_id);"
_REPLY_BEFORE = """jsonb_build_object('o', e."offset", 'name', e.body -> 'name', 'text', left(e.body ->> 'text', 60))"""
_REPLY = """jsonb_build_object('o', e."offset", 'name', e.body -> 'name')"""
_ENTER_BEFORE = """            v_code := 'live.banned';
"""
_ENTER = """            v_code := 'live.banned';
        ELSIF v_item ->> 'role' IN ('host', 'moderator') THEN
            v_code := 'live.team';
"""
_COMMENT_BEFORE = "AND e.kind = 'chat'\n"
_COMMENT = "AND e.kind = 'chat' AND e.status = 'shown'\n"


def _changed(text: str, *changes: tuple[str, str]) -> str:
    for before, after in changes:
        assert text.count(before) == 1, before
        text = text.replace(before, after)
    return _anew(text)


def _anew(text: str) -> str:
    return text.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


SAY = _changed(ROOM.SAY, (_HELD_BEFORE, _HELD), (_WORDS_BEFORE, _WORDS), (_REPLY_BEFORE, _REPLY))
ENTER = _changed(BATCHES.ENTER, (_ENTER_BEFORE, _ENTER))
TASK_LEFT = _changed(BATCHES.TASK_LEFT, (_COMMENT_BEFORE, _COMMENT))


class Migration(migrations.Migration):
    dependencies = [("live", "0010_recordings")]
    operations = [
        migrations.RunSQL(FOLDED, "DROP FUNCTION live_folded(text)"),
        migrations.RunSQL(WORDS, "DROP FUNCTION live_keyword_patterns(uuid)"),
        migrations.RunSQL(SAY, _anew(ROOM.SAY)),
        migrations.RunSQL(ENTER, _anew(BATCHES.ENTER)),
        migrations.RunSQL(TASK_LEFT, _anew(BATCHES.TASK_LEFT)),
    ]
