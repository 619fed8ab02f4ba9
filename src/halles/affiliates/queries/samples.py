"""Reads of samples: what is offered to whom, what is open, who keeps their word."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Avg, Count, Exists, OuterRef, Q, QuerySet, Sum

from halles.affiliates.errors import samples as errors
from halles.affiliates.models import Commission, Participation, Plan, Sample, SampleAppeal, SampleOffer
from halles.creators.models import Creator
from halles.creators.queries import list_creators_of, selling_status, shops_of_creator
from halles.kit import clock
from halles.kit.pages import PAGE_SIZE, Page, page_by_id
from halles.markets.queries import get_market
from halles.sellers.models import Seller
from halles.social.queries import count_followers
from halles.users.models import User

LIST_MAX = 100
SALES_DAYS = 30
Status = Sample.Status


@dataclass(frozen=True)
class Standing:
    """What decides how much a creator may ask for; amounts in minor units of their market's currency."""

    selling: str
    follower_count: int
    # Lines sold in the market's days of history, and their worth in the last thirty days.
    sales_count: int
    sales_minor: int
    open_count: int
    open_max: int
    # Of all profiles of the person. Nothing before this instant, after a sample that was not shown.
    barred_until: dt.datetime | None


@dataclass(frozen=True)
class Fulfilment:
    """Of the samples whose days ended lately (or that were shown), how many were shown; None without any."""

    kept_count: int = 0
    due_count: int = 0

    @property
    def rate_bps(self) -> int | None:
        """The share in hundredths of a percent, rounded down."""
        return self.kept_count * 10_000 // self.due_count if self.due_count else None


def standing_of(creator: Creator) -> Standing:
    """Where a creator stands when they ask for samples, now."""
    market = get_market(creator.market)
    rules, now = market.samples, clock.now()
    # What a friend bought and gave back was no sale.
    gone = [Commission.Status.VOID, Commission.Status.REVERSED]
    sold = Commission.objects.filter(creator=creator).exclude(status__in=gone)
    of_month = sold.filter(currency=market.currency, sold_at__gte=now - dt.timedelta(days=SALES_DAYS))
    sales_minor = of_month.aggregate(total=Sum("base_minor"))["total"] or 0
    return Standing(
        selling=selling_status(creator),
        follower_count=count_followers(creator.pk),
        sales_count=sold.filter(sold_at__gte=now - dt.timedelta(days=rules.history_days)).count(),
        sales_minor=sales_minor,
        open_count=of_person(creator).filter(status__in=Sample.OPEN).count(),
        open_max=rules.open_max(sales_minor),
        barred_until=_barred_until(creator, dt.timedelta(days=rules.ask_again_days)),
    )


def of_person(creator: Creator) -> QuerySet[Sample]:
    """The samples of all own profiles of the person behind one: a second profile is no second person."""
    return Sample.objects.filter(creator__user=creator.user_id, creator__seller=None)


def list_offers_for(creator: Creator, cursor: str | None = None, *, size: int = PAGE_SIZE) -> Page[SampleOffer]:
    """Samples that shops offer and this creator's plans allow, newest first, with product and shop; what they have
    asked for already, and what their own shops offer, is left out."""
    asked = of_person(creator).filter(product=OuterRef("product"), status__in=[*Sample.GIVEN, Status.ASKED])
    offers = _open_offers().filter(_allowed(creator), ~Exists(asked)).exclude(seller__in=shops_of_creator(creator))
    offers = offers.filter(product__status="active", seller__status=Seller.Status.APPROVED)
    return page_by_id(offers, cursor, size=size)


def get_offer(offer_id: uuid.UUID) -> SampleOffer:
    """An offer that is open in a plan that runs; refuses affiliates.offer_not_found."""
    offer = _open_offers().filter(pk=offer_id).first()
    if offer is None:
        raise errors.OfferNotFound
    return offer


def count_given(offer: SampleOffer) -> int:
    """How many pieces of an offer are given, or promised."""
    return given_of([offer]).get(offer.pk, 0)


