"""Source tokens: where a person met a thing, signed, so that a sale can say where it came from."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings

from halles.kit import clock, ids, signing

PURPOSE = "source"
LIFETIME = dt.timedelta(days=14)
REASONS_MAX = 3


@dataclass(frozen=True)
class Source:
    """One showing of one content: what, whose, where on the page and why; `click_id` names the showing."""

    content_kind: str
    content_id: uuid.UUID
    click_id: uuid.UUID
    at: dt.datetime
    creator_id: uuid.UUID | None = None
    anchor_id: uuid.UUID | None = None
    position: int | None = None
    surface: str = ""
    reasons: tuple[str, ...] = ()
    candidate_source: str = ""
    model_version: str = ""

    def as_json(self) -> dict[str, Any]:
        """The same as JSON values under full names, for an order line to freeze."""
        return {
            "content_kind": self.content_kind,
            "content_id": str(self.content_id),
            "click_id": str(self.click_id),
            "at": self.at.isoformat(),
            "creator_id": str(self.creator_id) if self.creator_id else None,
            "anchor_id": str(self.anchor_id) if self.anchor_id else None,
            "position": self.position,
            "surface": self.surface,
            "reasons": list(self.reasons),
            "candidate_source": self.candidate_source,
            "model_version": self.model_version,
        }


def new_source(
    *,
    content_kind: str,
    content_id: uuid.UUID,
    creator_id: uuid.UUID | None = None,
    anchor_id: uuid.UUID | None = None,
    position: int | None = None,
    surface: str = "",
    reasons: Sequence[str] = (),
    candidate_source: str = "",
    model_version: str = "",
) -> Source:
    """A showing that happens now."""
    return Source(
        content_kind=content_kind,
        content_id=content_id,
        click_id=ids.uuid7(),
        at=clock.now(),
        creator_id=creator_id,
        anchor_id=anchor_id,
        position=position,
        surface=surface,
        reasons=tuple(reasons[:REASONS_MAX]),
        candidate_source=candidate_source,
        model_version=model_version,
    )


def sign_source(source: Source, *, anchor_id: uuid.UUID | None = None) -> str:
    """The url-safe token of a showing, good for 14 days; with `anchor_id`, of one product inside it."""
    if anchor_id is not None:
        source = replace(source, anchor_id=anchor_id)
    payload = {
        "k": source.content_kind,
        "c": source.content_id.hex,
        "i": source.click_id.hex,
        "t": int(source.at.timestamp()),
        "m": source.creator_id.hex if source.creator_id else None,
        "a": source.anchor_id.hex if source.anchor_id else None,
        "p": source.position,
        "s": source.surface,
        "r": list(source.reasons),
        "f": source.candidate_source,
        "v": source.model_version,
    }
    filled = {name: value for name, value in payload.items() if value not in (None, "", [])}
    return signing.sign(PURPOSE, filled, key=_key(), expires_at=source.at + LIFETIME)


def issue_source(**facts: Any) -> str:
    """The token of a showing that happens now; takes the facts of `new_source`."""
    return sign_source(new_source(**facts))


def read_source(token: str | None) -> Source | None:
    """The showing behind a token, or None when it is missing, altered or older than 14 days.

    Never raises: a buyer whose link is old buys all the same, only nobody is credited.
    """
    if not token:
        return None
    try:
        payload = signing.unsign(PURPOSE, token, key=_key(), now=clock.now())
    except signing.SignatureRefused:
        return None
    return Source(
        content_kind=payload["k"],
        content_id=uuid.UUID(payload["c"]),
        click_id=uuid.UUID(payload["i"]),
        at=dt.datetime.fromtimestamp(payload["t"], dt.UTC),
        creator_id=_uuid(payload.get("m")),
        anchor_id=_uuid(payload.get("a")),
        position=payload.get("p"),
        surface=payload.get("s", ""),
        reasons=tuple(payload.get("r", ())),
        candidate_source=payload.get("f", ""),
        model_version=payload.get("v", ""),
    )


def _uuid(text: str | None) -> uuid.UUID | None:
    return uuid.UUID(text) if text else None


def _key() -> bytes:
    return settings.SECRET_KEY.encode()
