"""What happens after what: event → handlers, run in the announcing transaction, in this order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from halles.catalog import handlers as catalog
from halles.creators import handlers as creators
from halles.fulfillment import handlers as fulfillment
from halles.markets.events import MarketChosen
from halles.media.events import AssetPlayable, AssetRefused
from halles.moderation.events import ReportDecided
from halles.orders import handlers as orders
from halles.orders.events import OrderLineCanceled
from halles.payments.events import (
    PaymentAuthorized,
    PaymentCanceled,
    PaymentCaptured,
    PaymentCaptureFailed,
    PaymentDeclined,
)
from halles.payouts.events import HoldReleased
from halles.recommender import handlers as recommender
from halles.sellers.events import SellerApproved
from halles.social import handlers as social
from halles.users import handlers as users
from halles.videos import handlers as videos
from halles.videos.events import VideoPublished

EVENTS: dict[type, tuple[Callable[[Any], None], ...]] = {
    AssetPlayable: (videos.show_when_playable,),
    AssetRefused: (videos.stop_waiting,),
    HoldReleased: (orders.hold_released,),
    MarketChosen: (users.remember_choice,),
    OrderLineCanceled: (fulfillment.line_canceled,),
    PaymentAuthorized: (orders.payment_authorized,),
    PaymentCanceled: (orders.payment_gone,),
    PaymentCaptureFailed: (orders.payment_capture_failed,),
    PaymentCaptured: (orders.payment_captured,),
    PaymentDeclined: (orders.payment_gone,),
    ReportDecided: (catalog.hold_reported, creators.suspend_reported, social.settle_comment, videos.settle_video),
    SellerApproved: (creators.open_official_profile,),
    VideoPublished: (recommender.try_new_video,),
}
