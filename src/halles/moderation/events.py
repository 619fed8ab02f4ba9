"""What moderation announces."""

from __future__ import annotations

import uuid
from dataclasses import dataclass


@dataclass(frozen=True)
class ReportDecided:
    """The staff has decided what was reported about a target; every open report about it is closed by that."""

    kind: str
    target_id: uuid.UUID
    is_upheld: bool
    reason: str
    why: str
    by_id: uuid.UUID
    reporter_ids: tuple[uuid.UUID, ...]


@dataclass(frozen=True)
class DecisionMade:
    """A statement of reasons was written; the person concerned is owed it."""

    decision_id: uuid.UUID


@dataclass(frozen=True)
class SanctionImposed:
    """What the decision says follows now: at once, or again after an appeal that was refused."""

    decision_id: uuid.UUID
    kind: str
    target_id: uuid.UUID
    why: str
    by_id: uuid.UUID


@dataclass(frozen=True)
class SanctionLifted:
    """The thing comes back: paused by an appeal (as it `was` before), or for good when the decision is reversed."""

    decision_id: uuid.UUID
    kind: str
    target_id: uuid.UUID
    was: str
    is_final: bool


@dataclass(frozen=True)
class AppealOpened:
    """The person concerned says that a decision is wrong."""

    decision_id: uuid.UUID


@dataclass(frozen=True)
class AppealClosed:
    """Somebody else of the staff has looked again: the decision stands, or is reversed."""

    decision_id: uuid.UUID


@dataclass(frozen=True)
class DecisionTakenBack:
    """The staff has ended a decision of its own accord; the person concerned is owed the word."""

    decision_id: uuid.UUID
    why: str
