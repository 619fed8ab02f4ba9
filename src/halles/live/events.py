"""Facts that live shows announce."""

from __future__ import annotations

import uuid
from dataclasses import dataclass


@dataclass(frozen=True)
class SessionPlanned:
    session_id: uuid.UUID


@dataclass(frozen=True)
class SessionCanceled:
    session_id: uuid.UUID


@dataclass(frozen=True)
class SessionStarted:
    session_id: uuid.UUID


@dataclass(frozen=True)
class SessionEnded:
    session_id: uuid.UUID


@dataclass(frozen=True)
class PersonRestricted:
    restriction_id: uuid.UUID
