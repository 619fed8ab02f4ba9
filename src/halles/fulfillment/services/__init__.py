"""The only writers of parcels; what they mean for the order is written by `orders.services` in the same transaction."""

from halles.fulfillment.services.arriving import arrive_if_all_there, assume_delivered, confirm_received, hand_over
from halles.fulfillment.services.overdue import cancel_not_shipped, take_back_uncollected
from halles.fulfillment.services.packing import Parcelled, correct_tracking, make_ready, ship
from halles.fulfillment.services.proving import prove_handover, strike_handover
from halles.fulfillment.services.tracking import poll_tracking, record_scans

__all__ = [
    "Parcelled",
    "arrive_if_all_there",
    "assume_delivered",
    "cancel_not_shipped",
    "confirm_received",
    "correct_tracking",
    "hand_over",
    "make_ready",
    "poll_tracking",
    "prove_handover",
    "record_scans",
    "ship",
    "strike_handover",
    "take_back_uncollected",
]
