"""What happened to shops."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass


@dataclass(frozen=True)
class SellerApplied:
    """Somebody applied, or applied again with what was missing."""

    seller_id: uuid.UUID


@dataclass(frozen=True)
class SellerApproved:
    """The shop may sell from now on."""

    seller_id: uuid.UUID


@dataclass(frozen=True)
class SellerNeedsInfo:
    """Staff asked for what `missing` names (codes of halles.sellers.requirements) and added `note`."""

    seller_id: uuid.UUID
    missing: tuple[str, ...]
    note: str


@dataclass(frozen=True)
class SellerSuspended:
    """The shop sells nothing until reinstated; open orders are still shipped."""

    seller_id: uuid.UUID
    why: str


@dataclass(frozen=True)
class SellerReinstated:
    """The shop may sell again."""

    seller_id: uuid.UUID


@dataclass(frozen=True)
class SellerClosed:
    """The shop is closed for good."""

    seller_id: uuid.UUID


@dataclass(frozen=True)
class SellerForgotten:
    """The law wants to know no more who stood behind a closed shop: it has no name any longer, nor the address it was
    written to, which is named here for the last time."""

    seller_id: uuid.UUID
    contact_email: str


@dataclass(frozen=True)
class SettlementTierChanged:
    """What the shop delivers from now on is free sooner or later than before; `why` is "score" or words of staff."""

    seller_id: uuid.UUID
    tier: str
    was: str
    why: str
    at: dt.datetime


@dataclass(frozen=True)
class SellerAccountChanged:
    """The shop's money goes to another bank account."""

    seller_id: uuid.UUID
    at: dt.datetime


@dataclass(frozen=True)
class StaffInvited:
    """A mail address was offered a place in a shop."""

    invitation_id: uuid.UUID


@dataclass(frozen=True)
class StaffInvitationClosed:
    """An invitation was declined or withdrawn: its status says which."""

    invitation_id: uuid.UUID


@dataclass(frozen=True)
class StaffJoined:
    """A person has accepted a place in a shop; it begins now."""

    seller_id: uuid.UUID
    user_id: uuid.UUID
    role: str
    at: dt.datetime


@dataclass(frozen=True)
class StaffRoleChanged:
    """A person may do more or less in a shop than before."""

    seller_id: uuid.UUID
    user_id: uuid.UUID
    role: str
    at: dt.datetime


@dataclass(frozen=True)
class StaffGone:
    """A person's place in a shop has ended: they left, or the shop took it away."""

    seller_id: uuid.UUID
    user_id: uuid.UUID
    is_left: bool
    at: dt.datetime
