"""The product marketplace: what creators can earn, by sale and by click."""

from __future__ import annotations

import base64
import binascii
import statistics
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from halles.affiliates.deciding import BPS
from halles.affiliates.models import MarketplaceEntry, Participation, Plan
from halles.affiliates.queries.plans import running
from halles.affiliates.queries.terms import Term, terms_for
from halles.catalog.categories import codes_under
from halles.catalog.queries import ProductCard, list_cards
from halles.creators.errors import NotSelling
from halles.creators.models import Creator
from halles.creators.queries import sells_for_others
from halles.kit import clock
from halles.kit.pages import PAGE_SIZE, Page
from halles.markets.affiliate_rules import WITH_TAX
from halles.markets.market import Market
from halles.markets.taxes import without_tax
from halles.sellers.models import SellerStaff

BY_SALE, BY_CLICK, BY_RATE = "sale", "click", "rate"
ORDERS = {BY_SALE: "earn_minor", BY_CLICK: "earn_per_1000_minor", BY_RATE: "rate_bps"}
WORDS_MAX = 5
# Of fewer shops than this, a shop could reckon out what another pays.
SHOPS_MIN = 10


@dataclass(frozen=True)
class Wish:
    """What somebody looks for: every part given narrows it."""

    text: str = ""
    category: str = ""
    rate_bps_min: int = 0
    order: str = BY_SALE


@dataclass(frozen=True)
class Chance:
    """A product with what one sale earns this creator, in minor units of the price, and how they stand: `status` of
    their part, or ""."""

    entry: MarketplaceEntry
    card: ProductCard
    term: Term | None
    earn_minor: int
    status: str
    participation_id: uuid.UUID | None

    @property
    def is_by_other_plan(self) -> bool:
        """Whether another plan than the open one counts for them: an invitation, or one whose rate they keep."""
        return self.term is not None and self.term.plan_id != self.entry.plan_id

    @property
    def earn_per_100_minor(self) -> int:
        """What a hundred clicks would earn them, in minor units of the price."""
        return self.entry.earn_per_1000_minor * self.earn_minor // (max(self.entry.earn_minor, 1) * 10)


@dataclass(frozen=True)
class Usual:
    """What the plans of a market pay, in basis points; `shop_count` 0: the market file's own estimate."""

    low_bps: int
    middle_bps: int
    high_bps: int
    shop_count: int


def search_marketplace(
    wish: Wish, *, creator: Creator, market: Market, language: str, cursor: str | None = None
) -> Page[Chance]:
    """Products with an open plan in this market, the best earning first; the creator's own shops are left out.

    Four statements and one along an index, whatever the size. Refuses catalog.unknown_category, and to who has no leave
    to earn creators.not_selling: a shop's own profile is the shop, and no shop reads another's rates.
    """
    if not sells_for_others(creator):
        raise NotSelling
    found, next_cursor = find_entries(wish, creator=creator, market=market.code, cursor=cursor)
    cards = list_cards([entry.product_id for entry in found], market=market.code, language=language)
    parts, terms = _standing(creator, found)
    chances = [
        Chance(
            entry,
            cards[entry.product_id],
            terms.get(entry.product_id),
            _earned(entry, terms.get(entry.product_id), market),
            *_status(parts.get(entry.plan_id)),
        )
        for entry in found
        if entry.product_id in cards
    ]
    return Page(chances, next_cursor)


def find_entries(
    wish: Wish, *, creator: Creator, market: str, cursor: str | None = None, size: int = PAGE_SIZE
) -> tuple[list[MarketplaceEntry], str | None]:
    """One page of entries and the cursor of the next; an unreadable cursor begins at the top."""
    field = ORDERS.get(wish.order, ORDERS[BY_SALE])
    rows = MarketplaceEntry.objects.filter(market=market).select_related("plan", "product")
    if wish.category:
        rows = rows.filter(category__in=codes_under(wish.category))
    if wish.rate_bps_min:
        rows = rows.filter(rate_bps__gte=wish.rate_bps_min)
    for word in wish.text.lower().split()[:WORDS_MAX]:
        rows = rows.filter(words__contains=word[:40])
    own = _own_shops(creator)
    if own:
        rows = rows.exclude(seller__in=own)
    after = _read(cursor)
    if after is not None:
        value, key = after
        rows = rows.filter(Q(**{f"{field}__lt": value}) | Q(**{field: value, "pk__lt": key}))
    found = list(rows.order_by(f"-{field}", "-pk")[: size + 1])
    more = len(found) > size
    found = found[:size]
    return found, _write(getattr(found[-1], field), found[-1].pk) if more else None


def usual_rates(market: Market) -> Usual:
    """What the shops of a market pay in open plans today: the lowest quarter, the middle, the highest quarter.

    Each shop counts once, by the middle of its plans, so that its own plans move nothing; below 10 shops the market
    file's estimate."""
    plans = Plan.objects.filter(running(clock.now()), kind=Plan.Kind.OPEN, seller__market=market.code)
    newest = plans.order_by("pk", "-rates__from_at").distinct("pk").values_list("seller", "rates__rate_bps")
    by_shop: dict[uuid.UUID, list[int]] = {}
    for seller_id, rate_bps in newest[:20_000]:
        if rate_bps is not None:
            by_shop.setdefault(seller_id, []).append(rate_bps)
    rates = sorted(statistics.median_low(some) for some in by_shop.values())
    if len(rates) < SHOPS_MIN:
        told = market.affiliates.usual_rates
        return Usual(told.low_bps, told.middle_bps, told.high_bps, 0)
    last = len(rates) - 1
    return Usual(rates[last // 4], rates[last // 2], rates[last * 3 // 4], len(rates))


def _standing(
    creator: Creator, entries: Sequence[MarketplaceEntry]
) -> tuple[dict[uuid.UUID, Participation], dict[uuid.UUID, Term]]:
    if not entries:
        return {}, {}
    parts = Participation.objects.filter(creator=creator, plan__in=[entry.plan_id for entry in entries])
    terms = terms_for([(creator.pk, entry.product_id) for entry in entries])
    return {part.plan_id: part for part in parts}, {pair[1]: term for pair, term in terms.items()}


def base_minor(price_minor: int, market: Market, tax_class: str) -> int:
    """What a rate is taken of when one piece is sold at a price today, as the market has it."""
    if market.affiliates.base == WITH_TAX:
        return price_minor
    return without_tax(market, price_minor, tax_class, clock.now().date())


def _earned(entry: MarketplaceEntry, term: Term | None, market: Market) -> int:
    """By their own rate, which an invitation or a lock may keep above a newcomer's."""
    if term is None or term.offered.rate_bps == entry.rate_bps:
        return entry.earn_minor
    return base_minor(entry.price_minor, market, entry.product.tax_class) * term.offered.rate_bps // BPS


def _status(part: Participation | None) -> tuple[str, uuid.UUID | None]:
    return (part.status, part.pk) if part else ("", None)


def _own_shops(creator: Creator) -> list[uuid.UUID]:
    return list(SellerStaff.objects.filter(user=creator.user_id).values_list("seller", flat=True))


def _write(value: int, key: int) -> str:
    return base64.urlsafe_b64encode(f"{value}|{key}".encode()).decode().rstrip("=")


def _read(cursor: str | None) -> tuple[int, int] | None:
    try:
        value, key = base64.urlsafe_b64decode((cursor or "")[:80] + "==").decode().split("|")
        return int(value), int(key)
    except (ValueError, binascii.Error):
        return None
