"""Talks of shops and creators: the two sides' lists, what was said, and why somebody cannot write."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from halles.affiliates.errors.talks import (
    ClosedByYou,
    NoOpenPlan,
    OwnTalk,
    ProfileAway,
    ProfileSuspended,
    ShopAway,
    TalkClosed,
    TalkNotFound,
)
from halles.affiliates.models import Participation, Plan, Side, Talk, TalkMessage
from halles.affiliates.queries.plans import own_shop_among, running
from halles.creators.errors import NotSelling
from halles.creators.models import Creator
from halles.creators.queries import postable_by, sells_for_others
from halles.kit import clock
from halles.kit.errors import Refusal
from halles.kit.pages import Page, page_by_instant
from halles.sellers.models import Seller, SellerStaff
from halles.sellers.queries import find_role
from halles.social.blocks import is_blocked
from halles.social.errors import PersonBlocked
from halles.users.models import User

TALKS_PAGE_SIZE = 20
MESSAGES_PAGE_SIZE = 50
WAITING_MAX = 200
# What nobody answered for so long is no task of the day any more.
UNANSWERED_DAYS = 30
SHOWN = TalkMessage.Status.SHOWN


@dataclass(frozen=True)
class TalkLine:
    """A talk in a list: the latest words, and how many messages are new to this side."""

    talk: Talk
    text: str
    new_count: int
    # Of the other side; empty for a profile whose person was erased.
    other_name: str


def list_talks_of_creator(creator: Creator, cursor: str | None = None) -> Page[TalkLine]:
    """A page of a profile's talks with shops, the latest first."""
    return _lines(Talk.objects.filter(creator=creator), Side.CREATOR, cursor)


def list_talks_of_shop(seller: Seller, *, waiting: bool = False, cursor: str | None = None) -> Page[TalkLine]:
    """A page of a shop's talks with creators, the latest first: all, or those whose creator waits for an answer."""
    rows = Talk.objects.filter(seller=seller)
    return _lines(rows.filter(last_by=Side.CREATOR, closed_by="") if waiting else rows, Side.SHOP, cursor)


def count_new_for_creator(creator: Creator) -> int:
    """How many shops have written what the profile's person has not read."""
    return _new(Q(talk__creator=creator, by=Side.SHOP))


def count_new_for_shop(seller: Seller) -> int:
    """How many creators have written what the shop has not read."""
    return _new(Q(talk__seller=seller, by=Side.CREATOR))


def list_unanswered_by_creator(creator: Creator) -> list[Talk]:
    """Talks in which the shop said the last word within 30 days, the latest first; at most 200."""
    return _unanswered(Q(creator=creator, last_by=Side.SHOP))


def list_unanswered_by_shop(seller: Seller) -> list[Talk]:
    """Talks in which the creator said the last word within 30 days, the latest first; at most 200."""
    return _unanswered(Q(seller=seller, last_by=Side.CREATOR))


def find_talk(seller: Seller, creator: Creator) -> Talk | None:
    """The talk of these two, or None before the first word."""
    return Talk.objects.filter(seller=seller, creator=creator).first()


def list_said(talk: Talk | None, before: uuid.UUID | None = None) -> Page[TalkMessage]:
    """A page of a talk, newest first, without what the staff removed; `before` is the uid of the last one known."""
    rows = TalkMessage.objects.filter(talk=talk, status=SHOWN) if talk else TalkMessage.objects.none()
    known = TalkMessage.objects.filter(talk=talk, uid=before).first() if talk and before else None
    if known is not None:
        rows = rows.filter(Q(at__lt=known.at) | Q(at=known.at, pk__lt=known.pk))
    found = list(rows.order_by("-at", "-pk")[: MESSAGES_PAGE_SIZE + 1])
    more, found = len(found) > MESSAGES_PAGE_SIZE, found[:MESSAGES_PAGE_SIZE]
    return Page(found, str(found[-1].uid) if more else None)


def get_shop_to_talk(creator: Creator, slug: str) -> Seller:
    """The shop of this address as a profile may write to it or read what was said: one that is open, or with which it
    has or had to do; refuses affiliates.talk_not_found."""
    seller = Seller.objects.filter(slug=slug).first()
    if seller is None or not (seller.may_sell or _have_met(seller, creator)):
        raise TalkNotFound
    return seller


def get_creator_to_talk(seller: Seller, creator_id: uuid.UUID) -> Creator:
    """The profile as a shop may write to it or read what was said: one that may sell for it, or with which it has or
    had to do; refuses affiliates.talk_not_found."""
    creator = Creator.objects.select_related("user", "avatar").filter(pk=creator_id).first()
    if creator is None or not (_have_met(seller, creator) or _may_be_found(seller, creator)):
        raise TalkNotFound
    return creator


