"""The only writers of orders. Each locks payment, group and orders, in that order, before it looks (`locks`)."""

from halles.orders.services.canceling import (
    cancel_group,
    cancel_line,
    cancel_order,
    cancel_uncollected,
    cancel_unpacked,
    cancel_unpaid,
    withdraw_unpacked,
)
from halles.orders.services.capturing import BATCH_SIZE, record_capture, record_capture_failure, release_due
from halles.orders.services.charging_back import block_charged_back, end_charged_back, list_lost
from halles.orders.services.guest_links import renew_guest_link, send_guest_link
from halles.orders.services.locks import PAYMENT_REFERENCE, LockedGroup, lock_group, lock_group_of
from halles.orders.services.moving import complete_order, complete_orders, mark_delivered, mark_packed, note_movement
from halles.orders.services.placing import STOCK_REFERENCE, Placing, announce_placed, mark_paid, prepare_orders
from halles.orders.services.refunding import (
    bill_seller_for_label,
    refund_amount,
    refund_line,
    refund_order,
    refund_parts,
)

__all__ = [
    "BATCH_SIZE",
    "PAYMENT_REFERENCE",
    "STOCK_REFERENCE",
    "LockedGroup",
    "Placing",
    "announce_placed",
    "bill_seller_for_label",
    "block_charged_back",
    "cancel_group",
    "cancel_line",
    "cancel_order",
    "cancel_uncollected",
    "cancel_unpacked",
    "cancel_unpaid",
    "complete_order",
    "complete_orders",
    "end_charged_back",
    "list_lost",
    "lock_group",
    "lock_group_of",
    "mark_delivered",
    "mark_packed",
    "mark_paid",
    "note_movement",
    "prepare_orders",
    "record_capture",
    "record_capture_failure",
    "refund_amount",
    "refund_line",
    "refund_order",
    "refund_parts",
    "release_due",
    "renew_guest_link",
    "send_guest_link",
    "withdraw_unpacked",
]
