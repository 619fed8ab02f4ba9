"""Reads of scores and signals."""

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
    "Standing",
    "creator_standing",
    "lines_of",
    "list_history",
    "shop_standing",
    "table_of",
]
