"""The link by which a guest comes back to an order: whoever has it may see and cancel, nobody can guess it.

Every mail carries a link of its own that is good for the market's days; who comes later asks for a new one by mail.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import uuid

from django.conf import settings
from django.utils.crypto import salted_hmac

from halles.kit import clock, signing
from halles.orders.errors import LinkTooOld, OrderNotFound

LINK_PURPOSE = "orders.guest_link"


def token_for(group_id: uuid.UUID) -> str:
    """The token of a group's link. Derived, not stored: every mail can carry it and the database gives none away."""
    digest = salted_hmac("halles.orders.access", str(group_id), algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def hash_of(token: str) -> bytes:
    """What the database keeps."""
    return hashlib.sha256(token.encode()).digest()


def sign_link(group_id: uuid.UUID, *, until: dt.datetime) -> str:
    """What a guest's link carries until then."""
    return signing.sign(LINK_PURPOSE, {"group": group_id.hex}, key=settings.SECRET_KEY.encode(), expires_at=until)


def read_link(token: str) -> uuid.UUID:
    """The purchase a link opens. LinkTooOld when its time is over, OrderNotFound when it is none of ours."""
    return _read(token, now=clock.now())


def read_link_of_any_age(token: str) -> uuid.UUID:
    """Whose link it is or was: enough to send a new one to the address of the order, not to open it."""
    return _read(token, now=dt.datetime.fromtimestamp(0, dt.UTC))


def _read(token: str, *, now: dt.datetime) -> uuid.UUID:
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        try:
            said = signing.unsign(LINK_PURPOSE, token, key=key.encode(), now=now)
        except signing.SignatureRefused as refused:
            if refused.reason == "expired":
                raise LinkTooOld from None
            continue
        return uuid.UUID(said["group"])
    raise OrderNotFound
