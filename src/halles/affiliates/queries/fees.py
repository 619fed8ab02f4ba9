"""Reads of flat fees: whose they are, what could be the work, what staff has to decide."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet, Sum

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
    kept = Fee.objects.filter(seller=seller, status__in=[Status.AGREED, Status.DELIVERED, Status.REFUSED])
    return dict(kept.order_by().values_list("currency").annotate(total=Sum("amount_minor")))


def list_works(fee: Fee) -> list[Work]:
    """What of the creator could be the work of an agreed fee, the newest first."""
    bound = Fee.objects.filter(creator=fee.creator_id, content_id__isnull=False, status__in=Fee.BINDING)
    taken = set(bound.values_list("content_id", flat=True))
    if fee.content_kind == Fee.ContentKind.VIDEO:
        videos = _videos(fee).order_by("-published_at")[:WORKS_MAX]
        found = [Work(one.pk, one.caption, one.published_at) for one in videos if one.published_at]
    else:
        shows = _shows(fee).order_by("-started_at")[:WORKS_MAX]
        found = [Work(one.pk, one.title, one.started_at) for one in shows if one.started_at]
    return [one for one in found if one.id not in taken]


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


def _of_plan(plan: Plan) -> Q:
    return Q(product=plan.product_id) if plan.product_id else Q(product__seller=plan.seller_id)


def _get(which: Q) -> Fee:
    fee = _whole().filter(which).first()
    if fee is None:
        raise FeeNotFound
    return fee


def _whole() -> QuerySet[Fee]:
    return Fee.objects.select_related("participation__plan__product", "creator__user", "seller__owner")
