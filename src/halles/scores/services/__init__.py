"""Working out scores, and what staff do about signals."""

from halles.scores.services.scoring import (
    forget_lines,
    list_creators_due,
    list_shops_due,
    score_creator,
    score_shop,
)
from halles.scores.services.signals import dismiss_signal, hold_for_signal, look_for_signals, note_signal

__all__ = [
    "dismiss_signal",
    "forget_lines",
    "hold_for_signal",
    "list_creators_due",
    "list_shops_due",
    "look_for_signals",
    "note_signal",
    "score_creator",
    "score_shop",
]
