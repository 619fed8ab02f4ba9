"""Who stands in a room: a short signed token, so that an edge asks nobody.

Device and address are hashes of this hall's key: they find a banned person behind a new account, and name nobody.
"""

from __future__ import annotations

import datetime as dt
import hmac
import secrets
from dataclasses import dataclass

from django.conf import settings

from halles.kit import clock, signing
from halles.live.models import LiveSession
from halles.live.roles import role_in
from halles.users.models import User

PURPOSE = "room"
LIFETIME = dt.timedelta(minutes=10)
DEVICE_COOKIE = "device"
# As long as a ban is likely to be gone around with a new account; nothing else needs it longer than a show.
DEVICE_COOKIE_SECONDS = 30 * 24 * 3600
DEVICE_LENGTH = 32


@dataclass(frozen=True)
class RoomToken:
    """A token and how many seconds it is good for."""

    token: str
    seconds: int
    role: str


def issue_token(
    session: LiveSession, user: User | None, *, device: str = "", address: str = "", name: str = "", handle: str = ""
) -> RoomToken:
    """A token for this person, or for somebody who only watches when `user` is None."""
    now = clock.now()
    role = role_in(session, user)
    payload = {
        "room": str(session.pk),
        "who": None if user is None else str(user.pk),
        "name": name[:60],
        "handle": handle,
        "role": role,
        "device": _hash("device", device),
        "address": _hash("address", address),
        "since": 0 if user is None else (now - user.created_at).days,
        "market": session.market,
    }
    token = signing.sign(PURPOSE, payload, key=settings.SECRET_KEY.encode(), expires_at=now + LIFETIME)
    return RoomToken(token, int(LIFETIME.total_seconds()), role)


def issue_media_token(session: LiveSession) -> str:
    """Lets its holder watch a rehearsal for as long as a rehearsal may last."""
    until = clock.now() + dt.timedelta(hours=3)
    payload = {"session": str(session.pk)}
    return signing.sign("live-media", payload, key=settings.SECRET_KEY.encode(), expires_at=until)


def new_device() -> str:
    """What a browser keeps so that a ban finds it again."""
    return secrets.token_hex(DEVICE_LENGTH // 2)


def is_device(text: str) -> bool:
    """Whether it can be one of ours."""
    return len(text) == DEVICE_LENGTH and all(letter in "0123456789abcdef" for letter in text)


def _hash(purpose: str, value: str) -> str:
    if not value:
        return ""
    return hmac.digest(settings.SECRET_KEY.encode(), f"live.{purpose}:{value}".encode(), "sha256").hex()
