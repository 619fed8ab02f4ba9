"""The link by which a guest comes back to an order: whoever has it may see and cancel, nobody can guess it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import uuid

from django.utils.crypto import salted_hmac

TOKEN_LENGTH = 43


def token_for(group_id: uuid.UUID) -> str:
    """The token of a group's link. Derived, not stored: every mail can carry it and the database gives none away."""
    digest = salted_hmac("halles.orders.access", str(group_id), algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def hash_of(token: str) -> bytes:
    """What the database keeps."""
    return hashlib.sha256(token.encode()).digest()


def is_token_of(token: str, kept_hash: bytes | memoryview | None) -> bool:
    """Whether the token opens the group that keeps this hash."""
    return kept_hash is not None and hmac.compare_digest(hash_of(token), bytes(kept_hash))
