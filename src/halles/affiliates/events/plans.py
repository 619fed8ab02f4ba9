"""What is announced about plans and taking part in them."""

from __future__ import annotations

import uuid
from dataclasses import dataclass


@dataclass(frozen=True)
class PlanChanged:
    """A plan was opened or ended, or pays something else from now on."""

    plan_id: uuid.UUID


@dataclass(frozen=True)
class CreatorInvited:
    """A shop offers a creator a plan of their own."""

    participation_id: uuid.UUID


@dataclass(frozen=True)
class CreatorAsked:
    """A creator asks a shop to take part in its plan."""

    participation_id: uuid.UUID


@dataclass(frozen=True)
class ParticipationAnswered:
    """The other side said yes or no (its status says which); the one who asked or invited is owed the answer."""

    participation_id: uuid.UUID


@dataclass(frozen=True)
class RateCutNears:
    """A creator's kept rate ends in a few days."""

    rate_id: int
    participation_id: uuid.UUID


@dataclass(frozen=True)
class RateLifted:
    """A creator's invitation pays more than it says from this rate of an open plan on."""

    rate_id: int
    participation_id: uuid.UUID


@dataclass(frozen=True)
class DealPrepared:
    """A shop prepared a flash deal for the shows of a creator who takes part in its plan."""

    participation_id: uuid.UUID
    prepared_id: uuid.UUID


@dataclass(frozen=True)
class DealTakenBack:
    """The shop took one back before it began."""

    participation_id: uuid.UUID
    prepared_id: uuid.UUID
