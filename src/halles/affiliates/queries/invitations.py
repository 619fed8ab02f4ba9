"""Invitations beside the open plans of their shop: an invitation never pays less than those would."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from halles.affiliates.models import Participation, Plan, Rate
from halles.affiliates.queries.plans import (
    facts_of,
    list_product_of_shop_plan,
    list_products_to_compare,
    participant,
    running,
)
from halles.affiliates.queries.terms import PAIRS_MAX, terms_for
from halles.affiliates.rates import rate_for
from halles.catalog.models import Product
from halles.kit import clock
from halles.sellers.models import Seller

LISTED_MAX = 20
LOOKED_AT_MAX = 1_000
Status = Participation.Status


@dataclass(frozen=True)
class Invited:
    """A running invitation with what it pays by itself; without a product it is for the whole shop."""

    part: Participation
    rate_bps: int

    @property
    def product(self) -> Product | None:
        """What it is for."""
        return self.part.plan.product


@dataclass(frozen=True)
class Lifted:
    """What an invitation pays because an open plan pays more now; without a product for the whole shop."""

    product: Product | None
    rate_bps: int


def list_invited(seller: Seller, product_id: uuid.UUID | None = None) -> list[Invited]:
    """The shop's running invitations that an open plan for this product (None: for any of its goods) would lift where
    it pays more, the lowest rate first; at most 20."""
    rows = _running(seller.pk, product_id, [Status.INVITED, Status.ACTIVE])
    return sorted((Invited(part, _own_bps(part)) for part in rows), key=lambda one: one.rate_bps)[:LISTED_MAX]


def list_lifted(part: Participation) -> list[Lifted]:
    """For which goods a running invitation pays more than its own rate now, the highest first; at most 20."""
    plan = part.plan
    if plan.kind != Plan.Kind.TARGETED or part.status not in {Status.INVITED, Status.ACTIVE}:
        return []
    if plan.ended_at is not None or (plan.ends_at is not None and plan.ends_at <= clock.now()):
        return []
    products = [plan.product_id] if plan.product_id else list_products_to_compare(plan.seller)
    pairs = [(part.creator_id, one) for one in products]
    terms = terms_for(pairs, content_kind=plan.content_kind, is_open_only=True)
    own_bps = _own_bps(part)
    more = {pair[1]: one.offered.rate_bps for pair, one in terms.items() if one.offered.rate_bps > own_bps}
    # The shop's open plan speaks for all that has none of its own.
    of_one = Plan.objects.filter(pk__in={one.plan_id for one in terms.values()}, product__isnull=False)
    named = set(of_one.values_list("product", flat=True)) | {plan.product_id}
    goods = Product.objects.in_bulk([key for key in more if key in named])
    found = [Lifted(goods.get(key), rate_bps) for key, rate_bps in more.items()]
    return sorted(found, key=lambda one: -one.rate_bps)[:LISTED_MAX]


def list_lifted_by(rate: Rate) -> list[Participation]:
    """Who takes part by an invitation and is paid more than it says from this rate of an open plan on, with their
    people; at most 1,000."""
    plan = rate.plan
    if plan.kind != Plan.Kind.OPEN:
        return []
    parts = [
        part
        for part in _running(plan.seller_id, plan.product_id, [Status.ACTIVE])
        if "any" in {plan.content_kind, part.plan.content_kind} or plan.content_kind == part.plan.content_kind
    ]
    fallback = list_product_of_shop_plan(plan.seller) if plan.product_id is None else []
    about = {part.pk: plan.product_id or part.plan.product_id or next(iter(fallback), None) for part in parts}
    pairs = [(part.creator_id, product_id) for part in parts if (product_id := about[part.pk]) is not None]
    terms = terms_for(pairs[:PAIRS_MAX], is_open_only=True)
    found = []
    for part in parts:
        product_id = about[part.pk]
        term = terms.get((part.creator_id, product_id)) if product_id else None
        if term and term.plan_id == plan.pk and term.offered.rate_bps == rate.rate_bps > _own_bps(part):
            found.append(part)
    return found


def _running(seller_id: uuid.UUID, product_id: uuid.UUID | None, statuses: Sequence[str]) -> list[Participation]:
    now = clock.now()
    about = Q(plan__product=None) | Q(plan__product=product_id) if product_id else Q()
    rows = Participation.objects.filter(
        about, running(now, "plan__"), plan__seller=seller_id, plan__kind=Plan.Kind.TARGETED, status__in=statuses
    )
    whole = rows.select_related("plan__product", "plan__seller__owner", "creator__user").prefetch_related("plan__rates")
    return list(whole.order_by("pk")[:LOOKED_AT_MAX])


def _own_bps(part: Participation) -> int:
    return rate_for(facts_of(part.plan), participant(part), clock.now())
