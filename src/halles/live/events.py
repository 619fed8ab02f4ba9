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
class SessionChanged:
    """What is told of a show in lists is another: its words, its time, its bag, or whether it can be seen again."""

    session_id: uuid.UUID


@dataclass(frozen=True)
class PersonRestricted:
    restriction_id: uuid.UUID


@dataclass(frozen=True)
class GiveawayWon:
    """A prize was drawn for this person; it waits as a promise at nothing until its deadline."""

    session_id: uuid.UUID
    giveaway_id: uuid.UUID
    user_id: uuid.UUID
    promise_id: uuid.UUID


@dataclass(frozen=True)
class ReminderDue:
    """Somebody who asked for it is told that a show begins; once."""

    session_id: uuid.UUID
    user_id: uuid.UUID
