"""What a shop's day looks like: what waits to be packed, runs out, is half written, is owed, is not filmed yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from halles.catalog import queries as catalog
from halles.catalog.models import Product
from halles.catalog.readiness import Missing
from halles.creators import queries as creators
from halles.creators.models import Creator
from halles.inventory import queries as inventory
from halles.inventory.queries import LowStock
from halles.orders import queries as orders
from halles.orders.models import Order
from halles.payouts import queries as payouts
from halles.payouts.queries import SellerBalance
from halles.shipping import queries as shipping
from halles.studio.shop_access import Desk
from halles.videos import queries as videos

URGENT_MAX = 5
LOW_STOCK_AT = 3
DRAFTS_MAX = 5


@dataclass(frozen=True)
class Packing:
    """What waits on the packing table; `soon_count` orders can still be cancelled by their customers."""

    urgent: Sequence[Order]
    waiting_count: int
    late_count: int
    soon_count: int


@dataclass(frozen=True)
class Draft:
    """A product that is not on sale yet, and why."""

    product: Product
    missing: Sequence[Missing]


@dataclass(frozen=True)
class FirstSteps:
    """What a new shop does once, in this order."""

    has_shipping: bool
    has_product: bool
    has_product_on_sale: bool
    has_video: bool

    @property
    def is_done(self) -> bool:
        """Whether the shop is set up."""
        return self.has_shipping and self.has_product and self.has_product_on_sale and self.has_video


@dataclass(frozen=True)
class Trade:
    """What a manager sees beside the packing table."""

    low_stock: Sequence[LowStock]
    drafts: Sequence[Draft]
    balances: Sequence[SellerBalance]
    profile: Creator | None
    video_draft_count: int
    first_steps: FirstSteps


def packing_of(desk: Desk) -> Packing:
    """The packing table of this shop now."""
    waiting = orders.list_to_pack(desk.seller)
    counts = orders.count_for_seller(desk.seller)
    return Packing(
        urgent=waiting[:URGENT_MAX],
        waiting_count=sum(counts.get(status, 0) for status in orders.TO_PACK),
        late_count=sum(order.dispatch_by_on < desk.today_on for order in waiting),
        soon_count=counts.get(Order.Status.ON_HOLD, 0),
    )


def trade_of(desk: Desk) -> Trade:
    """Products, money and videos of this shop, as far as they want something."""
    seller = desk.seller
    counts = catalog.count_products_of(seller)
    drafts = catalog.list_products_of(seller, status=Product.Status.DRAFT, size=DRAFTS_MAX).rows
    profile = creators.find_official(seller.pk)
    shown = videos.list_videos_of(profile).rows if profile else []
    return Trade(
        low_stock=inventory.list_low(seller.pk, at_most=LOW_STOCK_AT),
        drafts=[Draft(product, catalog.list_missing(product)) for product in drafts],
        balances=payouts.seller_balance(seller.pk),
        profile=profile,
        video_draft_count=sum(own.video.status == own.video.Status.DRAFT for own in shown),
        first_steps=FirstSteps(
            has_shipping=bool(shipping.list_countries(seller.pk)),
            has_product=bool(counts),
            has_product_on_sale=bool(counts.get(Product.Status.ACTIVE) or counts.get(Product.Status.PAUSED)),
            has_video=bool(shown),
        ),
    )
