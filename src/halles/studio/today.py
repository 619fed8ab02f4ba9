"""What a shop's day looks like: what waits to be packed, runs out, is half written, is owed, is not filmed yet."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from halles.affiliates.queries import fees, plans, samples, talks
from halles.catalog import queries as catalog
from halles.catalog.models import Product
from halles.catalog.readiness import Missing
from halles.creators import queries as creators
from halles.creators.models import Creator
from halles.inventory import queries as inventory
from halles.inventory.queries import LowStock
from halles.kit import clock
from halles.orders import queries as orders
from halles.orders.models import Order
from halles.payouts import queries as payouts
from halles.payouts.queries import SellerBalance
from halles.returns import queries as returns
from halles.reviews import queries as reviews
from halles.shipping import queries as shipping
from halles.social import asking, inbox
from halles.studio.shop_access import Desk
from halles.videos import queries as videos

URGENT_MAX = 5
LOW_STOCK_AT = 3
DRAFTS_MAX = 5


@dataclass(frozen=True)
class Packing:
    """What waits on the packing table; `soon_count` orders can still be cancelled by their customers."""

    urgent: Sequence[Order]
    waiting_count: int
    late_count: int
    soon_count: int


@dataclass(frozen=True)
class Task:
    """Something that waits for somebody, where it is done, and until when (None: no deadline)."""

    sentence: str
    url: str
    by_at: dt.datetime | None = None


@dataclass(frozen=True)
class Draft:
    """A product that is not on sale yet, and why."""

    product: Product
    missing: Sequence[Missing]


@dataclass(frozen=True)
class FirstSteps:
    """What a new shop does once, in this order."""

    has_shipping: bool
    has_product: bool
    has_product_on_sale: bool
    has_video: bool

    @property
    def is_done(self) -> bool:
        """Whether the shop is set up."""
        return self.has_shipping and self.has_product and self.has_product_on_sale and self.has_video


@dataclass(frozen=True)
class Trade:
    """What a manager sees beside the packing table."""

    low_stock: Sequence[LowStock]
    drafts: Sequence[Draft]
    balances: Sequence[SellerBalance]
    profile: Creator | None
    video_draft_count: int
    first_steps: FirstSteps


def packing_of(desk: Desk) -> Packing:
    """The packing table of this shop now."""
    counts = orders.count_for_seller(desk.seller)
    return Packing(
        urgent=orders.list_to_pack(desk.seller, size=URGENT_MAX).rows,
        waiting_count=sum(counts.get(status, 0) for status in orders.TO_PACK),
        late_count=orders.count_late_to_pack(desk.seller, today_on=desk.today_on),
        soon_count=counts.get(Order.Status.ON_HOLD, 0),
    )


def waiting_of(desk: Desk) -> list[Task]:
    """What customers and creators wait for beside parcels: what has a deadline first, the nearest before the others."""
    tasks = [*_returns(desk), *_cases(desk)]
    if desk.may_manage:
        tasks += [*_conversations(desk), *_creators(desk)]
    return sorted(tasks, key=lambda task: (task.by_at is None, task.by_at or clock.now()))


def _returns(desk: Desk) -> Iterator[Task]:
    slug, due = desk.seller.slug, returns.tasks_of(desk.seller)

    def place(only: uuid.UUID | None) -> str:
        return reverse("studio:return", args=[slug, only]) if only else reverse("studio:returns", args=[slug])

    if due.answer_count:
        words = ngettext("%(n)s return to answer", "%(n)s returns to answer", due.answer_count)
        yield Task(words % {"n": due.answer_count}, place(due.answer_id), due.answer_by_at)
    if due.inspect_count:
        words = ngettext(
            "%(n)s parcel came back: look inside", "%(n)s parcels came back: look inside", due.inspect_count
        )
        yield Task(words % {"n": due.inspect_count}, place(due.inspect_id), due.inspect_by_at)


def _cases(desk: Desk) -> Iterator[Task]:
    for case in returns.list_disputes_for_seller(desk.seller):
        words = _("Say your side in the case about %(number)s") % {"number": case.order.group.number}
        yield Task(words, reverse("studio:case", args=[desk.seller.slug, case.pk]), case.answer_by_at)


def _conversations(desk: Desk) -> Iterator[Task]:
    slug = desk.seller.slug
    if count := inbox.count_waiting(desk.seller):
        words = ngettext("%(n)s customer waits for your answer", "%(n)s customers wait for your answer", count)
        yield Task(words % {"n": count}, reverse("studio:messages", args=[slug]) + "?waiting=yes")
    if count := asking.count_unanswered(desk.seller):
        words = ngettext("%(n)s question about your goods", "%(n)s questions about your goods", count)
        yield Task(words % {"n": count}, reverse("studio:questions", args=[slug]) + "?unanswered=yes")
    if count := reviews.count_unanswered(desk.seller):
        words = ngettext("%(n)s review without a reply of yours", "%(n)s reviews without a reply of yours", count)
        yield Task(words % {"n": count}, reverse("studio:reviews", args=[slug]) + "?unanswered=yes")


def _creators(desk: Desk) -> Iterator[Task]:
    seller, slug = desk.seller, desk.seller.slug
    if count := samples.count_to_decide(seller):
        words = ngettext("%(n)s request for a sample to decide", "%(n)s requests for samples to decide", count)
        yield Task(
            words % {"n": count}, reverse("studio:shop_samples", args=[slug]), samples.find_next_to_decide(seller)
        )
    if delivered := fees.list_to_review(seller):
        words = ngettext(
            "%(n)s piece of work for a fee to look at", "%(n)s pieces of work for a fee to look at", len(delivered)
        )
        yield Task(words % {"n": len(delivered)}, reverse("studio:shop_fees", args=[slug]), delivered[0].review_by)
    if asking := plans.list_asking(seller):
        words = ngettext("%(n)s creator asks to sell for you", "%(n)s creators ask to sell for you", len(asking))
        only = reverse("studio:plan_part", args=[slug, asking[0].pk])
        yield Task(words % {"n": len(asking)}, only if len(asking) == 1 else reverse("studio:plans", args=[slug]))
    if unanswered := talks.list_unanswered_by_shop(seller):
        words = ngettext("%(n)s creator waits for your answer", "%(n)s creators wait for your answer", len(unanswered))
        only = reverse("studio:talk", args=[slug, unanswered[0].creator_id])
        every = reverse("studio:talks", args=[slug]) + "?waiting=yes"
        yield Task(words % {"n": len(unanswered)}, only if len(unanswered) == 1 else every)


def trade_of(desk: Desk) -> Trade:
    """Products, money and videos of this shop, as far as they want something."""
    seller = desk.seller
    counts = catalog.count_products_of(seller)
    drafts = catalog.list_products_of(seller, status=Product.Status.DRAFT, size=DRAFTS_MAX).rows
    profile = creators.find_official(seller.pk)
    shown = videos.list_videos_of(profile).rows if profile else []
    return Trade(
        low_stock=inventory.list_low(seller.pk, at_most=LOW_STOCK_AT),
        drafts=[Draft(product, catalog.list_missing(product)) for product in drafts],
        balances=payouts.seller_balance(seller.pk),
        profile=profile,
        video_draft_count=sum(own.video.status == own.video.Status.DRAFT for own in shown),
        first_steps=FirstSteps(
            has_shipping=bool(shipping.list_countries(seller.pk)),
            has_product=bool(counts),
            has_product_on_sale=bool(counts.get(Product.Status.ACTIVE) or counts.get(Product.Status.PAUSED)),
            has_video=bool(shown),
        ),
    )
