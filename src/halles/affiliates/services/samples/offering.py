"""What a shop offers to those who sell for it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from halles.affiliates.errors import samples as errors
from halles.affiliates.models import Plan, SampleOffer
from halles.affiliates.models.samples import WORDS_LENGTH_MAX
from halles.affiliates.queries.samples import count_given, list_plans_to_offer
from halles.affiliates.services.samples.locking import lock_offer
from halles.catalog.models import Product
from halles.kit import clock
from halles.sellers.models import Seller

PIECES_MAX = 1_000


@dataclass(frozen=True)
class OfferDraft:
    """So many pieces of a product of a plan, for creators with so many followers and lines sold."""

    plan_id: uuid.UUID
    product_id: uuid.UUID
    piece_max: int
    followers_min: int = 0
    sales_min: int = 0
    words: str = ""


@transaction.atomic
def open_offer(seller: Seller, draft: OfferDraft) -> SampleOffer:
    """Offer samples to those whom the plan allows. Refuses affiliates.offer_wrong, affiliates.offered_already."""
    plan = next((plan for plan in list_plans_to_offer(seller) if plan.pk == draft.plan_id), None)
    words = draft.words.replace("\x00", "").strip()
    numbers_ok = 1 <= draft.piece_max <= PIECES_MAX and draft.followers_min >= 0 and draft.sales_min >= 0
    if plan is None or not numbers_ok or len(words) > WORDS_LENGTH_MAX or not _is_of(plan, draft.product_id):
        raise errors.OfferWrong(count_max=PIECES_MAX)
    try:
        with transaction.atomic():
            return SampleOffer.objects.create(
                plan=plan,
                seller=seller,
                product_id=draft.product_id,
                piece_max=draft.piece_max,
                followers_min=draft.followers_min,
                sales_min=draft.sales_min,
                words=words,
                created_at=clock.now(),
            )
    except IntegrityError as twin:
        raise errors.OfferedAlready from twin


@transaction.atomic
def resize_offer(offer_id: uuid.UUID, *, piece_max: int) -> SampleOffer:
    """Offer more pieces, or fewer. Refuses affiliates.offer_wrong, affiliates.pieces_below_given."""
    offer = lock_offer(offer_id)
    if not 1 <= piece_max <= PIECES_MAX or offer.closed_at is not None:
        raise errors.OfferWrong(count_max=PIECES_MAX)
    given = count_given(offer)
    if piece_max < given:
        raise errors.PiecesBelowGiven(count=given)
    offer.piece_max = piece_max
    offer.save(update_fields=["piece_max"])
    return offer


@transaction.atomic
def close_offer(offer_id: uuid.UUID) -> SampleOffer:
    """Nobody new may ask; requests that wait are still decided. Closing twice is closing once."""
    offer = lock_offer(offer_id)
    if offer.closed_at is None:
        offer.closed_at = clock.now()
        offer.save(update_fields=["closed_at"])
    return offer


def _is_of(plan: Plan, product_id: uuid.UUID) -> bool:
    if plan.product_id is not None:
        return plan.product_id == product_id
    return Product.objects.filter(pk=product_id, seller=plan.seller_id, status="active").exists()
