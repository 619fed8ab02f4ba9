"""What a viewer may ask of a room: how it is read, how often it may be asked, and which function answers a batch."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from halles.edge.rooms.batches import Item, Target
from halles.edge.rooms.passes import Pass
from halles.kit.rooms.words import clean

TEXT_LENGTH_MAX = 200
QUANTITY_MAX = 99
KEY_LENGTH_MAX = 80
# Of the browser, for the draw.
_NONCE = re.compile("[0-9a-f]{32}")


class CommandRefused(Exception):  # noqa: N818 - an answer to the client
    """The command is not taken; `code` says why."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(frozen=True)
class Command:
    """`read` gives the queue and the item; `burst` and `per_second` hold for a person, not for hosts and moderators."""

    read: Callable[[Mapping[str, Any], str], tuple[Target, Item]]
    burst: int
    per_second: float


def _say(told: Mapping[str, Any], room: str) -> tuple[Target, Item]:
    text = clean(told.get("text"))
    if not text:
        raise CommandRefused("live.empty")
    if len(text) > TEXT_LENGTH_MAX:
        raise CommandRefused("live.too_long")
    reply_to = told.get("reply_to")
    if reply_to is not None and not _is_integer(reply_to, 1, 2**53):
        raise CommandRefused("room.malformed")
    return Target("SELECT live_say(%s::uuid, %s::jsonb)", (room,)), {"text": text, "reply_to": reply_to}


def _claim(told: Mapping[str, Any], room: str) -> tuple[Target, Item]:
    quantity, key = told.get("quantity", 1), told.get("key")
    if not _is_integer(quantity, 1, QUANTITY_MAX) or not _is_word(key, KEY_LENGTH_MAX):
        raise CommandRefused("room.malformed")
    return claim_target(room, _identifier(told, "deal")), {"quantity": quantity, "key": key}


def _vote(told: Mapping[str, Any], room: str) -> tuple[Target, Item]:
    choice = told.get("choice")
    if not _is_integer(choice, 0, 1000):
        raise CommandRefused("room.malformed")
    return Target("SELECT live_vote(%s::uuid, %s::uuid, %s::jsonb)", (room, _identifier(told, "poll"))), {
        "choice": choice
    }


def _enter(told: Mapping[str, Any], room: str) -> tuple[Target, Item]:
    nonce, is_free = told.get("nonce"), told.get("is_free", False)
    if not isinstance(nonce, str) or not _NONCE.fullmatch(nonce) or not isinstance(is_free, bool):
        raise CommandRefused("room.malformed")
    target = Target("SELECT live_enter(%s::uuid, %s::uuid, %s::jsonb)", (room, _identifier(told, "giveaway")))
    return target, {"nonce": nonce, "is_free": is_free}


COMMANDS: dict[str, Command] = {
    "say": Command(_say, burst=3, per_second=1.0),
    "claim": Command(_claim, burst=5, per_second=1.0),
    "vote": Command(_vote, burst=5, per_second=1.0),
    "enter": Command(_enter, burst=5, per_second=1.0),
}


def claim_target(room: str, deal: str) -> Target:
    """The one queue of a flash deal in this edge, whether claims come over a line or by HTTP."""
    return Target("SELECT live_claim(%s::uuid, %s::uuid, %s::jsonb)", (room, deal))


def item_of(read: Item, line: Pass, watched_ms: int) -> Item:
    """An item as the SQL functions take it: what was asked, and who asks, as web vouched for them.

    Nothing else of what the line said is in it: one item that PostgreSQL cannot read makes its batch go one by one.
    """
    return {
        **read,
        "u": line.who,
        "name": line.name,
        "handle": line.handle,
        "role": line.role,
        "device": line.device,
        "since": line.since,
        "address": line.address,
        "watched_ms": watched_ms,
    }


def _is_integer(value: object, least: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def _is_word(value: object, length_max: int) -> bool:
    return isinstance(value, str) and 0 < len(value) <= length_max and value.isascii() and value.isprintable()


def _identifier(told: Mapping[str, Any], name: str) -> str:
    try:
        return str(uuid.UUID(str(told.get(name))))
    except ValueError:
        raise CommandRefused("room.malformed") from None
