"""The address to which the bank's page sends the browser back. It is sealed for whoever buys: the browser that comes
back may carry no session (a frame inside another site's page, an app's own browser), and an id alone proves nothing."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.urls import reverse

from halles.checkout.models import CheckoutAttempt
from halles.kit import clock, signing
from halles.payments.errors import PaymentNotFound

PURPOSE = "checkout.return"
# As long as the attempt is kept.
LIFETIME = dt.timedelta(days=7)
_STAND_IN = uuid.UUID(int=0)


@dataclass(frozen=True)
class Return:
    """Who comes back (the name of a `Buyer`), and whether they began in a program instead of on our pages."""

    who: str
    is_from_app: bool


def return_address(who: str, *, origin: str, is_from_app: bool = False) -> str:
    """The address for PlaceOrder's `return_url`: at `origin`, such as "https://halles.example", for the buyer `who`."""
    seal = {"who": who, "app": is_from_app}
    token = signing.sign(PURPOSE, seal, key=settings.SECRET_KEY.encode(), expires_at=clock.now() + LIFETIME)
    return f"{origin}{_path()}?for={token}"


def get_return(token: str, group_id: uuid.UUID) -> Return:
    """Who comes back to this purchase; PaymentNotFound for anybody but its buyer, or when it was too long ago."""
    try:
        seal = signing.unsign(PURPOSE, token, key=settings.SECRET_KEY.encode(), now=clock.now())
    except signing.SignatureRefused:
        raise PaymentNotFound from None
    if not CheckoutAttempt.objects.filter(group=group_id, who=seal["who"]).exists():
        raise PaymentNotFound
    return Return(who=seal["who"], is_from_app=seal["app"])


@cache
def _path() -> str:
    return reverse("storefront:returned", args=[_STAND_IN]).replace(str(_STAND_IN), "{payment_id}")
