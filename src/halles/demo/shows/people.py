"""Who speaks in a demo show, and how it reaches the room: by the same SQL as everybody's messages."""

from __future__ import annotations

import json
import random
import uuid
from dataclasses import dataclass
from typing import Any

from halles.demo.seed.cast import seat
from halles.demo.world.kinds import PersonData, World
from halles.kit import transactions
from halles.kit.statements import fetch
from halles.live.models import LiveSession
from halles.users.models import User

GUESTS = 14
_SAY = "SELECT live_say(%s, %s::jsonb)"
_PRESENT = "SELECT live_presence(%s, %s::jsonb)"
_HEARTS = "SELECT pg_notify('room_hearts', %s)"


@dataclass(frozen=True)
class Guest:
    """Somebody of the demo's cast in the room."""

    user_id: uuid.UUID
    name: str


def invite(world: World, market: str, luck: random.Random) -> list[Guest]:
    """Some people of the market who come to this show, by their first names and initials."""
    near = [person for person in world.crowd if person.market == market]
    return [_guest(person) for person in luck.sample(near, min(GUESTS, len(near)))]


def _guest(person: PersonData) -> Guest:
    return Guest(seat(person).pk, short_name(person.name, person.market))


def short_name(name: str, market: str) -> str:
    """ "Adèle R." of "Adèle Roux"; a Japanese family name stays as it is."""
    first, _space, last = name.partition(" ")
    return f"{first} {last[:1]}." if last and market != "JP" else first


def say(session: LiveSession, guest: Guest, text: str, *, reply_to: int | None = None) -> int | None:
    """Say something as a viewer; the number of the message, None when the room refused it."""
    item = {"u": str(guest.user_id), "name": guest.name, "role": "viewer", "text": text, "reply_to": reply_to}
    return _say(session, item)


def say_as_host(session: LiveSession, host: User, text: str, *, reply_to: int | None = None) -> int | None:
    """Say something as the one who runs the show."""
    name = session.creator.name
    return _say(session, {"u": str(host.pk), "name": name, "role": "host", "text": text, "reply_to": reply_to})


def _say(session: LiveSession, item: dict[str, Any]) -> int | None:
    items = json.dumps([item | {"n": 1, "handle": ""}])
    ((text,),) = transactions.run(lambda: fetch(_SAY, [session.pk, items]))
    (answer,) = json.loads(text)
    return answer.get("o") if answer.get("ok") else None


class Crowd:
    """The demo's people as one more edge sees them: how many watch, and what they tap."""

    def __init__(self, session_id: uuid.UUID) -> None:
        self.edge = uuid.uuid4()
        self.session_id = session_id

    def be_present(self, count: int, *, seconds: float, chats: int) -> None:
        """Be counted among the viewers; good for fifteen seconds."""
        row = {"room": str(self.session_id), "viewers": count, "watch_ms": round(count * seconds * 1000)}
        rows = json.dumps([row | {"chats": chats, "hearts": 0}])
        transactions.run(lambda: fetch(_PRESENT, [self.edge, rows]))

    def tap(self, count: int) -> None:
        """Send hearts."""
        said = f"{self.edge}:{self.session_id}:heart={count}"
        transactions.run(lambda: fetch(_HEARTS, [said]))
