"""Making an offer, and its life by the database's clock. Locks: the deal, its promises, then the stock."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from halles.catalog.queries import SaleFact, list_sale_facts
from halles.inventory import services as inventory
from halles.kit import transactions
from halles.kit.money import format_money
from halles.kit.statements import fetch
from halles.markets.live_rules import LiveRules
from halles.markets.market import Market
from halles.markets.queries import get_market
from halles.promotions import errors
from halles.promotions.models import FlashDeal, PricePromise, WaitlistPlace
from halles.promotions.queries import ShownLow, database_now, get_deal, low_before
from halles.sellers.queries import find_seller
from halles.users.models import User

STOCK_KIND = "flash_deal"
PER_CUSTOMER_MAX = 20
STEPS_MAX = 10
BATCH_SIZE = 200
Kind, Status = FlashDeal.Kind, FlashDeal.Status


@dataclass(frozen=True)
class DealDraft:
    """An offer to make. `steps` of (claims, price_minor) make it a price drop that begins at `price_minor`."""

    reference_kind: str
    reference_id: uuid.UUID
    variant_id: uuid.UUID
    market: str
    price_minor: int
    quota: int
    per_customer_max: int = 1
    countdown_seconds: int = 10
    duration_seconds: int = 300
    steps: tuple[tuple[int, int], ...] = ()


def create_deal(draft: DealDraft, *, by: User) -> FlashDeal:
    """A draft of an offer, held against the market's rules and the price history; nothing is reserved yet.

    Refuses promotions.out_of_range, steps_wrong, not_sold_here, not_lower and, where the market says so, not_below_low
    and score_too_low.
    """
    market, facts, low = _checked(draft)
    assert facts.amount_minor is not None
    return FlashDeal.objects.create(
        kind=Kind.DROP if draft.steps else Kind.FLASH,
        reference_kind=draft.reference_kind,
        reference_id=draft.reference_id,
        seller_id=facts.seller_id,
        variant_id=draft.variant_id,
        market=market.code,
        currency=market.currency,
        list_minor=facts.amount_minor,
        price_minor=draft.price_minor,
        steps=[{"claims": claims, "price_minor": price} for claims, price in draft.steps],
        low_minor=low.amount_minor,
        low_days=low.days,
        quota=draft.quota,
        per_customer_max=draft.per_customer_max,
        countdown_seconds=draft.countdown_seconds,
        duration_seconds=draft.duration_seconds,
        promise_seconds=market.live.promise_minutes * 60,
        waitlist_seconds=market.live.waitlist_minutes * 60,
        account_age_seconds_min=market.live.account_age_minutes_min * 60,
        device_customers_max=market.live.device_customers_max,
        lapses_max=market.live.lapses_max,
        created_by=by,
    )


def check_deal(draft: DealDraft) -> None:
    """Whether `create_deal` would take it as things stand now: refuses what it refuses, writes nothing."""
    _checked(draft)


def require_score(seller_id: uuid.UUID, market: Market) -> None:
    """Refuse promotions.score_too_low below the market's score; a shop without a score yet is let through."""
    needed = market.scores.flash_deal_shop_min
    seller = find_seller(seller_id)
    score = seller.score_hundredths if seller else None
    if score is not None and score < needed:
        raise errors.ScoreTooLow(needed=f"{needed / 100:.2f}", score=f"{score / 100:.2f}")


def announce_deal(deal_id: uuid.UUID) -> FlashDeal:
    """Begin the countdown; the pieces are kept from now on. Refuses promotions.deal_moved, promotions.already_running
    and inventory.sold_out."""
    deal = _lock(deal_id)
    if deal.status != Status.DRAFT:
        raise errors.DealMoved
    now = database_now()
    deal.status, deal.announced_at = Status.ANNOUNCED, now
    deal.opens_at = now + dt.timedelta(seconds=deal.countdown_seconds)
    deal.ends_at = deal.opens_at + dt.timedelta(seconds=deal.duration_seconds)
    try:
        with transaction.atomic():
            deal.save(update_fields=["status", "announced_at", "opens_at", "ends_at"])
    except IntegrityError as twin:
        raise errors.AlreadyRunning from twin
    # Its variant must not be sold from under it; stock comes last, since rivals wait for it.
    inventory.reserve({deal.variant_id: deal.quota}, reference=stock_of(deal.pk), until=None)
    return deal


def open_deal(deal_id: uuid.UUID) -> FlashDeal:
    """Open at once, whatever is left of the countdown; announces a draft first. Refuses as announce_deal does."""
    deal = _lock(deal_id)
    if deal.status == Status.DRAFT:
        deal = announce_deal(deal_id)
    deal = _refreshed(deal_id)
    if deal.status == Status.OPEN:
        return deal
    if deal.status != Status.ANNOUNCED:
        raise errors.DealMoved
    now = database_now()
    deal.opens_at, deal.ends_at = now, now + dt.timedelta(seconds=deal.duration_seconds)
    deal.save(update_fields=["opens_at", "ends_at"])
    return _refreshed(deal_id)


