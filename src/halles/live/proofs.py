"""The moments of a show that a purchase came from, for those who made it: ranges of the recording, never a copy.

A proof is a signed list of instants. The edge makes a playlist of the segments around them and answers for these
segments alone, as long as the signature is good; the page that shows a proof signs anew each time.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence

from django.conf import settings

from halles.kit import clock, signing
from halles.live.models import RoomEvent
from halles.live.replays import find_recording, ms_of, timeline_of

PURPOSE = "live-proof"
BEFORE = dt.timedelta(seconds=20)
AFTER = dt.timedelta(seconds=20)
# A page left open for longer asks for another.
LIFETIME = dt.timedelta(minutes=30)

Stretch = tuple[int, int]


def find_stretches(session_id: uuid.UUID, product_id: uuid.UUID, moments: Sequence[dt.datetime]) -> list[Stretch]:
    """The recorded stretches (UTC ms, from and to) that show what was promised: 20 seconds before to 20 seconds after
    the product was last shown before the first of `moments` (claim, purchase), and around each of them.

    [] when nothing of it was recorded, or is no longer kept.
    """
    replay = find_recording(session_id)
    if replay is None:
        return []
    timeline = timeline_of(replay)
    told = RoomEvent.objects.filter(session=session_id, kind="pin", at__lte=min(moments))
    pinned = told.filter(body__card__id=str(product_id)).order_by("-at").values_list("at", flat=True).first()
    around = sorted({*moments, *([pinned] if pinned else [])})
    wanted = [(ms_of(at - BEFORE), ms_of(at + AFTER)) for at in around]
    return [stretch for stretch in _joined(wanted) if timeline.shows(*stretch)]


def playlist_url(session_id: uuid.UUID, stretches: Sequence[Stretch]) -> str:
    """Where a player finds these stretches, for half an hour."""
    payload = {"session": str(session_id), "stretches": [list(stretch) for stretch in stretches]}
    key = settings.SECRET_KEY.encode()
    token = signing.sign(PURPOSE, payload, key=key, expires_at=clock.now() + LIFETIME)
    return f"/live-media/{session_id}/proof.m3u8?t={token}"


def _joined(stretches: Sequence[Stretch]) -> list[Stretch]:
    joined: list[Stretch] = []
    for begins_ms, ends_ms in stretches:
        if joined and begins_ms <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(ends_ms, joined[-1][1]))
        else:
            joined.append((begins_ms, ends_ms))
    return joined
