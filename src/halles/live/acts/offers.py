"""Flash deals and price drops of a show: `promotions` decides, the chain records, the room is told.

Locks: the deal, then its act, then the session; so the show's status is read without a lock.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.db import transaction

from halles.live.acts import chain, prepared
from halles.live.acts.access import require_in_bag, require_live, require_open, require_own_shop, variant_of
from halles.live.acts.errors import ActUnknown
from halles.live.models import LiveSession, PreparedDeal, ShowAct
from halles.promotions import services as promotions
from halles.promotions.models import FlashDeal
from halles.users.models import User

REFERENCE = "live_session"


@dataclass(frozen=True)
class OfferDraft:
    """An offer of a show, in minor units of the show's market. With `steps` of (claims, price) a price drop."""

    variant_id: uuid.UUID
    price_minor: int
    quota: int
    per_customer_max: int = 1
    countdown_seconds: int = 10
    duration_seconds: int = 300
    steps: tuple[tuple[int, int], ...] = ()
    title: str = ""


@transaction.atomic
def create_offer(session: LiveSession, draft: OfferDraft, *, by: User) -> FlashDeal:
    """A planned offer with a product of the bag, seen by hosts alone. Refuses live.not_in_bag, live.not_your_shop and
    what promotions.create_deal refuses."""
    require_open(session)
    variant = variant_of(draft.variant_id)
    require_in_bag(session, variant.product_id)
    require_own_shop(session, variant.product.seller_id, by)
    wanted = promotions.DealDraft(
        reference_kind=REFERENCE,
        reference_id=session.pk,
        variant_id=variant.pk,
        market=session.market,
        price_minor=draft.price_minor,
        quota=draft.quota,
        per_customer_max=draft.per_customer_max,
        countdown_seconds=draft.countdown_seconds,
        duration_seconds=draft.duration_seconds,
        steps=draft.steps,
    )
    return _create(session, wanted, title=draft.title, by=by)


@transaction.atomic
def begin_prepared(session: LiveSession, prepared_id: uuid.UUID, *, by: User, is_open: bool = False) -> FlashDeal:
    """Begin the countdown of a deal that a shop prepared for this creator's shows, or open it at once; on the shop's
    terms, whoever runs the show. Refuses live.not_live, live.not_in_bag, live.act_unknown, live.prepared_over,
    live.prepared_elsewhere, and what promotions.create_deal and announce_deal refuse."""
    require_live(session)
    one, wanted = prepared.take_prepared(session, prepared_id)
    require_in_bag(session, one.variant.product_id)
    deal = _create(session, wanted, title="", by=by)
    one.status, one.deal = PreparedDeal.Status.BEGUN, deal
    one.save(update_fields=["status", "deal"])
    return open_offer(session, deal.pk) if is_open else announce_offer(session, deal.pk)


@transaction.atomic
def announce_offer(session: LiveSession, deal_id: uuid.UUID) -> FlashDeal:
    """Begin the countdown before everybody's eyes. Refuses live.not_live and what promotions.announce_deal refuses."""
    require_live(session)
    _require_here(session, deal_id)
    deal = promotions.announce_deal(deal_id)
    _write_down(deal_id)
    return deal


@transaction.atomic
def open_offer(session: LiveSession, deal_id: uuid.UUID) -> FlashDeal:
    """Open now, announced or not. Refuses as announce_offer does."""
    require_live(session)
    _require_here(session, deal_id)
    deal = promotions.open_deal(deal_id)
    _write_down(deal_id)
    return deal


@transaction.atomic
def end_offer(session: LiveSession, deal_id: uuid.UUID) -> FlashDeal:
    """End now; promises stand. Called off when it has not opened yet."""
    _require_here(session, deal_id)
    deal = promotions.refresh_deal(deal_id)
    if deal.status in (FlashDeal.Status.DRAFT, FlashDeal.Status.ANNOUNCED):
        deal = promotions.cancel_deal(deal_id)
        prepared.put_back(deal_id)
    else:
        deal = promotions.end_deal(deal_id)
    _write_down(deal_id)
    return deal


@transaction.atomic
def follow_offer(deal_id: uuid.UUID) -> None:
    """Bring the deal in line with the clock, write down what has happened since, and tell the room if it changed."""
    promotions.refresh_deal(deal_id)
    _write_down(deal_id)


def _create(session: LiveSession, wanted: promotions.DealDraft, *, title: str, by: User) -> FlashDeal:
    deal = promotions.create_deal(wanted, by=by)
    kind = ShowAct.Kind.PRICE_DROP if wanted.steps else ShowAct.Kind.FLASH_DEAL
    ShowAct.objects.create(id=deal.pk, session=session, kind=kind, title=title, created_by=by)
    return deal


def _require_here(session: LiveSession, deal_id: uuid.UUID) -> None:
    kinds = [ShowAct.Kind.FLASH_DEAL, ShowAct.Kind.PRICE_DROP]
    if not ShowAct.objects.filter(pk=deal_id, session=session, kind__in=kinds).exists():
        raise ActUnknown


def _write_down(deal_id: uuid.UUID) -> None:
    is_new = chain.record_offer(deal_id)
    if is_new or ShowAct.objects.filter(pk=deal_id, is_stale=True).exists():
        chain.tell(deal_id)
