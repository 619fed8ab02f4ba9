"""A creator asks for a sample."""

from __future__ import annotations

import datetime as dt
import math
import uuid
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from halles.affiliates.errors import samples as errors
from halles.affiliates.errors.plans import OwnShop
from halles.affiliates.events.samples import SampleAsked
from halles.affiliates.models import Sample, SampleOffer
from halles.affiliates.models.samples import WORDS_LENGTH_MAX
from halles.affiliates.queries.samples import Asking, Standing, asking_about, get_offer, standing_of
from halles.affiliates.services.samples.locking import lock_sample, move
from halles.catalog.models import Variant
from halles.catalog.queries import list_buyable
from halles.creators.errors import CreatorNotFound, NotSelling
from halles.creators.models import Creator
from halles.kit import clock, rate_limits
from halles.kit.errors import Refusal
from halles.kit.events import emit
from halles.markets.queries import find_market_for_country, get_market
from halles.moderation.services import check_text
from halles.users.addresses import AddressData

Status = Sample.Status
# Each is a mail to the shop, also where it is taken back at once; more than may be open at a time.
ASKED_A_DAY_MAX = 60


@dataclass(frozen=True)
class Request:
    """Which variant, where to, and why: the address comes clean from the person's own."""

    variant_id: uuid.UUID
    ship_to: AddressData
    words: str = ""


@transaction.atomic
def ask(creator: Creator, offer_id: uuid.UUID, request: Request) -> Sample:
    """A request that the shop answers within the market's days; silence declines it. Emits SampleAsked.

    Refuses what `find_obstacle` names, affiliates.sample_not_sent_there, affiliates.sample_words_unwelcome, and
    kit.too_often.
    """
    # Two requests at once would both see the last open place: the rows of the person's profiles make them queue.
    own = Creator.objects.select_for_update(of=("self",), no_key=True).filter(user=creator.user_id).order_by("pk")
    creator = next(one for one in own if one.pk == creator.pk)
    offer = get_offer(offer_id)
    obstacle = find_obstacle(offer, creator, standing_of(creator), asking_about([offer], creator))
    if obstacle is not None:
        raise obstacle
    words = request.words.replace("\x00", "").strip()[:WORDS_LENGTH_MAX]
    if words and check_text(words, get_market(creator.market).language) == "held":
        raise errors.WordsUnwelcome
    market = find_market_for_country(request.ship_to.country)
    variant = Variant.objects.filter(pk=request.variant_id, product=offer.product_id).first()
    if market is None or variant is None or variant.pk not in list_buyable([variant.pk], market.code):
        raise errors.VariantNotSent
    rate_limits.take(f"sample-ask:{creator.user_id}", limit=ASKED_A_DAY_MAX, per_seconds=24 * 3600)
    now = clock.now()
    try:
        with transaction.atomic():
            sample = Sample.objects.create(
                offer=offer,
                creator=creator,
                seller_id=offer.seller_id,
                product_id=offer.product_id,
                variant=variant,
                market=market.code,
                ship_to=request.ship_to.as_json(),
                words=words,
                asked_at=now,
                decide_by=now + dt.timedelta(days=get_market(creator.market).samples.decide_days),
            )
    except IntegrityError as twin:
        raise errors.AskedAlready from twin
    emit(SampleAsked(sample.pk))
    return sample


@transaction.atomic
def withdraw(sample_id: uuid.UUID) -> Sample:
    """The creator takes a request back before it is decided. Refuses affiliates.sample_not_asked."""
    sample = lock_sample(sample_id)
    if sample.status != Status.ASKED:
        raise errors.NotAskedAnyMore(status_text=sample.get_status_display())
    move(sample, Status.WITHDRAWN)
    sample.closed_at = clock.now()
    sample.save(update_fields=["status", "closed_at"])
    return sample


def find_obstacle(offer: SampleOffer, creator: Creator, standing: Standing, asking: Asking) -> Refusal | None:
    """The first thing that keeps this creator from asking for this sample now, as the refusal it would be; or None.
    `asking` has what is known about this offer and others; no statement of its own."""
    if creator.status != Creator.Status.ACTIVE:
        return CreatorNotFound()
    if creator.seller_id is not None:
        return errors.NotForShops()
    if standing.selling == "none":
        return NotSelling()
    if offer.seller_id in asking.own_shops:
        return OwnShop()
    if offer.pk not in asking.allowed:
        return errors.NotInPlan()
    is_used_up = asking.given.get(offer.pk, 0) >= offer.piece_max
    return (
        _against_rules(offer, creator, standing, is_chosen=offer.plan_id in asking.chosen_plans)
        or _asked_before(offer, creator, standing, asking)
        or (errors.OfferUsedUp() if is_used_up else None)
    )


def _against_rules(offer: SampleOffer, creator: Creator, standing: Standing, *, is_chosen: bool) -> Refusal | None:
    if standing.follower_count < offer.followers_min:
        return errors.FollowersMissing(needed=offer.followers_min, count=standing.follower_count)
    rules = get_market(creator.market).samples
    # Whom the shop has chosen itself needs no history, but what the offer asks of everybody.
    needed = max(offer.sales_min, 0 if is_chosen else rules.history_sales_min)
    if standing.sales_count < needed:
        return errors.HistoryMissing(needed=needed, days=rules.history_days, count=standing.sales_count)
    return None


def _asked_before(offer: SampleOffer, creator: Creator, standing: Standing, asking: Asking) -> Refusal | None:
    now = clock.now()
    if standing.barred_until is not None:
        return errors.AskAgainLater(days=_days(standing.barred_until - now))
    if standing.open_count >= standing.open_max:
        return errors.TooManyRequests(count_max=standing.open_max)
    earlier = asking.earlier.get(offer.product_id, ())
    # After one that was excused because it came broken, another may be asked for.
    if any(status in {*Sample.OPEN, Status.POSTED, Status.MISSED} for status, _decided_at in earlier):
        return errors.AskedAlready()
    pause = dt.timedelta(days=get_market(creator.market).samples.ask_again_days)
    said_no = [at for status, at in earlier if status == Status.DECLINED and at is not None and at > now - pause]
    return errors.AskAgainLater(days=_days(max(said_no) + pause - now)) if said_no else None


def _days(span: dt.timedelta) -> int:
    return math.ceil(span / dt.timedelta(days=1))
