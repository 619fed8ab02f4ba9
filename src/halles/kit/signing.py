"""Small signed tokens: what one part of Halles vouches for to another. Anyone can read them, nobody else can make them.

A token is `<payload>.<signature>`, both base64url. The signing key is derived from the secret for each purpose, so a
token for one purpose is worth nothing for another. No Django here: the edge reads the tokens that web writes.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hashlib
import hmac
import json
from functools import lru_cache
from typing import Any

TOKEN_LENGTH_MAX = 8192


class SignatureRefused(Exception):  # noqa: N818 - a refusal is an answer, not an error of the program
    """The token is altered, foreign or for another purpose (`reason` "wrong"), or its time is over ("expired")."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"The token is {reason}.")


def sign(purpose: str, payload: dict[str, Any], *, key: bytes, expires_at: dt.datetime | None) -> str:
    """A url-safe token that carries `payload` (JSON values) for `purpose` until `expires_at` (None: for ever)."""
    body: dict[str, Any] = {"p": payload}
    if expires_at is not None:
        body["e"] = int(expires_at.timestamp())
    text = _encode(json.dumps(body, separators=(",", ":"), sort_keys=True).encode())
    return f"{text}.{_encode(_mac(purpose, text, key))}"


def unsign(purpose: str, token: str, *, key: bytes, now: dt.datetime) -> dict[str, Any]:
    """The payload of a token made by `sign` for the same purpose and key; raises SignatureRefused for anything else."""
    text, _, signature = token.partition(".")
    if len(token) > TOKEN_LENGTH_MAX or not token.isascii():
        raise SignatureRefused("wrong")
    if not hmac.compare_digest(_decode(signature), _mac(purpose, text, key)):
        raise SignatureRefused("wrong")
    body = json.loads(_decode(text))
    if "e" in body and now.timestamp() >= body["e"]:
        raise SignatureRefused("expired")
    payload: dict[str, Any] = body["p"]
    return payload


def _mac(purpose: str, text: str, key: bytes) -> bytes:
    return hmac.digest(_derive(purpose, key), text.encode("ascii"), hashlib.sha256)


@lru_cache(maxsize=64)
def _derive(purpose: str, key: bytes) -> bytes:
    return hmac.digest(key, b"halles.signing:" + purpose.encode(), hashlib.sha256)


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise SignatureRefused("wrong") from None