def given_of(offers: Sequence[SampleOffer]) -> dict[uuid.UUID, int]:
    """How many pieces of these offers are given, or promised; those of which none is are left out."""
    given = Sample.objects.filter(offer__in=offers, status__in=Sample.GIVEN)
    return dict(given.values_list("offer").annotate(count=Count("pk")).order_by())


@dataclass(frozen=True)
class Asking:
    """What speaks for and against asking for some offers, for one creator; read at once, however many offers."""

    own_shops: frozenset[uuid.UUID]
    allowed: frozenset[uuid.UUID]
    chosen_plans: frozenset[uuid.UUID]
    # By product what became of the person's earlier requests, with when it was decided.
    earlier: Mapping[uuid.UUID, Sequence[tuple[str, dt.datetime | None]]]
    given: Mapping[uuid.UUID, int]


def asking_about(offers: Sequence[SampleOffer], creator: Creator) -> Asking:
    """Everything `find_obstacle` looks at about these offers. Five statements."""
    chosen = Participation.objects.filter(
        plan__in=[offer.plan_id for offer in offers],
        plan__kind=Plan.Kind.TARGETED,
        creator=creator,
        status__in=[Participation.Status.INVITED, Participation.Status.ACTIVE],
    )
    earlier: dict[uuid.UUID, list[tuple[str, dt.datetime | None]]] = {}
    asked = of_person(creator).filter(product__in=[offer.product_id for offer in offers])
    for product_id, status, decided_at in asked.values_list("product", "status", "decided_at"):
        earlier.setdefault(product_id, []).append((status, decided_at))
    allowed = SampleOffer.objects.filter(_allowed(creator), pk__in=[offer.pk for offer in offers])
    return Asking(
        own_shops=frozenset(shops_of_creator(creator).values_list("seller", flat=True)),
        allowed=frozenset(allowed.values_list("pk", flat=True)),
        chosen_plans=frozenset(chosen.values_list("plan", flat=True)),
        earlier=earlier,
        given=given_of(offers),
    )


def list_offers_of(seller: Seller) -> list[SampleOffer]:
    """What a shop offers now, newest first, each with `given_count` and `asked_count`."""
    given = Count("samples", filter=Q(samples__status__in=Sample.GIVEN))
    asked = Count("samples", filter=Q(samples__status=Status.ASKED))
    offers = SampleOffer.objects.filter(seller=seller, closed_at=None).select_related("plan", "product")
    return list(offers.annotate(given_count=given, asked_count=asked).order_by("-pk")[:LIST_MAX])


def get_offer_for_seller(seller: Seller, offer_id: uuid.UUID) -> SampleOffer:
    """An offer of this shop; refuses affiliates.offer_not_found."""
    offer = SampleOffer.objects.filter(seller=seller, pk=offer_id).select_related("plan", "product").first()
    if offer is None:
        raise errors.OfferNotFound
    return offer


def list_plans_to_offer(seller: Seller) -> list[Plan]:
    """The running plans of a shop, newest first."""
    return list(_running(Plan.objects.filter(seller=seller)).select_related("product").order_by("-pk")[:LIST_MAX])


def list_of_creator(creator: Creator, cursor: str | None = None) -> Page[Sample]:
    """A creator's samples, newest first."""
    return page_by_id(_whole().filter(creator=creator), cursor)


def list_of_seller(seller: Seller, cursor: str | None = None, *, statuses: Sequence[str] = ()) -> Page[Sample]:
    """The samples of a shop, newest first; of some statuses or of all."""
    samples = _whole().filter(seller=seller)
    return page_by_id(samples.filter(status__in=statuses) if statuses else samples, cursor)


def count_to_decide(seller: Seller) -> int:
    """How many requests wait for the shop."""
    return Sample.objects.filter(seller=seller, status=Status.ASKED).count()


def find_next_to_decide(seller: Seller) -> dt.datetime | None:
    """Until when the shop has to answer the request that ends first; None when none waits."""
    waiting = Sample.objects.filter(seller=seller, status=Status.ASKED).order_by("decide_by")
    return waiting.values_list("decide_by", flat=True).first()


def list_to_show(creator: Creator) -> list[Sample]:
    """What arrived and was not found in a video or show yet, the nearest due day first."""
    waiting = _whole().filter(creator=creator, status=Status.DELIVERED, posted_id=None)
    return list(waiting.order_by("due_at")[:LIST_MAX])


