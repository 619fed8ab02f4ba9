"""What a show sells and in which order: bag, run sheet, and bags kept for the next time."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q, QuerySet

from halles.catalog.models import Product
from halles.creators.models import Creator
from halles.kit.events import emit
from halles.live.cards import bag_cards
from halles.live.errors import NameTaken, ProductNotAllowed, SheetInvalid, TitleMissing, TooManyProducts
from halles.live.events import SessionChanged
from halles.live.models import LiveProduct, LiveSession, ProductSet, ProductSetItem, RunSheetItem
from halles.live.models.sessions import PRODUCTS_MAX, SHEET_ITEMS_MAX, TITLE_LENGTH_MAX
from halles.live.queries import get_set
from halles.live.services.locking import lock_open
from halles.live.services.room import announce
from halles.live.services.selling import take_place
from halles.sellers.models import SellerStaff

SET_NAME_LENGTH_MAX = 60
SETS_MAX = 50
ACT_KINDS = frozenset({"flash_deal", "giveaway", "poll", "coupon", "price_drop"})


@dataclass(frozen=True)
class SheetStep:
    """A step of the plan: `kind` opening, product, act or closing; `act_kind` one of ACT_KINDS where it is an act."""

    kind: str
    minutes: int
    title: str = ""
    note: str = ""
    product_id: uuid.UUID | None = None
    act_kind: str = ""


@transaction.atomic
def set_bag(session_id: uuid.UUID, product_ids: Sequence[uuid.UUID]) -> LiveSession:
    """Exactly these products in this order, before or during the show; the room is told when it is on air.

    A product that is shown stays in the bag.
    """
    session = lock_open(session_id)
    wanted = list(dict.fromkeys(product_ids))
    for shown in (session.pinned_id, session.explained_id):
        if shown is not None and shown not in wanted:
            wanted.append(shown)
    check_products(session.creator, wanted)
    session.products.all().delete()
    LiveProduct.objects.bulk_create(
        [LiveProduct(session=session, product_id=one, position=place) for place, one in enumerate(wanted)]
    )
    if session.status == LiveSession.Status.LIVE:
        take_place(session)
    cards = bag_cards(session, wanted)
    announce(session.pk, "bag", {"bag": cards}, change={"bag": cards})
    emit(SessionChanged(session.pk))
    return session


@transaction.atomic
def set_sheet(session_id: uuid.UUID, steps: Sequence[SheetStep]) -> list[RunSheetItem]:
    """Exactly these steps; those that happened already keep their times when they stay at their place."""
    session = lock_open(session_id)
    if len(steps) > SHEET_ITEMS_MAX or not all(_is_possible(step) for step in steps):
        raise SheetInvalid(count_max=SHEET_ITEMS_MAX)
    bag = set(session.products.values_list("product_id", flat=True))
    if any(step.product_id is not None and step.product_id not in bag for step in steps):
        raise SheetInvalid(count_max=SHEET_ITEMS_MAX)
    before = {item.position: item for item in session.sheet.all()}
    session.sheet.all().delete()
    items = [_item(session, place, step, before.get(place)) for place, step in enumerate(steps)]
    return RunSheetItem.objects.bulk_create(items)


@transaction.atomic
def save_set(creator: Creator, *, name: str, product_ids: Sequence[uuid.UUID]) -> ProductSet:
    """A new set of products under a name that the creator has not used yet."""
    name = " ".join(name.split())
    if not 0 < len(name) <= SET_NAME_LENGTH_MAX:
        raise TitleMissing(length_max=SET_NAME_LENGTH_MAX)
    Creator.objects.select_for_update(of=("self",), no_key=True).get(pk=creator.pk)
    if ProductSet.objects.filter(creator=creator, name=name).exists():
        raise NameTaken
    if ProductSet.objects.filter(creator=creator).count() >= SETS_MAX:
        raise TooManyProducts(count_max=SETS_MAX)
    wanted = list(dict.fromkeys(product_ids))
    check_products(creator, wanted)
    made = ProductSet.objects.create(creator=creator, name=name)
    ProductSetItem.objects.bulk_create(
        [ProductSetItem(product_set=made, product_id=one, position=place) for place, one in enumerate(wanted)]
    )
    return made


@transaction.atomic
def use_set(session_id: uuid.UUID, set_id: uuid.UUID) -> LiveSession:
    """Put the products of a set into the bag, behind what is there; what is no longer on sale is left out."""
    session = lock_open(session_id)
    found = get_set(session.creator, set_id)
    there = list(session.products.order_by("position").values_list("product_id", flat=True))
    allowed = set(_allowed(session.creator).filter(pk__in=found.items.values("product")).values_list("pk", flat=True))
    more = [one.product_id for one in found.items.all() if one.product_id in allowed]
    return set_bag(session_id, [*there, *more][:PRODUCTS_MAX])


def delete_set(creator: Creator, set_id: uuid.UUID) -> None:
    """Forget a set; shows that used it keep their bags."""
    get_set(creator, set_id).delete()


def check_products(creator: Creator, product_ids: Sequence[uuid.UUID]) -> None:
    """A shop's profile sells its own products, others what is on sale; refuses live.product_not_allowed."""
    if len(product_ids) > PRODUCTS_MAX:
        raise TooManyProducts(count_max=PRODUCTS_MAX)
    if _allowed(creator).filter(pk__in=product_ids).count() != len(set(product_ids)):
        raise ProductNotAllowed


def _allowed(creator: Creator) -> QuerySet[Product]:
    own = SellerStaff.objects.filter(user=creator.user_id).values("seller")
    if creator.seller_id is not None:
        return Product.objects.filter(seller=creator.seller_id, status__in=["active", "paused"])
    return Product.objects.filter(Q(status="active") | Q(seller__in=own, status="paused"))


def _is_possible(step: SheetStep) -> bool:
    if step.kind not in RunSheetItem.Kind.values or not 1 <= step.minutes <= 240:
        return False
    if len(step.title) > TITLE_LENGTH_MAX or len(step.note) > 500:
        return False
    if step.kind == RunSheetItem.Kind.ACT:
        return step.act_kind in ACT_KINDS
    return step.kind != RunSheetItem.Kind.PRODUCT or step.product_id is not None


def _item(session: LiveSession, place: int, step: SheetStep, before: RunSheetItem | None) -> RunSheetItem:
    item = RunSheetItem(
        session=session,
        position=place,
        kind=step.kind,
        title=step.title.replace("\x00", "").strip(),
        note=step.note.replace("\x00", "").strip(),
        minutes=step.minutes,
        product_id=step.product_id,
        act_kind=step.act_kind if step.kind == RunSheetItem.Kind.ACT else "",
    )
    if before is not None and (before.kind, before.product_id, before.act_kind) == (
        item.kind,
        item.product_id,
        item.act_kind,
    ):
        item.begun_at, item.done_at = before.begun_at, before.done_at
    return item
