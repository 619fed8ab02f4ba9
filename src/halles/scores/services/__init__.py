"""Working out scores, and what staff do about signals."""

from halles.scores.services.scoring import (
    forget_lines,
    list_creators_due,
    list_shops_due,
    score_creator,
    score_shop,
)

__all__ = ["forget_lines", "list_creators_due", "list_shops_due", "score_creator", "score_shop"]
