"""What promotions keep of a person: prices that were promised to them and coupons they took."""

from __future__ import annotations

from django.db import transaction

from halles.kit import clock
from halles.promotions.models import CouponClaim, DealCustomer, PricePromise, WaitlistPlace
from halles.users.models import User
from halles.users.personal import Rows, rows


def tell(user: User) -> Rows:
    """Promises, places in lines, coupons."""
    promised = PricePromise.objects.filter(user=user)
    facts = ("kind", "variant__product__title", "quantity", "unit_minor", "currency", "status", "created_at")
    return {
        "price_promises": rows(promised, *facts),
        "waitlist_places": rows(WaitlistPlace.objects.filter(user=user), "quantity", "joined_at", "left_at"),
        "coupons": rows(CouponClaim.objects.filter(user=user), "coupon_id"),
    }


@transaction.atomic
def erase(user: User) -> None:
    """The marks of devices go and nobody waits in a line any more; the counts stay, so that limits hold."""
    PricePromise.objects.filter(user=user).update(device="")
    DealCustomer.objects.filter(user=user).update(device="")
    WaitlistPlace.objects.filter(user=user, promise=None, left_at=None).update(left_at=clock.now())
