"""What can be done with shops, the only writers of their tables."""

from halles.sellers.services.account import change_account, holders_of
from halles.sellers.services.applying import apply, submit_again
from halles.sellers.services.deciding import approve, ask_for, close, reinstate, suspend
from halles.sellers.services.documents import add_document, remove_document
from halles.sellers.services.inviting import (
    accept_invitation,
    decline_invitation,
    forget_invitations,
    invite,
    withdraw_invitation,
)
from halles.sellers.services.people import change_role, leave_shop, remove_staff
from halles.sellers.services.shop import ShopProfile, set_cover, update_shop
from halles.sellers.services.standing import set_standing
from halles.sellers.services.tiers import follow_scores, set_settlement_tier

__all__ = [
    "ShopProfile",
    "accept_invitation",
    "add_document",
    "apply",
    "approve",
    "ask_for",
    "change_account",
    "change_role",
    "close",
    "decline_invitation",
    "follow_scores",
    "forget_invitations",
    "holders_of",
    "invite",
    "leave_shop",
    "reinstate",
    "remove_document",
    "remove_staff",
    "set_cover",
    "set_settlement_tier",
    "set_standing",
    "submit_again",
    "suspend",
    "update_shop",
    "withdraw_invitation",
]
