"""Whose cart: a person's by their id, a guest's by the token in their browser."""

from __future__ import annotations

import hashlib
import secrets
import uuid
from dataclasses import dataclass
from typing import Any

TOKEN_LENGTH = 43


@dataclass(frozen=True)
class Owner:
    """A person, or a browser; never both. Nobody yet: neither."""

    user_id: uuid.UUID | None = None
    token: str = ""

    def __bool__(self) -> bool:
        return self.user_id is not None or bool(self.token)

    @property
    def lookup(self) -> dict[str, Any]:
        """What finds the owner's carts."""
        if self.user_id is not None:
            return {"user_id": self.user_id}
        return {"token_hash": hash_of(self.token)}


def new_token() -> str:
    """256 random bits for a browser's cookie; only their hash is kept."""
    return secrets.token_urlsafe(32)


def is_token(text: str) -> bool:
    """Whether a cookie can be one of our tokens at all."""
    return len(text) == TOKEN_LENGTH and text.isascii() and text.replace("-", "a").replace("_", "a").isalnum()


def hash_of(token: str) -> bytes:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).digest()
