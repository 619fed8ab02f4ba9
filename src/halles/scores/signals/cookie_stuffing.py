"""Links that were opened for people who never followed them: several creators' links in one browser within seconds, as
a page does that loads them unseen."""

from __future__ import annotations

from halles.kit.statements import fetch
from halles.scores.signals.finding import CLEARED, Asked, Finding, rows_of, share_bps

KIND = "cookie_stuffing"

_FIND = f"""
WITH cleared AS ({CLEARED}
), links AS (
    SELECT t.creator_id, t.key, t.at
    FROM affiliates_touch t JOIN creators_creator c ON c.id = t.creator_id
    LEFT JOIN cleared x ON x.subject_id = t.creator_id
    WHERE c.market = %(market)s AND t.kind = 'link' AND t.at > greatest(%(since)s, x.at) AND t.at <= %(now)s
), stuffed AS (
    SELECT a.creator_id, a.key, a.at, count(DISTINCT b.creator_id) AS creators
    FROM links a JOIN affiliates_touch b ON b.key = a.key AND b.kind = 'link'
        AND b.at BETWEEN a.at - make_interval(secs => %(seconds)s) AND a.at + make_interval(secs => %(seconds)s)
    GROUP BY 1, 2, 3 HAVING count(DISTINCT b.creator_id) >= %(creators_min)s
), sums AS (
    SELECT creator_id, count(DISTINCT key) AS browsers, max(creators) AS creators FROM stuffed GROUP BY 1
    HAVING count(DISTINCT key) >= %(browsers_min)s
)
SELECT s.creator_id, s.browsers, s.creators,
       (SELECT count(DISTINCT key) FROM links l WHERE l.creator_id = s.creator_id), (
    SELECT jsonb_agg(jsonb_build_object('what', 'browser', 'id', e.key, 'at', e.at, 'creators', e.creators)
        ORDER BY e.at DESC)
    FROM (SELECT DISTINCT ON (f.key) f.* FROM stuffed f WHERE f.creator_id = s.creator_id
          ORDER BY f.key, f.at DESC LIMIT %(evidence_max)s) e
)
FROM sums s ORDER BY 1"""  # noqa: S608 - our own words


def find_cookie_stuffing(asked: Asked) -> list[Finding]:
    """Creators whose links were opened together with others' by browsers that cannot have followed them."""
    rules = asked.market.signals
    values = asked.values(
        KIND,
        seconds=rules.stuffing_seconds,
        creators_min=rules.stuffing_creators_min,
        browsers_min=rules.stuffing_browsers_min,
    )
    found = []
    for creator_id, browsers, creators, all_browsers, rows in fetch(_FIND, values):
        facts = {
            "browsers": browsers,
            "creators": creators,
            "seconds": rules.stuffing_seconds,
            "share_bps": share_bps(browsers, all_browsers),
        }
        strength = min(100, 30 + 2 * browsers + 5 * creators + share_bps(browsers, all_browsers) // 500)
        found.append(Finding(KIND, "creator", creator_id, strength, facts, rows_of(rows)))
    return found
