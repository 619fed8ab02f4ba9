"""Keeping the marketplace in step with plans, goods and prices."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from django.db import connection, transaction
from django.db.models import Prefetch

from halles.affiliates.deciding import BPS
from halles.affiliates.models import MarketplaceEntry, Plan
from halles.affiliates.queries.marketplace import base_minor
from halles.affiliates.queries.plans import facts_of, running
from halles.affiliates.rates import rate_for
from halles.catalog.models import Price, Product, Variant
from halles.kit import clock
from halles.markets.queries import all_markets
from halles.sellers.models import Seller

AT_ONCE = 500
# A product nobody clicked yet is reckoned with two sales in a hundred clicks, and its own clicks slowly outweigh that.
PRIOR_CLICKS = 100
PRIOR_SALES = 2
COUNTED_DAYS = 14
FIELDS = (
    "plan",
    "seller",
    "category",
    "words",
    "needs_approval",
    "rate_bps",
    "price_minor",
    "earn_minor",
    "earn_per_1000_minor",
    "updated_at",
)


def per_1000_clicks(earn_minor: int, clicks: int, sales: int) -> int:
    """What a thousand clicks earn, in minor units: the product's own share of clicks that bought, leaning on two in a
    hundred while there are few."""
    return 1000 * earn_minor * (sales + PRIOR_SALES) // (clicks + PRIOR_CLICKS)


@transaction.atomic
def refresh_products(product_ids: Sequence[uuid.UUID]) -> int:
    """Work out the entries of these products anew, at most 500 at once; returns how many stand there now."""
    # Two who refresh the same goods wait for each other, in one order; sales, which only point here, do not wait.
    locked = Product.objects.select_for_update(no_key=True).filter(pk__in=list(product_ids)[:AT_ONCE]).order_by("pk")
    wanted = list(locked.values_list("pk", flat=True))
    made = [entry for product in _products(wanted) for entry in _entries(product)]
    known = {(entry.product_id, entry.market): entry for entry in MarketplaceEntry.objects.filter(product__in=wanted)}
    for entry in made:
        old = known.pop((entry.product_id, entry.market), None)
        if old is not None:
            entry.click_count, entry.sale_count = old.click_count, old.sale_count
        entry.earn_per_1000_minor = per_1000_clicks(entry.earn_minor, entry.click_count, entry.sale_count)
    MarketplaceEntry.objects.filter(pk__in=[entry.pk for entry in known.values()]).delete()
    MarketplaceEntry.objects.bulk_create(
        made, update_conflicts=True, unique_fields=["product", "market"], update_fields=FIELDS
    )
    return len(made)


_COUNTS = """
WITH clicks AS (
    SELECT product_id, count(*) AS number FROM affiliates_touch
    WHERE at >= %(since)s AND product_id IS NOT NULL AND kind <> 'line' GROUP BY 1
), sales AS (
    SELECT line.product_id, count(*) AS number FROM affiliates_attribution made
    JOIN orders_orderline line ON line.id = made.line_id
    WHERE made.sold_at >= %(since)s AND made.creator_id IS NOT NULL GROUP BY 1
), counted AS (
    SELECT entry.id, COALESCE(clicks.number, 0) AS clicks, LEAST(COALESCE(sales.number, 0), COALESCE(clicks.number, 0))
        AS sales
    FROM affiliates_marketplaceentry entry
    LEFT JOIN clicks ON clicks.product_id = entry.product_id LEFT JOIN sales ON sales.product_id = entry.product_id
    WHERE clicks.number IS NOT NULL OR sales.number IS NOT NULL OR entry.click_count > 0
)
UPDATE affiliates_marketplaceentry entry
SET click_count = counted.clicks, sale_count = counted.sales,
    earn_per_1000_minor = 1000 * entry.earn_minor * (counted.sales + %(prior_sales)s)
        / (counted.clicks + %(prior_clicks)s)
FROM counted WHERE counted.id = entry.id
"""


@transaction.atomic
def count_clicks() -> int:
    """Count the clicks and the sales from them of the last 14 days into the entries; returns how many had any."""
    since = clock.now() - dt.timedelta(days=COUNTED_DAYS)
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, {"since": since, "prior_sales": PRIOR_SALES, "prior_clicks": PRIOR_CLICKS})
        return int(cursor.rowcount)


def _products(product_ids: Sequence[uuid.UUID]) -> list[Product]:
    prices = Price.objects.filter(variant__status=Variant.Status.ACTIVE)
    variants = Variant.objects.filter(status=Variant.Status.ACTIVE).prefetch_related(
        Prefetch("prices", prices, to_attr="now_prices")
    )
    rows = Product.objects.filter(
        pk__in=product_ids, status=Product.Status.ACTIVE, seller__status=Seller.Status.APPROVED
    )
    return list(rows.select_related("seller").prefetch_related(Prefetch("variants", variants, to_attr="offered")))


def _entries(product: Product) -> list[MarketplaceEntry]:
    now = clock.now()
    plans = Plan.objects.filter(running(now), kind=Plan.Kind.OPEN, ends_at=None, seller=product.seller_id)
    fitting = [plan for plan in plans.prefetch_related("rates") if plan.product_id in (None, product.pk)]
    plan = max(fitting, key=lambda one: one.product_id is not None, default=None)
    if plan is None:
        return []
    rate_bps = rate_for(facts_of(plan), None, now)
    cheapest: dict[str, int] = {}
    variants: list[Any] = getattr(product, "offered", [])
    for price in (one for variant in variants for one in variant.now_prices):
        cheapest[price.market] = min(cheapest.get(price.market, price.amount_minor), price.amount_minor)
    markets = all_markets()
    return [
        MarketplaceEntry(
            product=product,
            market=code,
            plan=plan,
            seller_id=product.seller_id,
            category=product.category,
            words=_words(product),
            needs_approval=plan.needs_approval,
            rate_bps=rate_bps,
            price_minor=amount,
            # Rounded down as `decide` does, so that nobody is promised a cent more than a sale brings.
            earn_minor=base_minor(amount, markets[code], product.tax_class) * rate_bps // BPS,
            updated_at=now,
        )
        for code, amount in cheapest.items()
        if code in markets
    ]


def _words(product: Product) -> str:
    titles = [product.title, *(told.get("title", "") for told in product.translations.values())]
    told = [*titles, product.seller.name, product.origin_place, product.origin_region]
    return " ".join(dict.fromkeys(word for word in told if word)).lower()
