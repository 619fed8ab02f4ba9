"""How far the demo world is."""

from __future__ import annotations

from dataclasses import dataclass

from halles.catalog.models import ProductPhoto, Variant
from halles.demo.art.pictures import VIEWS
from halles.demo.world.kinds import World
from halles.demo.world.read import read_world
from halles.orders.models import OrderLine
from halles.sellers.models import Seller
from halles.videos.models import Video


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
    """What of the demo world is there: shops that may sell, products, pictures, published films, orders."""

    shops: Share
    products: Share
    photos: Share
    films: Share
    orders: Share

    @property
    def percent(self) -> int:
        """The whole, weighed by the work it is: films most, then pictures."""
        weights = ((self.shops, 2), (self.products, 10), (self.photos, 18), (self.films, 65), (self.orders, 5))
        return sum(weight * min(share.done, share.total) // max(share.total, 1) for share, weight in weights)

    @property
    def is_complete(self) -> bool:
        """Whether the world is whole."""
        return all(share.is_complete for share in (self.shops, self.products, self.photos, self.films, self.orders))


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
    )
