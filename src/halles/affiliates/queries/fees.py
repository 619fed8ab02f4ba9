"""Reads of flat fees: whose they are, what could be the work, what staff has to decide."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import F, Q, QuerySet, Sum

from halles.affiliates.errors.fees import FeeNotFound
from halles.affiliates.models import Fee, Plan
from halles.creators.models import Creator
from halles.creators.queries import list_creators_of
from halles.kit.pages import Page, page_by_id
from halles.live.models import LiveProduct, LiveSession
from halles.sellers.models import Seller
from halles.users.models import User
from halles.videos.models import Anchor, Video

LIST_MAX = 100
WORKS_MAX = 50
# Products in videos and shows that are looked through for them.
ROWS_MAX = 2_000
Status = Fee.Status


@dataclass(frozen=True)
class Work:
    """A video or show that may be delivered for a fee, with the first words of it and when it came out."""

    id: uuid.UUID
    title: str
    at: dt.datetime


def list_of_seller(seller: Seller, cursor: str | None = None, *, statuses: Sequence[str] = ()) -> Page[Fee]:
    """The fees a shop promised, newest first; of some statuses or of all."""
    fees = _whole().filter(seller=seller)
    return page_by_id(fees.filter(status__in=statuses) if statuses else fees, cursor)


def list_of_creator(creator: Creator, cursor: str | None = None) -> Page[Fee]:
    """The fees a creator was promised, newest first."""
    return page_by_id(_whole().filter(creator=creator), cursor)


def get_for_seller(seller: Seller, fee_id: uuid.UUID) -> Fee:
    """A fee of this shop; refuses affiliates.fee_not_found."""
    return _get(Q(pk=fee_id, seller=seller))


def get_for_creator(user: User, fee_id: uuid.UUID) -> Fee:
    """A fee of a profile this person may post with; refuses affiliates.fee_not_found."""
    return _get(Q(pk=fee_id, creator__in=list_creators_of(user)))


def get_for_staff(fee_id: uuid.UUID) -> Fee:
    """Any fee, for staff and mails; refuses affiliates.fee_not_found."""
    return _get(Q(pk=fee_id))


def list_to_decide() -> list[Fee]:
    """What shops refused and staff decides, the longest first."""
    return list(_whole().filter(status=Status.REFUSED).order_by("refused_at")[:LIST_MAX])


def list_to_review(seller: Seller) -> list[Fee]:
    """Work that waits for the shop's word, the nearest end of its days first."""
    return list(_whole().filter(seller=seller, status=Status.DELIVERED).order_by("review_by")[:LIST_MAX])


def list_to_do(creator: Creator) -> list[Fee]:
    """Offers to answer and work to deliver, the nearest last day first."""
    waiting = _whole().filter(creator=creator, status__in=[Status.OFFERED, Status.AGREED])
    return list(waiting.order_by("due_at")[:LIST_MAX])


def set_aside_by(seller: Seller) -> dict[str, int]:
    """What a shop has set aside now, by currency in minor units: the balance of its `promised_fees`."""
    kept = Fee.objects.filter(seller=seller, status__in=Fee.KEPT)
    return dict(kept.order_by().values_list("currency").annotate(total=Sum("amount_minor")))


def list_works(fees: Sequence[Fee]) -> dict[uuid.UUID, list[Work]]:
    """By agreed fee what of its creator could be the work, the newest first, at most 50. Three statements."""
    agreed = [fee for fee in fees if fee.status == Status.AGREED]
    creators = {fee.creator_id for fee in agreed}
    bound = Fee.objects.filter(creator__in=creators, content_id__isnull=False, status__in=Fee.BINDING)
    taken = set(bound.values_list("content_id", flat=True)) if agreed else set()
    by_kind = {Fee.ContentKind.VIDEO: _videos_among, Fee.ContentKind.LIVE: _shows_among}
    shown = {kind: read(of_kind) for kind, read in by_kind.items() if (of_kind := _of_kind(agreed, kind))}
    return {
        fee.pk: list(
            dict.fromkeys(
                one.work
                for one in shown[Fee.ContentKind(fee.content_kind)]
                if _is_of(fee, one) and one.work.id not in taken
            )
        )[:WORKS_MAX]
        for fee in agreed
    }


def is_the_work(fee: Fee, content_id: uuid.UUID) -> bool:
    """Whether this content came out after the fee was agreed, is to be seen, and shows what the plan is for."""
    works = _videos(fee) if fee.content_kind == Fee.ContentKind.VIDEO else _shows(fee)
    return works.filter(pk=content_id).exists()


def is_shown(fee: Fee) -> bool:
    """Whether what was delivered is still to be seen; a show that took place is, unless the staff withholds it."""
    if fee.content_id is None:
        return False
    if fee.content_kind == Fee.ContentKind.LIVE:
        return LiveSession.objects.filter(pk=fee.content_id, withheld_at=None).exists()
    return Video.objects.filter(pk=fee.content_id, status=Video.Status.PUBLISHED).exists()


