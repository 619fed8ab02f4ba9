"""Offers with a quota, who has claimed of them, and the price each of them was promised."""

from halles.promotions.models.coupons import Coupon, CouponClaim
from halles.promotions.models.deals import DealCustomer, FlashDeal, WaitlistPlace
from halles.promotions.models.promises import PricePromise

__all__ = ["Coupon", "CouponClaim", "DealCustomer", "FlashDeal", "PricePromise", "WaitlistPlace"]
