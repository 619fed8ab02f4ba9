"""What happened to profiles."""

from __future__ import annotations

import uuid
from dataclasses import dataclass


@dataclass(frozen=True)
class CreatorCreated:
    """Somebody new can post; `seller_id` is set on the official profile of a shop."""

    creator_id: uuid.UUID
    seller_id: uuid.UUID | None


@dataclass(frozen=True)
class CreatorSuspended:
    """The profile may not post, and what it posted is not shown."""

    creator_id: uuid.UUID
    why: str


@dataclass(frozen=True)
class CreatorReinstated:
    """The profile may post again."""

    creator_id: uuid.UUID


@dataclass(frozen=True)
class SellingAdmitted:
    """Staff let a profile earn with other shops' goods without a quota; `why` is for its person to read."""

    creator_id: uuid.UUID
    why: str


@dataclass(frozen=True)
class PayoutDetailsChanged:
    """The account that a person's earnings go to is another one; `is_first` when there was none."""

    user_id: uuid.UUID
    is_first: bool


@dataclass(frozen=True)
class IdentityDecided:
    """Staff has looked at a person's identity paper; `note` says what is wrong with it."""

    user_id: uuid.UUID
    is_verified: bool
    note: str
