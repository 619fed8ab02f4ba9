"""What one sitting at the feed has had so far, carried by the client in a signed, bounded cursor.

Nothing is kept on the server: the cursor holds the numbers of the videos served (as gaps between sorted numbers, one or
two bytes each), so a video never comes twice in a sitting, whatever is published or withdrawn meanwhile.
"""

from __future__ import annotations

import base64
import datetime as dt
import secrets
import struct
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings

from halles.kit import signing
from halles.recommender.errors import CursorRefused

PURPOSE = "feed"
LIFETIME = dt.timedelta(hours=12)
# Encoded twice (here and by the signature) this stays under the 4 kB that an address may well be long.
STATE_BYTES_MAX = 2200
SERVED_MAX = 900
WHOLE_BPS = 10_000
_HEAD = struct.Struct(">BIIHHHQ")
_FORMAT = 1


@dataclass(frozen=True)
class Session:
    """One sitting: its draw of chance, what was served, and what the mixer must remember from page to page."""

    seed: int
    started_at: dt.datetime
    position: int = 0
    selling_credit: int = WHOLE_BPS
    new_credit: int = 0
    last_creator: int = 0
    served: frozenset[int] = frozenset()

    @property
    def is_full(self) -> bool:
        """Whether the cursor can carry no more; the feed then says that this was enough for one sitting."""
        return len(self.served) >= SERVED_MAX or len(_pack(self)) > STATE_BYTES_MAX


def new_session(now: dt.datetime) -> Session:
    """A sitting that begins now."""
    seed = secrets.randbits(32)
    return Session(seed=seed, started_at=now.replace(microsecond=0), new_credit=seed % WHOLE_BPS)


def short_creator(creator_id: uuid.UUID) -> int:
    """Enough of a creator's id to tell it from the one before: the random end of it."""
    return creator_id.int & 0xFFFFFFFFFFFFFFFF


def write_cursor(session: Session) -> str:
    """The signed cursor of a sitting, at most 4 kB, good for 12 hours after its beginning."""
    payload = base64.urlsafe_b64encode(_pack(session)).rstrip(b"=").decode()
    return signing.sign(PURPOSE, {"s": payload}, key=_key(), expires_at=session.started_at + LIFETIME)


def read_cursor(cursor: str, now: dt.datetime) -> Session:
    """The sitting behind a cursor; CursorRefused when it was altered or is too old."""
    try:
        payload = signing.unsign(PURPOSE, cursor, key=_key(), now=now)
    except signing.SignatureRefused:
        raise CursorRefused from None
    text = payload["s"]
    return _unpack(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))


def _pack(session: Session) -> bytes:
    head = _HEAD.pack(
        _FORMAT,
        session.seed,
        int(session.started_at.timestamp()),
        session.position,
        session.selling_credit,
        session.new_credit,
        session.last_creator,
    )
    return head + _pack_gaps(session.served)


def _unpack(state: bytes) -> Session:
    form, seed, started, position, selling_credit, new_credit, last_creator = _HEAD.unpack_from(state)
    if form != _FORMAT:
        # A cursor of an older release, still well signed.
        raise CursorRefused
    return Session(
        seed=seed,
        started_at=dt.datetime.fromtimestamp(started, dt.UTC),
        position=position,
        selling_credit=selling_credit,
        new_credit=new_credit,
        last_creator=last_creator,
        served=frozenset(_unpack_gaps(state[_HEAD.size :])),
    )


def _pack_gaps(numbers: Iterable[int]) -> bytes:
    packed = bytearray()
    before = 0
    for number in sorted(numbers):
        gap = number - before
        before = number
        while gap >= 0x80:
            packed.append(gap & 0x7F | 0x80)
            gap >>= 7
        packed.append(gap)
    return bytes(packed)


def _unpack_gaps(packed: bytes) -> Iterable[int]:
    number = gap = shift = 0
    for byte in packed:
        gap |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            number += gap
            yield number
            gap = shift = 0


def _key() -> bytes:
    return settings.SECRET_KEY.encode()
