"""Lines that went silent, and passes that grew old."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from halles.edge.rooms import closing
from halles.edge.rooms.passes import TOKEN_SECONDS
from halles.edge.rooms.visits import SILENCE_SECONDS_MAX, Visit
from halles.kit.rooms.frames import PING, frame

if TYPE_CHECKING:
    from halles.edge.rooms.rooms import Rooms

ROUND_SECONDS = 25.0
STEPS = 25  # so that not everybody answers at once
RENEW_SECONDS_BEFORE = 60.0
GRACE_SECONDS = 60.0
_PING = frame(PING, b"")


async def keep_sweeping(rooms: Rooms) -> None:
    """Asks every line once a round whether somebody is there."""
    step = 0
    while True:
        await asyncio.sleep(ROUND_SECONDS / STEPS)
        step = (step + 1) % STEPS
        for visit in list(rooms.visits)[step::STEPS]:
            look_at(visit)


def look_at(visit: Visit) -> None:
    """Pings a line, closes it when it is silent, asks for a new pass before the old one is over."""
    now = asyncio.get_running_loop().time()
    if now - visit.seen_at > SILENCE_SECONDS_MAX:
        visit.close(closing.SILENT, "silent")
        visit.transport.abort()
        return
    visit.listener.write(_PING)
    if visit.line is None or visit.line.who is None:
        return  # nobody: they may watch for as long as they like
    age = now - visit.since
    if age > TOKEN_SECONDS + GRACE_SECONDS:
        visit.close(closing.TOKEN, "expired")
    elif age > TOKEN_SECONDS - RENEW_SECONDS_BEFORE:
        visit.tell({"k": "renew"})