@dataclass(frozen=True)
class ShownGood:
    """A product of the plan in what was delivered; for how long a video shows it, in whole seconds."""

    title: str
    seconds: int | None = None


def list_goods_shown(fees: Sequence[Fee]) -> dict[uuid.UUID, list[ShownGood]]:
    """By fee which goods of its plan what was delivered shows, as its creator marked them. Two statements."""
    contents = [fee.content_id for fee in fees if fee.content_id is not None]
    titled = ("product__title", "product", "product__seller")
    anchors = Anchor.objects.filter(video__in=contents).order_by("position")
    bags = LiveProduct.objects.filter(session__in=contents).order_by("position")
    shown = [
        *((row[0], row[1:4], row[4]) for row in anchors.values_list("video", *titled, F("end_ms") - F("start_ms"))),
        *((row[0], row[1:4], 0) for row in bags.values_list("session", *titled)),
    ]
    return {
        fee.pk: [
            ShownGood(good[0], round(ms / 1000) or None)
            for content_id, good, ms in shown
            if content_id == fee.content_id and _is_for(fee.participation.plan, good[1], good[2])
        ]
        for fee in fees
    }


def _is_for(plan: Plan, product_id: uuid.UUID, seller_id: uuid.UUID) -> bool:
    return plan.product_id == product_id if plan.product_id else plan.seller_id == seller_id


def _videos(fee: Fee) -> QuerySet[Video]:
    shown = Anchor.objects.filter(_of_plan(fee.participation.plan)).values("video")
    return Video.objects.filter(
        creator=fee.creator_id, status=Video.Status.PUBLISHED, published_at__gte=fee.agreed_at, pk__in=shown
    )


def _shows(fee: Fee) -> QuerySet[LiveSession]:
    """Only what is over: until then it may still end before anything was shown."""
    shown = LiveProduct.objects.filter(_of_plan(fee.participation.plan)).values("session")
    return LiveSession.objects.filter(
        creator=fee.creator_id,
        status=LiveSession.Status.ENDED,
        started_at__gte=fee.agreed_at,
        withheld_at=None,
        pk__in=shown,
    )


@dataclass(frozen=True)
class _Shown:
    """A product that a creator's video or show shows."""

    creator_id: uuid.UUID
    product_id: uuid.UUID
    seller_id: uuid.UUID
    work: Work


def _of_kind(fees: Sequence[Fee], kind: str) -> list[Fee]:
    return [fee for fee in fees if fee.content_kind == kind]


def _videos_among(fees: Sequence[Fee]) -> list[_Shown]:
    """What the videos show that came out since the first of these fees was agreed, the newest first."""
    rows = Anchor.objects.filter(
        *_about(fees),
        video__creator__in={fee.creator_id for fee in fees},
        video__status=Video.Status.PUBLISHED,
        video__published_at__gte=_first(fees),
    )
    told = rows.order_by("-video__published_at").values_list(
        "video__creator", "product", "product__seller", "video", "video__caption", "video__published_at"
    )
    return [_Shown(who, what, whose, Work(pk, words, at)) for who, what, whose, pk, words, at in told[:ROWS_MAX] if at]


def _shows_among(fees: Sequence[Fee]) -> list[_Shown]:
    rows = LiveProduct.objects.filter(
        *_about(fees),
        session__creator__in={fee.creator_id for fee in fees},
        session__status=LiveSession.Status.ENDED,
        session__started_at__gte=_first(fees),
        session__withheld_at=None,
    )
    told = rows.order_by("-session__started_at").values_list(
        "session__creator", "product", "product__seller", "session", "session__title", "session__started_at"
    )
    return [_Shown(who, what, whose, Work(pk, words, at)) for who, what, whose, pk, words, at in told[:ROWS_MAX] if at]


def _about(fees: Sequence[Fee]) -> list[Q]:
    return [reduce(or_, (_of_plan(fee.participation.plan) for fee in fees))]


def _first(fees: Sequence[Fee]) -> dt.datetime:
    return min(fee.agreed_at for fee in fees if fee.agreed_at is not None)


def _is_of(fee: Fee, shown: _Shown) -> bool:
    is_about = _is_for(fee.participation.plan, shown.product_id, shown.seller_id)
    is_new = fee.agreed_at is not None and shown.work.at >= fee.agreed_at
    return is_about and is_new and shown.creator_id == fee.creator_id


def _of_plan(plan: Plan) -> Q:
    return Q(product=plan.product_id) if plan.product_id else Q(product__seller=plan.seller_id)


def _get(which: Q) -> Fee:
    fee = _whole().filter(which).first()
    if fee is None:
        raise FeeNotFound
    return fee


def _whole() -> QuerySet[Fee]:
    return Fee.objects.select_related("participation__plan__product", "creator__user", "seller__owner")


def shops_of_fees(fee_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    """By fee the name of the shop that pays it."""
    return dict(Fee.objects.filter(pk__in=fee_ids).values_list("pk", "seller__name"))
