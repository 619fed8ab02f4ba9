"""Recording what somebody clicked on: pseudonymous, bounded, and forgotten when it can no longer count."""

from __future__ import annotations

import datetime as dt
import uuid

from halles.affiliates.models import Touch
from halles.affiliates.queries.facts import KINDS_BY_CONTENT, TOUCHES_MAX
from halles.interactions.sources import Source
from halles.kit import clock, ids
from halles.kit.statements import fetch
from halles.markets.queries import all_markets

# One statement: nothing is written for a profile that is gone, twice for one showing, or beyond the limit. A token
# tells where it was made, not what it is put beside: a click counts as one on a video, or a show that has begun, that
# shows the product, else as one on a page.
_RECORD = """
INSERT INTO affiliates_touch
    (id, key, user_id, kind, creator_id, product_id, seller_id, content_kind, content_id, click_id, at)
SELECT %(id)s, %(key)s, %(user)s,
       CASE WHEN %(content_kind)s = 'video' AND NOT EXISTS (
                SELECT 1 FROM videos_anchor shown WHERE shown.video_id = %(content)s AND shown.product_id = p.id)
              OR %(content_kind)s = 'live' AND NOT EXISTS (
                SELECT 1 FROM live_liveproduct shown JOIN live_livesession show ON show.id = shown.session_id
                WHERE show.id = %(content)s AND shown.product_id = p.id AND show.started_at IS NOT NULL)
            THEN 'line' ELSE %(kind)s END,
       c.id, p.id, p.seller_id, %(content_kind)s, %(content)s, %(click)s, %(at)s
FROM creators_creator c LEFT JOIN catalog_product p ON p.id = %(product)s
WHERE c.id = %(creator)s AND c.status = 'active'
  AND (SELECT count(*) FROM affiliates_touch t WHERE t.key = %(key)s AND t.at > %(day)s) < %(limit)s
ON CONFLICT (key, click_id, product_id) DO NOTHING
"""


def record_touch(key: uuid.UUID, source: Source, *, product_id: uuid.UUID | None, user_id: uuid.UUID | None) -> bool:
    """Somebody opened what a creator showed (`source`). False, with nothing written, when no creator stands behind it.

    A showing counts once per browser and product, at its first opening; a browser leaves at most 200
    touches a day, so that the last click is never lost to the first ones.
    """
    if source.creator_id is None:
        return False
    now = clock.now()
    fetch(
        _RECORD,
        {
            "id": ids.uuid7(),
            "key": key,
            "user": user_id,
            "kind": KINDS_BY_CONTENT.get(source.content_kind, Touch.Kind.LINE),
            "creator": source.creator_id,
            "product": product_id,
            "content_kind": source.content_kind[:20],
            "content": source.content_id,
            "click": source.click_id,
            "at": now,
            "day": now - dt.timedelta(days=1),
            "limit": TOUCHES_MAX,
        },
    )
    return True


def link_to_person(key: uuid.UUID, user_id: uuid.UUID) -> int:
    """Who signs in takes the touches of this browser along; how many. Those of somebody else stay theirs."""
    return Touch.objects.filter(key=key, user=None).update(user=user_id)


def forget_touches() -> int:
    """Remove what no market's days reach any more; how many. What a decision rested on stays with the decision."""
    # A transfer is decided when it has arrived; a day more, because deciding may wait for its turn.
    kept = max(
        dt.timedelta(days=market.affiliates.attribution_days + 1, hours=market.unpaid_hours_transfer)
        for market in all_markets().values()
    )
    return Touch.objects.filter(at__lt=clock.now() - kept).delete()[0]
