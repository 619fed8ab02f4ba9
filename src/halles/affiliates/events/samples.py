"""What happened to samples."""

from __future__ import annotations

import uuid
from dataclasses import dataclass


@dataclass(frozen=True)
class SampleAsked:
    """A creator asks a shop for a sample."""

    sample_id: uuid.UUID


@dataclass(frozen=True)
class SampleDecided:
    """The shop said yes or no, or nothing in time (`status`: approved, declined or unanswered)."""

    sample_id: uuid.UUID
    status: str


@dataclass(frozen=True)
class SampleStuck:
    """An approved sample could not be ordered to its address; the creator gives another one."""

    sample_id: uuid.UUID


@dataclass(frozen=True)
class SampleArrived:
    """It was delivered: the days to show it begin."""

    sample_id: uuid.UUID


@dataclass(frozen=True)
class SampleDueSoon:
    """So many days are left to show it."""

    sample_id: uuid.UUID
    days: int


@dataclass(frozen=True)
class SampleClosed:
    """The duty is over (`status`: posted, missed or excused)."""

    sample_id: uuid.UUID
    status: str


@dataclass(frozen=True)
class SampleAppealAnswered:
    """Staff has answered an appeal."""

    sample_id: uuid.UUID
    is_granted: bool
