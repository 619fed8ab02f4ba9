"""Patterns that look like fraud, each found by one statement over the rows that show it. Nothing is decided here."""

from halles.scores.signals.click_farm import find_click_farms
from halles.scores.signals.cookie_stuffing import find_cookie_stuffing
from halles.scores.signals.finding import EVIDENCE_MAX, Asked, Finding
from halles.scores.signals.refund_ring import find_refund_rings
from halles.scores.signals.self_buying import find_self_buying

FINDERS = (find_self_buying, find_click_farms, find_cookie_stuffing, find_refund_rings)

__all__ = [
    "EVIDENCE_MAX",
    "FINDERS",
    "Asked",
    "Finding",
    "find_click_farms",
    "find_cookie_stuffing",
    "find_refund_rings",
    "find_self_buying",
]
