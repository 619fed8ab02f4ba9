"""What happens after what: event → handlers, run in the announcing transaction, in this order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from halles.catalog import handlers as catalog
from halles.creators import handlers as creators
from halles.creators.events import CreatorSuspended
from halles.fulfillment import handlers as fulfillment
from halles.markets.events import MarketChosen
from halles.media.events import AssetPlayable, AssetRefused
from halles.moderation.events import ReportDecided
from halles.notifications import handlers as notifications
from halles.orders import handlers as orders
from halles.orders.events import (
    OrderCanceled,
    OrderDelivered,
    OrderLineCanceled,
    OrderPaid,
    OrderShipped,
    RefundIssued,
)
from halles.payments.events import (
    PaymentAuthorized,
    PaymentCanceled,
    PaymentCaptured,
    PaymentCaptureFailed,
    PaymentDeclined,
)
from halles.payouts.events import HoldReleased
from halles.recommender import handlers as recommender
from halles.sellers.events import SellerApplied, SellerApproved, SellerNeedsInfo, SellerReinstated, SellerSuspended
from halles.social import handlers as social
from halles.social.events import CommentRemoved
from halles.users import handlers as users
from halles.videos import handlers as videos
from halles.videos.events import VideoHeld, VideoPublished, VideoReleased, VideoRemovedByStaff

EVENTS: dict[type, tuple[Callable[[Any], None], ...]] = {
    AssetPlayable: (videos.show_when_playable,),
    AssetRefused: (videos.stop_waiting,),
    CreatorSuspended: (notifications.creator_suspended,),
    HoldReleased: (orders.hold_released,),
    MarketChosen: (users.remember_choice,),
    OrderCanceled: (notifications.order_canceled,),
    OrderDelivered: (notifications.order_delivered,),
    OrderLineCanceled: (fulfillment.line_canceled, notifications.order_line_canceled),
    OrderPaid: (recommender.learn_purchases, notifications.order_paid),
    OrderShipped: (notifications.order_shipped,),
    PaymentAuthorized: (orders.payment_authorized,),
    PaymentCanceled: (orders.payment_gone,),
    PaymentCaptureFailed: (orders.payment_capture_failed,),
    PaymentCaptured: (orders.payment_captured,),
    PaymentDeclined: (orders.payment_gone,),
    ReportDecided: (
        catalog.hold_reported,
        creators.suspend_reported,
        social.settle_comment,
        videos.settle_video,
        notifications.report_decided,
    ),
    RefundIssued: (notifications.refund_issued,),
    SellerApplied: (notifications.seller_applied,),
    SellerApproved: (creators.open_official_profile, notifications.seller_approved),
    SellerNeedsInfo: (notifications.seller_needs_info,),
    SellerReinstated: (notifications.seller_reinstated,),
    SellerSuspended: (notifications.seller_suspended,),
    CommentRemoved: (notifications.comment_removed,),
    VideoHeld: (notifications.video_held,),
    VideoPublished: (recommender.try_new_video,),
    VideoReleased: (notifications.video_released,),
    VideoRemovedByStaff: (notifications.video_removed,),
}
