"""What can be done with shops, the only writers of their tables."""

from halles.sellers.services.applying import apply, submit_again
from halles.sellers.services.deciding import approve, ask_for, close, reinstate, suspend
from halles.sellers.services.documents import add_document, remove_document
from halles.sellers.services.people import add_staff, remove_staff
from halles.sellers.services.shop import ShopProfile, set_cover, update_shop
from halles.sellers.services.standing import set_standing
from halles.sellers.services.tiers import follow_scores, set_settlement_tier

__all__ = [
    "ShopProfile",
    "add_document",
    "add_staff",
    "apply",
    "approve",
    "ask_for",
    "close",
    "follow_scores",
    "reinstate",
    "remove_document",
    "remove_staff",
    "set_cover",
    "set_settlement_tier",
    "set_standing",
    "submit_again",
    "suspend",
    "update_shop",
]
