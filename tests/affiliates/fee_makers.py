"""Fees as plain as a test needs them: a shop with money, a creator of its plan, an offer."""

from __future__ import annotations

import datetime as dt
from typing import Any

from halles.affiliates.models import Fee, Participation
from halles.affiliates.services import fees
from halles.affiliates.services.fees import FeeDraft
from halles.catalog.models import Variant
from halles.creators.models import Creator
from halles.kit import clock
from tests.affiliates.makers import make_creator, make_participation, make_plan
from tests.orders.makers import make_variant
from tests.payouts.makers import make_available


def draft(**changes: Any) -> FeeDraft:
    """200 euros for a video within two weeks."""
    facts: dict[str, Any] = {
        "amount_minor": 20_000,
        "currency": "EUR",
        "content_kind": "video",
        "due_on": clock.today("Europe/Paris") + dt.timedelta(days=14),
        "words": "One minute, at your own table",
    }
    return FeeDraft(**{**facts, **changes})


def make_part(variant: Variant | None = None, creator: Creator | None = None, **changes: Any) -> Participation:
    """A creator who takes part in the open plan for the variant's product."""
    variant = variant or make_variant()
    return make_participation(make_plan(variant.seller, product=variant.product), creator or make_creator(), **changes)


def make_fee(
    part: Participation | None = None, *, free_minor: int = 50_000, agreed: bool = False, **changes: Any
) -> Fee:
    """An offer of a shop that has 500 euros available; taken already where `agreed`."""
    part = part or make_part()
    if free_minor:
        make_available(part.plan.seller_id, free_minor)
    fee = fees.promise_fee(part.pk, draft(**changes))
    return fees.agree(fee.pk) if agreed else fee


def make_fee_plainly(part: Participation) -> Fee:
    """An offer as a row, whatever the shop has."""
    now = clock.now()
    return Fee.objects.create(
        number="F-0000000001",
        participation=part,
        creator_id=part.creator_id,
        seller_id=part.plan.seller_id,
        amount_minor=20_000,
        currency="EUR",
        content_kind="video",
        due_at=now + dt.timedelta(days=14),
        offered_at=now,
    )