def end_deal(deal_id: uuid.UUID) -> FlashDeal:
    """End now: no more claims, what nobody claimed is on sale again, promises stand until their deadline.

    Ending twice changes nothing. Refuses promotions.deal_moved for what never opened.
    """
    deal = _refreshed(deal_id)
    if deal.status == Status.OPEN:
        deal.ends_at = database_now()
        deal.save(update_fields=["ends_at"])
        # What was to be paid after the end may be paid now.
        PricePromise.objects.filter(reference_id=deal.pk, status="open", usable_from__isnull=False).update(
            usable_from=deal.ends_at, until=deal.ends_at + dt.timedelta(seconds=deal.promise_seconds)
        )
    elif deal.status != Status.ENDED:
        raise errors.DealMoved
    return _settle(deal_id)


def cancel_deal(deal_id: uuid.UUID) -> FlashDeal:
    """Call off an offer that has not opened; its pieces are on sale again. Refuses promotions.deal_moved."""
    deal = _refreshed(deal_id)
    if deal.status not in (Status.DRAFT, Status.ANNOUNCED):
        raise errors.DealMoved
    was_announced = deal.status == Status.ANNOUNCED
    deal.status = Status.CANCELED
    deal.save(update_fields=["status"])
    return _settle(deal_id) if was_announced else deal


def refresh_deal(deal_id: uuid.UUID) -> FlashDeal:
    """The deal as the clock has it: open or over, lapsed promises gone to those who wait, idle pieces on sale."""
    return _settle(deal_id)


def keep_on_time(*, limit: int = BATCH_SIZE) -> int:
    """The same for every deal for which something is due, each in a transaction of its own; how many. None open."""
    now = database_now()
    lapsed = PricePromise.objects.filter(deal=OuterRef("pk"), status="open", until__lte=now)
    due = FlashDeal.objects.filter(
        Q(status=Status.ANNOUNCED, opens_at__lte=now)
        | Q(status=Status.OPEN, ends_at__lte=now)
        | Q(status__in=[Status.ENDED, Status.CANCELED], settled_at=None, ends_at__isnull=False)
        | Q(Exists(lapsed))
    )
    found = list(due.order_by("ends_at").values_list("pk", flat=True)[:limit])
    transactions.run_each(_settle, found)
    return len(found)


def stock_of(deal_id: uuid.UUID) -> inventory.Reference:
    """Under which name inventory keeps the pieces of a deal."""
    return inventory.Reference(STOCK_KIND, deal_id)


def _lock(deal_id: uuid.UUID) -> FlashDeal:
    deal = FlashDeal.objects.select_for_update(no_key=True).filter(pk=deal_id).first()
    if deal is None:
        raise errors.DealUnknown
    return deal


def _refreshed(deal_id: uuid.UUID) -> FlashDeal:
    fetch("SELECT (promotions_refresh(%s, clock_timestamp())).id", [deal_id])
    return get_deal(deal_id)


def _settle(deal_id: uuid.UUID) -> FlashDeal:
    """Refresh, and once it is over put on sale what is promised to nobody."""
    deal = _refreshed(deal_id)
    if deal.status not in (Status.ENDED, Status.CANCELED):
        return deal
    kept, promised = fetch("SELECT kept, promised FROM promotions_idle(%s)", [deal_id])[0]
    if kept > promised:
        inventory.let_go(stock_of(deal_id), deal.variant_id, kept - promised)
    if promised == 0 and deal.settled_at is None:
        deal.settled_at = database_now()
        deal.save(update_fields=["settled_at"])
        WaitlistPlace.objects.filter(deal=deal, promise=None, left_at=None).update(left_at=deal.settled_at)
    return deal


def _checked(draft: DealDraft) -> tuple[Market, SaleFact, ShownLow]:
    market = get_market(draft.market)
    _require_range(draft, market.live)
    facts = list_sale_facts([draft.variant_id], market.code)
    if not facts or not facts[0].is_buyable:
        raise errors.NotSoldHere
    require_score(facts[0].seller_id, market)
    public = facts[0].amount_minor
    assert public is not None
    if draft.price_minor >= public or draft.price_minor <= 0:
        raise errors.NotLower(current=_written(public, market.currency))
    low = low_before(draft.variant_id, market.code, database_now())
    is_below = low.amount_minor is None or draft.price_minor < low.amount_minor
    if market.live.price_guard == "refuse" and not is_below:
        assert low.amount_minor is not None
        raise errors.NotBelowLow(days=low.days, low=_written(low.amount_minor, market.currency))
    return market, facts[0], low


def _require_range(draft: DealDraft, rules: LiveRules) -> None:
    _require(
        _("seconds of countdown"), draft.countdown_seconds, rules.countdown_seconds_min, rules.countdown_seconds_max
    )
    _require(_("seconds"), draft.duration_seconds, rules.duration_seconds_min, rules.duration_seconds_max)
    _require(_("pieces"), draft.quota, 1, rules.quota_max)
    _require(_("pieces per person"), draft.per_customer_max, 1, min(draft.quota, PER_CUSTOMER_MAX))
    _require_steps(draft.steps, draft)


def _require(what: str, value: int, lowest: int, highest: int) -> None:
    if not lowest <= value <= highest:
        raise errors.OutOfRange(what=what, lowest=lowest, highest=highest)


def _require_steps(steps: Sequence[tuple[int, int]], draft: DealDraft) -> None:
    claims, price = 0, draft.price_minor
    for more, lower in steps:
        if not (claims < more <= draft.quota and 0 < lower < price) or len(steps) > STEPS_MAX:
            raise errors.StepsWrong
        claims, price = more, lower


def _written(amount_minor: int, currency: str) -> str:
    return format_money(amount_minor, currency, get_language() or "en")
