"""How profiles are called: `@handle`, written small, unlike every other."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.text import slugify

from halles.creators.errors import HandleInvalid, HandleReserved

HANDLE_LENGTH_MIN = 3
HANDLE_LENGTH_MAX = 30
# A dot at the end would be lost in a sentence, two in a row in reading.
SPELLING = re.compile(r"(?!.*\.\.)[a-z0-9_][a-z0-9_.]{1,28}[a-z0-9_]")
MARK = "creators.retired_handle"
DATA = Path(__file__).parent / "data" / "reserved_handles.txt"


@lru_cache(maxsize=1)
def reserved_handles() -> frozenset[str]:
    """The handles nobody may take."""
    lines = DATA.read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def clean_handle(text: str) -> str:
    """The handle as it is kept: without `@`, in small letters; refuses creators.handle_invalid and
    creators.handle_reserved (dots and underscores do not make a reserved word free)."""
    handle = text.strip().removeprefix("@").lower()
    if not SPELLING.fullmatch(handle):
        raise HandleInvalid
    if handle.strip("._") in reserved_handles():
        raise HandleReserved(handle=handle)
    return handle


def suggest_handles(name: str, *, fallback: str) -> list[str]:
    """Handles to try for a name, best first: the name itself, then numbered; `fallback` (letters and digits) serves
    names without Latin letters."""
    stem = slugify(name).replace("-", "_").strip("_")[: HANDLE_LENGTH_MAX - 4].strip("_")
    if len(stem) < HANDLE_LENGTH_MIN or stem in reserved_handles():
        stem = f"shop_{stem or fallback}"[: HANDLE_LENGTH_MAX - 4].strip("_")
    return [stem, *(f"{stem}_{number}" for number in range(2, 100))]


def mark_of(handle: str) -> str:
    """By what a handle is known again of which nothing else may be kept."""
    return marks_of(handle)[0]


def marks_of(handle: str) -> list[str]:
    """The mark made with the secret in force, then those that earlier secrets have made."""
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return [salted_hmac(MARK, handle, secret=secret, algorithm="sha256").hexdigest() for secret in secrets]
