"""The use cases of promotions, and the only writers of its tables beside the functions of its migrations."""

from halles.promotions.services.coupons import claim_coupon, create_coupon, end_coupon
from halles.promotions.services.deals import (
    DealDraft,
    announce_deal,
    cancel_deal,
    check_deal,
    create_deal,
    end_deal,
    keep_on_time,
    open_deal,
    refresh_deal,
)
from halles.promotions.services.promises import give_back, promise_prize, promise_sample, restore, tell_waiting, use
from halles.promotions.services.waiting import leave_waitlist

__all__ = [
    "DealDraft",
    "announce_deal",
    "cancel_deal",
    "check_deal",
    "claim_coupon",
    "create_coupon",
    "create_deal",
    "end_coupon",
    "end_deal",
    "give_back",
    "keep_on_time",
    "leave_waitlist",
    "open_deal",
    "promise_prize",
    "promise_sample",
    "refresh_deal",
    "restore",
    "tell_waiting",
    "use",
]
