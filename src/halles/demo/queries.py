"""How far the demo world is."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from halles.catalog.models import ProductPhoto, Variant
from halles.demo.art.pictures import VIEWS
from halles.demo.world.cheats import plan_cheats
from halles.demo.world.history import PastOrder, plan
from halles.demo.world.kinds import World
from halles.demo.world.quarrels import returns_in
from halles.demo.world.read import read_world
from halles.orders.models import OrderLine
from halles.sellers.models import Seller
from halles.videos.models import Video

DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Share:
    """So many of so many."""

    done: int
    total: int

    @property
    def is_complete(self) -> bool:
        """Whether nothing is missing."""
        return self.done >= self.total


@dataclass(frozen=True)
class Progress:
    """What of the demo world is there: shops that may sell, products, pictures, published films, the orders of the last
    weeks, and those of thirteen months with what came back."""

    shops: Share
    products: Share
    photos: Share
    films: Share
    orders: Share
    past: Share

    @property
    def percent(self) -> int:
        """The whole, weighed by the work it is: films most, then pictures."""
        weights = (
            (self.shops, 2),
            (self.products, 10),
            (self.photos, 18),
            (self.films, 50),
            (self.orders, 5),
            (self.past, 15),
        )
        return sum(weight * min(share.done, share.total) // max(share.total, 1) for share, weight in weights)

    @property
    def is_complete(self) -> bool:
        """Whether the world is whole."""
        shares = (self.shops, self.products, self.photos, self.films, self.orders, self.past)
        return all(share.is_complete for share in shares)


def get_progress(world: World | None = None) -> Progress:
    """How much of the demo world stands in the database, in six counting statements."""
    whole = world or read_world()
    skus = [product.variants[0].sku for product in whole.products.values()]
    first = Variant.objects.filter(sku__in=skus, seller__name__in=[shop.name for shop in whole.shops])
    names = [f"{video.key}.mp4" for video in whole.videos]
    waiting = (Video.Status.DRAFT, Video.Status.SCHEDULED)
    shown = Video.objects.filter(asset__upload__file_name__in=names).exclude(status__in=waiting)
    clicks = [str(order.click_id) for order in whole.orders]
    placed = OrderLine.objects.filter(source__click_id__in=clicks)
    photos = ProductPhoto.objects.filter(product__in=first.values("product"))
    undecided = (Seller.Status.APPLIED, Seller.Status.NEEDS_INFO)
    sellers = Seller.objects.filter(name__in=[shop.name for shop in whole.shops]).exclude(status__in=undecided)
    return Progress(
        shops=Share(sellers.count(), len(whole.shops)),
        products=Share(first.values("product").distinct().count(), len(skus)),
        photos=Share(photos.count(), len(VIEWS) * len(skus)),
        films=Share(shown.values("asset__upload__file_name").distinct().count(), len(names)),
        orders=Share(placed.values("source__click_id").distinct().count(), len(whole.orders)),
        past=_past(whole),
    )


def _past(world: World) -> Share:
    told = told_clicks()
    clicks = [str(order.click_id) for order in plan_past(world)] + [
        str(one.order.click_id) for one in returns_in(world)
    ]
    # Until the first purchase is told nobody knows from which day on to plan.
    return Share(sum(click in told for click in clicks), max(len(clicks), 1))


def plan_past(world: World) -> list[PastOrder]:
    """The purchases to tell: the thirteen months before the day the world was made; none while that is not known.

    A purchase before its shops were open is left out.
    """
    made_at = find_made_at(world)
    names = [shop.name for shop in world.shops]
    opened = Seller.objects.filter(name__in=names).order_by("-applied_at").values_list("applied_at", flat=True).first()
    if made_at is None or opened is None:
        return []
    planned = [*plan(world, made_at.date()), *plan_cheats(world, made_at.date())]
    told = [order for order in planned if opened + DAY < order.at < made_at]
    return sorted(told, key=lambda order: (order.at, order.key))


def find_made_at(world: World) -> dt.datetime | None:
    """When the world was made, read off the first of its purchases (None while there is none): a second start plans no
    new days."""
    for data in world.orders:
        line = OrderLine.objects.filter(source__click_id=str(data.click_id)).select_related("order__group").first()
        if line is not None and data.days_ago:
            return line.order.group.placed_at + data.days_ago * DAY
    return None


def told_clicks() -> set[str]:
    """The names of all showings that led to a purchase."""
    return set(OrderLine.objects.exclude(source={}).values_list("source__click_id", flat=True))
