"""Who is told what: one function per fact, from its identifiers to the letters about it."""

from __future__ import annotations

from collections.abc import Callable

from halles.notifications.services import Letter
from halles.notifications.telling import acts, customers, decisions, returns, shops, shows, speakers, staff, voices

LETTERS: dict[str, Callable[..., list[Letter]]] = {
    "order_paid": customers.order_paid,
    "guest_link": customers.guest_link,
    "order_canceled": customers.order_canceled,
    "order_expired": customers.order_expired,
    "line_canceled": customers.line_canceled,
    "order_shipped": customers.order_shipped,
    "order_delivered": customers.order_delivered,
    "refund_issued": customers.refund_issued,
    "seller_applied": shops.seller_applied,
    "seller_approved": shops.seller_approved,
    "seller_needs_info": shops.seller_needs_info,
    "seller_reinstated": shops.seller_reinstated,
    "product_released": shops.product_released,
    "chargeback_opened": staff.chargeback_opened,
    "refund_failed": staff.refund_failed,
    "video_held": speakers.video_held,
    "video_released": speakers.video_released,
    "report_decided": speakers.report_decided,
    "review_asked": voices.review_asked,
    "review_shown": voices.review_shown,
    "review_replied": voices.review_replied,
    "question_asked": voices.question_asked,
    "question_answered": voices.question_answered,
    "message_waits": voices.message_waits,
    "decision_made": decisions.decision_made,
    "appeal_opened": decisions.appeal_opened,
    "appeal_closed": decisions.appeal_closed,
    "giveaway_won": acts.giveaway_won,
    "waitlist_offered": acts.waitlist_offered,
    "show_begins": shows.show_begins,
    "show_canceled": shows.show_canceled,
    "person_restricted": shows.person_restricted,
    "withdrawal_declared": returns.withdrawal_declared,
    "return_requested": returns.return_requested,
    "return_approved": returns.return_approved,
    "return_rejected": returns.return_rejected,
    "return_received": returns.return_received,
    "return_refunded": returns.return_refunded,
    "return_closed": returns.return_closed,
    "dispute_opened": returns.dispute_opened,
    "dispute_decided": returns.dispute_decided,
}
