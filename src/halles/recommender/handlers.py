"""What the recommender does when others announce something."""

from __future__ import annotations

from halles.interactions.services import Sale, record_purchases
from halles.orders.events import OrderPaid
from halles.orders.models import OrderLine
from halles.recommender import services
from halles.videos.events import VideoPublished


def try_new_video(published: VideoPublished) -> None:
    """A new video gets its first viewers."""
    services.add_new_video(published.video_id)


def learn_purchases(paid: OrderPaid) -> None:
    """What was bought where it was met counts for the content it was met in; one small read for all other orders."""
    rows = OrderLine.objects.filter(order__group=paid.group_id, source__isnull=False).values_list(
        "order__group__market", "product_id", "variant_id", "quantity", "source"
    )
    sales = list(rows)
    if sales:
        record_purchases(market=sales[0][0], sales=[Sale(*sale[1:]) for sale in sales])
