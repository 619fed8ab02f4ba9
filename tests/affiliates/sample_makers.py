"""Samples as plain as a test needs them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from halles.affiliates.models import Plan, Sample, SampleOffer
from halles.affiliates.queries.samples import Standing, standing_of
from halles.affiliates.services import samples
from halles.affiliates.services.samples import OfferDraft, Request
from halles.affiliates.services.samples.sending import send_sample
from halles.catalog.models import Variant
from halles.creators.models import Creator
from halles.fulfillment.services import poll_tracking
from halles.kit import clock
from halles.orders.services import release_due
from tests.affiliates.plan_makers import make_open_plan
from tests.creators.makers import make_creator
from tests.fulfillment.makers import make_package
from tests.orders.makers import make_variant
from tests.users.makers import make_address_data

# Promises are kept by the database's own clock, so a sample is approved now; what comes later is travelled to.
START = clock.now().replace(microsecond=0)


def standing_with_sales(creator: Creator) -> Standing:
    """Where the creator stands, with three lines sold lately whatever the truth."""
    return replace(standing_of(creator), sales_count=3)


def make_offer(variant: Variant | None = None, **changes: Any) -> SampleOffer:
    """Three pieces for whoever takes part in an open plan of the variant's shop."""
    variant = variant or make_variant()
    plan = changes.pop("plan", None) or make_open_plan(variant)
    facts: dict[str, Any] = {"plan_id": plan.pk, "product_id": variant.product_id, "piece_max": 3}
    return samples.open_offer(variant.seller, OfferDraft(**{**facts, **changes}))


def make_request(offer: SampleOffer, **changes: Any) -> Request:
    variant = Variant.objects.filter(product=offer.product_id).first()
    assert variant is not None
    return Request(**{"variant_id": variant.pk, "ship_to": make_address_data(), "words": "", **changes})


def make_asked(creator: Creator | None = None, offer: SampleOffer | None = None) -> Sample:
    offer = offer or make_offer()
    return samples.ask(creator or make_creator(), offer.pk, make_request(offer))


def make_asked_plainly(creator: Creator, variant: Variant, *, plan: Plan) -> Sample:
    """A request that waits, whatever its creator has sold."""
    now = clock.now()
    offer = SampleOffer.objects.create(
        plan=plan, seller=variant.seller, product=variant.product, piece_max=2, created_at=now
    )
    return Sample.objects.create(
        offer=offer,
        creator=creator,
        seller=variant.seller,
        product=variant.product,
        variant=variant,
        market="FR",
        ship_to=make_address_data().as_json(),
        asked_at=now,
        decide_by=now + dt.timedelta(days=7),
    )


def make_sent(sample: Sample) -> Sample:
    """Approved, ordered, and packed by the shop two hours later."""
    now = clock.now()
    samples.approve(sample.pk)
    assert send_sample(sample.pk)
    sample.refresh_from_db()
    with clock.travel(now + dt.timedelta(hours=2)):
        release_due()
        assert sample.order is not None
        sample.order.refresh_from_db()
        make_package(sample.order)
    sample.refresh_from_db()
    return sample


def make_delivered(sample: Sample) -> Sample:
    """The carrier has said so, within the week after it was sent."""
    make_sent(sample)
    with clock.travel(clock.now() + dt.timedelta(days=7)):
        poll_tracking()
    sample.refresh_from_db()
    assert sample.status == "delivered", sample.status
    return sample
