"""Samples: offered, asked for, decided, sent, shown, appealed about, rated."""

from halles.affiliates.services.samples.appealing import answer_appeal, appeal
from halles.affiliates.services.samples.asking import Request, ask, withdraw
from halles.affiliates.services.samples.deciding import approve, decline
from halles.affiliates.services.samples.duty import extend
from halles.affiliates.services.samples.offering import OfferDraft, close_offer, open_offer, resize_offer
from halles.affiliates.services.samples.rating import rate
from halles.affiliates.services.samples.sending import send_elsewhere

__all__ = [
    "OfferDraft",
    "Request",
    "answer_appeal",
    "appeal",
    "approve",
    "ask",
    "close_offer",
    "decline",
    "extend",
    "open_offer",
    "rate",
    "resize_offer",
    "send_elsewhere",
    "withdraw",
]
