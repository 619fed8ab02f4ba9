"""Who comes in: the token that web signed for one person and one room."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from halles.edge.rooms import closing
from halles.kit import clock
from halles.kit.rooms.words import clean
from halles.kit.signing import SignatureRefused, unsign

TOKEN_SECONDS = 600  # the longest that web signs for; after it a line has to show a new one
ROLES = frozenset({"viewer", "moderator", "host"})


class PassRefused(Exception):  # noqa: N818 - an answer to the client
    """No way in: the line is closed with `code`."""

    def __init__(self, code: int, reason: str) -> None:
        self.code = code
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class Pass:
    """What web vouches for. `who` is the person's id, None for one who is not signed in."""

    room: str
    who: str | None
    name: str
    handle: str
    role: str
    device: str  # hashes, as web made them: they find a banned person again, and name nobody
    address: str
    since: int | None  # days since the account was made
    market: str

    @property
    def is_crew(self) -> bool:
        """Hosts and moderators see everything and are free of limits."""
        return self.role != "viewer"


def read_pass(token: object, room: str, key: bytes) -> Pass:
    """The pass of a token for this room; raises PassRefused."""
    try:
        told = unsign("room", token if isinstance(token, str) else "", key=key, now=clock.now())
        found = _pass_of(told)
    except SignatureRefused as refused:
        is_old = refused.reason == "expired"
        raise PassRefused(closing.TOKEN if is_old else closing.FOREIGN, refused.reason) from None
    except (KeyError, TypeError, ValueError):
        raise PassRefused(closing.FOREIGN, "wrong") from None
    if found.room != room:
        raise PassRefused(closing.FOREIGN, "other_room")
    return found


def _pass_of(told: dict[str, Any]) -> Pass:
    role = told["role"]
    if role not in ROLES:
        raise ValueError(role)
    who = told.get("who")
    return Pass(
        room=str(uuid.UUID(str(told["room"]))),
        who=None if who is None else str(uuid.UUID(str(who))),
        name=clean(told.get("name"))[:120],
        handle=str(told.get("handle") or "")[:60],
        role=role,
        device=str(told.get("device") or "")[:64],
        address=str(told.get("address") or "")[:64],
        since=told.get("since") if isinstance(told.get("since"), int) else None,
        market=str(told.get("market") or "")[:2],
    )
