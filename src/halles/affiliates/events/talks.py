"""What is announced about talks."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class TalkWaits:
    """A message is the first that the other side has not read: they are told once, until they have read it."""

    message_id: int