def get_for_creator(user: User, sample_id: uuid.UUID) -> Sample:
    """The sample when this person may post as its creator; refuses affiliates.sample_not_found."""
    sample = _whole().filter(pk=sample_id, creator__in=list_creators_of(user)).first()
    if sample is None:
        raise errors.SampleNotFound
    return sample


def get_for_seller(seller: Seller, sample_id: uuid.UUID) -> Sample:
    """A sample of this shop; refuses affiliates.sample_not_found."""
    sample = _whole().filter(pk=sample_id, seller=seller).first()
    if sample is None:
        raise errors.SampleNotFound
    return sample


def get_for_staff(sample_id: uuid.UUID) -> Sample:
    """Any sample, for staff and mails; refuses affiliates.sample_not_found."""
    sample = _whole().filter(pk=sample_id).first()
    if sample is None:
        raise errors.SampleNotFound
    return sample


def list_appeals_waiting() -> list[SampleAppeal]:
    """Appeals that wait for the staff, the longest first."""
    waiting = SampleAppeal.objects.filter(status=SampleAppeal.Status.OPEN)
    whole = waiting.select_related("sample__creator", "sample__seller", "sample__product", "sample__order__group")
    return list(whole.order_by("opened_at")[:LIST_MAX])


def fulfilment_of(creator_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Fulfilment]:
    """Who of these creators showed what they were sent, within the days their markets count. Appeals that were granted
    count for neither."""
    markets = Creator.objects.filter(pk__in=creator_ids).values_list("pk", "market")
    days = {pk: get_market(market).samples.fulfilment_days for pk, market in markets}
    found = dict.fromkeys(creator_ids, Fulfilment())
    now = clock.now()
    for length in set(days.values()):
        own = [pk for pk, its in days.items() if its == length]
        ended = Sample.objects.filter(
            creator__in=own,
            status__in=[Status.POSTED, Status.MISSED],
            closed_at__gte=now - dt.timedelta(days=length),
        )
        rows = ended.values("creator").annotate(kept=Count("pk", filter=Q(status=Status.POSTED)), due=Count("pk"))
        found |= {row["creator"]: Fulfilment(row["kept"], row["due"]) for row in rows.order_by()}
    return found


def stars_of(creator_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, tuple[float, int]]:
    """How shops rated these creators after samples: (mean of 1 to 5, how many); who was never rated is missing."""
    rated = Sample.objects.filter(creator__in=creator_ids, stars__isnull=False)
    rows = rated.values("creator").annotate(mean=Avg("stars"), count=Count("pk")).order_by()
    return {row["creator"]: (row["mean"], row["count"]) for row in rows}


def _barred_until(creator: Creator, days: dt.timedelta) -> dt.datetime | None:
    missed = of_person(creator).filter(status=Status.MISSED).order_by("-closed_at").first()
    until = missed.closed_at + days if missed and missed.closed_at else None
    return until if until is not None and until > clock.now() else None


def _whole() -> QuerySet[Sample]:
    return Sample.objects.select_related(
        "offer", "product", "variant", "seller", "creator__user", "order__group", "appeal"
    )


def _open_offers() -> QuerySet[SampleOffer]:
    offers = SampleOffer.objects.filter(closed_at=None).select_related("plan", "product", "seller")
    return _running(offers, "plan__")


def _running(rows: QuerySet, prefix: str = "") -> QuerySet:  # type: ignore[type-arg]
    now = clock.now()
    return rows.filter(
        Q(**{f"{prefix}ended_at": None}) | Q(**{f"{prefix}ended_at__gt": now}),
        Q(**{f"{prefix}ends_at": None}) | Q(**{f"{prefix}ends_at__gt": now}),
        **{f"{prefix}starts_at__lte": now},
    )


def _allowed(creator: Creator) -> Q:
    own = Participation.objects.filter(
        creator=creator, status__in=[Participation.Status.ACTIVE, Participation.Status.INVITED]
    )
    return Q(plan__kind=Plan.Kind.OPEN, plan__needs_approval=False) | Q(plan__in=own.values("plan"))