def why_not_write(
    talk: Talk | None, seller: Seller, creator: Creator, *, side: str, by: User, at: dt.datetime
) -> Refusal | None:
    """Why this side cannot write now, or None. The first word needs more than a later one: a shop that looks for
    creators and a profile that may sell, or a plan between the two."""
    if talk is not None and talk.closed_by:
        return ClosedByYou() if talk.closed_by == side else TalkClosed()
    if creator.status != Creator.Status.ACTIVE:
        return ProfileSuspended() if side == Side.CREATOR else ProfileAway()
    if seller.status == Seller.Status.CLOSED:
        return ShopAway()
    if is_blocked(creator.user, {seller.owner_id, by.pk} - {creator.user_id}):
        return PersonBlocked()
    if talk is not None or Participation.objects.filter(plan__seller=seller, creator=creator).exists():
        return None
    return _why_not_first(seller, creator, side, at)


def _why_not_first(seller: Seller, creator: Creator, side: str, at: dt.datetime) -> Refusal | None:
    if own_shop_among([creator.pk], seller.pk):
        return OwnTalk()
    if not seller.may_sell:
        return ShopAway()
    if not sells_for_others(creator):
        return NotSelling() if side == Side.CREATOR else ProfileAway()
    looks = Plan.objects.filter(running(at), seller=seller, kind=Plan.Kind.OPEN)
    return NoOpenPlan() if side == Side.CREATOR and not looks.exists() else None


def find_message(uid: uuid.UUID) -> TalkMessage | None:
    """A message in any status with its author, profile and shop, for those who decide about it."""
    return _with_sides(TalkMessage.objects.filter(uid=uid)).first()


def get_message(message_id: int) -> TalkMessage:
    """A message with its two sides, for mails; refuses affiliates.talk_not_found."""
    found = _with_sides(TalkMessage.objects.filter(pk=message_id)).first()
    if found is None:
        raise TalkNotFound
    return found


def get_message_for_reader(uid: uuid.UUID, reader: User) -> TalkMessage:
    """A message that the other side of this person wrote: they read it as the creator or as a manager of the shop;
    refuses affiliates.talk_not_found."""
    found = find_message(uid)
    if found is None or found.status != SHOWN or found.user_id == reader.pk:
        raise TalkNotFound
    talk = found.talk
    is_creator = found.by == Side.SHOP and postable_by(reader).filter(pk=talk.creator_id).exists()
    managers = (SellerStaff.Role.MANAGER, SellerStaff.Role.OWNER)
    if not is_creator and not (found.by == Side.CREATOR and find_role(reader, talk.seller) in managers):
        raise TalkNotFound
    return found


def _with_sides(rows: QuerySet[TalkMessage]) -> QuerySet[TalkMessage]:
    return rows.select_related("user", "talk__creator__user", "talk__seller__owner")


def _lines(rows: QuerySet[Talk], side: Side, cursor: str | None) -> Page[TalkLine]:
    said = TalkMessage.objects.filter(talk=OuterRef("pk"), status=SHOWN).order_by("-at", "-pk")
    new = Q(messages__read_at=None, messages__status=SHOWN) & ~Q(messages__by=side)
    # A talk all of whose messages the staff removed has nothing to be read.
    told = rows.exclude(last_by="").annotate(
        text=Subquery(said.values("body")[:1]), new_count=Count("messages", filter=new)
    )
    page = page_by_instant(told.select_related("seller", "creator"), "last_at", cursor, size=TALKS_PAGE_SIZE)
    lines = [
        TalkLine(
            one,
            getattr(one, "text", "") or "",
            getattr(one, "new_count", 0),
            one.creator.name if side == Side.SHOP else one.seller.name,
        )
        for one in page.rows
    ]
    return Page(lines, page.next_cursor)


def _new(whose: Q) -> int:
    rows = TalkMessage.objects.filter(whose, read_at=None, status=SHOWN)
    return rows.values("talk").distinct().count()


def _unanswered(whose: Q) -> list[Talk]:
    since = clock.now() - dt.timedelta(days=UNANSWERED_DAYS)
    rows = Talk.objects.filter(whose, closed_by="", last_at__gte=since).select_related("seller", "creator")
    return list(rows.order_by("-last_at", "-pk")[:WAITING_MAX])


def _have_met(seller: Seller, creator: Creator) -> bool:
    return (
        Talk.objects.filter(seller=seller, creator=creator).exists()
        or Participation.objects.filter(plan__seller=seller, creator=creator).exists()
    )


def _may_be_found(seller: Seller, creator: Creator) -> bool:
    is_open = creator.status == Creator.Status.ACTIVE and creator.seller_id is None
    return is_open and sells_for_others(creator) and not own_shop_among([creator.pk], seller.pk)
