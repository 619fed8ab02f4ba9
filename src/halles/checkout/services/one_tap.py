"""One tap: what is wanted, and everything else from what the person has saved."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from halles.checkout.errors import AddressMissing, CardMissing
from halles.checkout.purchase import Buyer, PayWith, Placed, PlaceOrder, Wanted
from halles.checkout.queries import find_kept
from halles.checkout.services.placing import place_order
from halles.markets.errors import NotServed
from halles.markets.queries import find_market_for_country
from halles.promotions.queries import is_prize
from halles.users.models import User
from halles.users.queries import address_data


@dataclass(frozen=True)
class OneTap:
    """Some pieces of one variant, at the total the button said."""

    variant_id: uuid.UUID
    quantity: int = 1
    expected_total_minor: int | None = None
    expected_currency: str | None = None
    source: str | None = None
    claim_id: uuid.UUID | None = None
    return_url: str = ""
    touch_key: uuid.UUID | None = None


def place_one_tap(user: User, tap: OneTap, *, key: str, language: str) -> Placed:
    """Buy with the person's default address and default card, as `place_order`; no transaction may be open.

    With `claim_id` at the promised price, out of the pieces kept for it, until the promise's deadline; a prize needs no
    card. Also refuses checkout.address_missing, checkout.card_missing.
    """
    address, card = find_kept(user.pk)
    if address is None:
        raise AddressMissing
    if card is None and not is_prize(tap.claim_id, user.pk):
        raise CardMissing
    market = find_market_for_country(address.country)
    if market is None:
        raise NotServed
    wanted = PlaceOrder(
        key=key,
        buyer=Buyer(email=user.email, user_id=user.pk, touch_key=tap.touch_key),
        market=market.code,
        language=language,
        lines=(Wanted(tap.variant_id, tap.quantity, tap.source),),
        ship_to=address_data(address),
        pay_with=PayWith("card", saved_card_id=card.pk if card else None),
        expected_total_minor=tap.expected_total_minor,
        expected_currency=tap.expected_currency,
        return_url=tap.return_url,
        claim_id=tap.claim_id,
    )
    return place_order(wanted)
