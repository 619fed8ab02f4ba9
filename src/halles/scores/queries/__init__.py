"""Reads of scores and signals."""

from halles.scores.queries.signals import (
    SignalView,
    count_open_signals,
    evidence_of,
    get_signal_for_staff,
    list_signals,
)
from halles.scores.queries.standing import (
    LinesOver,
    Standing,
    creator_standing,
    lines_of,
    list_history,
    shop_standing,
    table_of,
)

__all__ = [
    "LinesOver",
    "SignalView",
    "Standing",
    "count_open_signals",
    "creator_standing",
    "evidence_of",
    "get_signal_for_staff",
    "lines_of",
    "list_history",
    "list_signals",
    "shop_standing",
    "table_of",
]
