"""What the recommender does when others announce something."""

from __future__ import annotations

from halles.interactions.services import Sale, record_purchases
from halles.orders.events import OrderPaid
from halles.orders.queries import list_met_lines
from halles.recommender import services
from halles.videos.events import VideoPublished


def try_new_video(published: VideoPublished) -> None:
    """A new video gets its first viewers."""
    services.add_new_video(published.video_id)


def learn_purchases(paid: OrderPaid) -> None:
    """What was bought where it was met counts for the content it was met in; other orders are not looked at."""
    sales = list_met_lines(paid.group_id) if paid.has_source else []
    if sales:
        record_purchases(market=sales[0][0], sales=[Sale(*sale[1:]) for sale in sales])
