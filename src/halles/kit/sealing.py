"""Short texts that stand in the database for those alone who hold the secret: a dump or a backup gives none away.

Fernet (AES-128-CBC with HMAC-SHA-256) of `cryptography`, with a key per purpose derived from the settings' secret.
What an old secret sealed (HALLES_SECRET_KEYS_OLD) can still be read, and is sealed anew the next night.
"""

from __future__ import annotations

import base64
import logging
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.apps import apps
from django.conf import settings

logger = logging.getLogger(__name__)
BATCH_SIZE = 500


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


class Sealed(property):
    """A property of a model that reads and writes plain text and keeps it sealed in the text field `column`."""

    def __init__(self, column: str, purpose: str) -> None:
        self.column, self.purpose = column, purpose
        super().__init__(
            lambda row: unseal(getattr(row, column), purpose=purpose),
            lambda row, text: setattr(row, column, seal(text, purpose=purpose)),
        )


def sealed_text(column: str, *, purpose: str) -> property:
    """A `Sealed` of a column, plain text to whoever reads or writes it."""
    return Sealed(column, purpose)


def reseal_all() -> int:
    """Seal by the secret in force what an earlier one has sealed, in every table; how many texts. What no secret opens
    is left as it is and told in the log."""
    if not settings.SECRET_KEY_FALLBACKS:
        return 0
    return sum(
        _reseal_column(model, one)
        for model in apps.get_models()
        for one in vars(model).values()
        if isinstance(one, Sealed)
    )


def _reseal_column(model: Any, sealed: Sealed) -> int:
    changed, column = 0, sealed.column
    rows = model.objects.exclude(**{column: ""})
    for key, old in rows.values_list("pk", column).iterator(chunk_size=BATCH_SIZE):
        try:
            new = reseal(old, purpose=sealed.purpose)
        except SealBrokenError:
            logger.warning("No secret that is set opens %s of %s %s.", column, model.__name__, key)
            continue
        if new != old:
            # Only while it still holds what was read: its owner may be giving another text right now.
            changed += model.objects.filter(pk=key, **{column: old}).update(**{column: new})
    return changed


def _seals(purpose: str) -> list[Fernet]:
    return [_fernet(purpose, secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]


@lru_cache(maxsize=64)
def _fernet(purpose: str, secret: str) -> Fernet:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"halles.sealing:{purpose}".encode())
    return Fernet(base64.urlsafe_b64encode(key.derive(secret.encode())))
