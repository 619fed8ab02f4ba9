"""Short texts that stand in the database for those alone who hold the secret: a dump or a backup gives none away.

Fernet (AES-128-CBC with HMAC-SHA-256) of `cryptography`, with a key per purpose derived from the settings' secret.
What an old secret sealed (HALLES_SECRET_KEYS_OLD) can still be read, and is sealed anew by a job of its module.
"""

from __future__ import annotations

import base64
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class SealBrokenError(Exception):
    """No secret that is set opens it: HALLES_SECRET_KEY was changed without HALLES_SECRET_KEYS_OLD."""


def seal(text: str, *, purpose: str) -> str:
    """The text sealed by the secret in force, differently each time; nothing stays nothing."""
    return _seals(purpose)[0].encrypt(text.encode()).decode() if text else ""


def unseal(sealed: str, *, purpose: str) -> str:
    """The text again; SealBrokenError when it was altered, sealed for another purpose or by an unknown secret."""
    if not sealed:
        return ""
    try:
        return MultiFernet(_seals(purpose)).decrypt(sealed.encode()).decode()
    except InvalidToken as broken:
        raise SealBrokenError from broken


def reseal(sealed: str, *, purpose: str) -> str:
    """The same text sealed by the secret in force; what that has sealed already comes back unchanged."""
    try:
        if sealed:
            _seals(purpose)[0].decrypt(sealed.encode())
    except InvalidToken:
        return seal(unseal(sealed, purpose=purpose), purpose=purpose)
    return sealed


def sealed_text(column: str, *, purpose: str) -> property:
    """A property of a model that reads and writes plain text and keeps it sealed in the text field `column`."""

    def read(row: Any) -> str:
        return unseal(getattr(row, column), purpose=purpose)

    def write(row: Any, text: str) -> None:
        setattr(row, column, seal(text, purpose=purpose))

    return property(read, write)


def _seals(purpose: str) -> list[Fernet]:
    return [_fernet(purpose, secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]


@lru_cache(maxsize=64)
def _fernet(purpose: str, secret: str) -> Fernet:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"halles.sealing:{purpose}".encode())
    return Fernet(base64.urlsafe_b64encode(key.derive(secret.encode())))
