"""Flat fees: promised, agreed, delivered, accepted or refused, decided, paid or given back."""

from halles.affiliates.services.fees.accepting import accept_work, decide_fee, refuse_work
from halles.affiliates.services.fees.agreeing import agree, decline, give_up
from halles.affiliates.services.fees.delivering import deliver
from halles.affiliates.services.fees.promising import FeeDraft, promise_fee, withdraw

__all__ = [
    "FeeDraft",
    "accept_work",
    "agree",
    "decide_fee",
    "decline",
    "deliver",
    "give_up",
    "promise_fee",
    "refuse_work",
    "withdraw",
]
