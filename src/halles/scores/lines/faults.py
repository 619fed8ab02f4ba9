"""Whose fault it was: the reasons of cancellations, returns and refunds that speak against a shop."""

from __future__ import annotations

# Canceled by the shop because of the shop, or by the clock because it did not ship. That the customer asked for it, or
# that the carrier does not go there, is not held against it.
CANCELED_BY_SHOP = ["out_of_stock", "damaged", "wrong_price", "other"]
CANCELED_BY_CLOCK = ["not_shipped"]
# Refunds for what went wrong with the order, by whoever's fault but the customer's.
REFUNDED_FOR = ["arrived_damaged", "arrived_late", "piece_missing", "wrong_item", "fault"]
# Returns for a fault count from the shop's yes on; what was declined, given up or taken back does not.
RETURN_STANDS = ["approved", "in_transit", "received", "refunded", "partially_refunded"]
DECIDED_FOR_CUSTOMER = ["refund_all", "refund_part"]
