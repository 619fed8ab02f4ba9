"""Buying what is in a cart: one payment, one group, one order per shop.

The cart is emptied once the purchase stands, and filled again if its payment comes to nothing. `CartAttempt` remembers
what is to be done, so that a job can do it where the request died.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from dataclasses import asdict, dataclass

from halles.carts import services as carts
from halles.carts.errors import CartChanged, NothingToBuy
from halles.carts.owner import Owner
from halles.carts.queries import CartView, get_cart
from halles.carts.services import Taken
from halles.checkout.errors import AddressMissing, CardMissing, PriceChanged
from halles.checkout.models import CartAttempt, CheckoutAttempt
from halles.checkout.purchase import Buyer, PayWith, Placed, PlaceOrder, Wanted
from halles.checkout.queries import find_kept, payment_of
from halles.checkout.services import attempts
from halles.checkout.services.placing import place_order
from halles.kit import clock, transactions
from halles.kit.errors import Refusal
from halles.markets.queries import get_market
from halles.orders.models import Order
from halles.payments.models import Payment
from halles.shipping.errors import PointNeeded
from halles.users.addresses import AddressData
from halles.users.models import User
from halles.users.queries import address_data

BATCH_SIZE = 200
# Later than any request that is still at it.
FIRST_LOOK_AFTER = dt.timedelta(seconds=30)
LOOK_EVERY = dt.timedelta(minutes=1)
# A press without a purchase by then was refused.
REFUSED_AFTER = dt.timedelta(minutes=10)
GIVEN_UP = (Payment.Status.DECLINED, Payment.Status.FAILED, Payment.Status.CANCELED)


@dataclass(frozen=True)
class BuyCart:
    """The whole cart of an owner, as its page of this `version` showed it at this total.

    `key` is the idempotency key of the showing; `return_url` as in PlaceOrder.
    """

    key: str
    owner: Owner
    buyer: Buyer
    market: str
    language: str
    ship_to: AddressData
    pay_with: PayWith
    version: str
    expected_total_minor: int
    expected_currency: str
    return_url: str = ""


@dataclass(frozen=True)
class TapCart:
    """The whole cart of a person to their default address, with their default card."""

    key: str
    market: str
    language: str
    version: str
    expected_total_minor: int
    expected_currency: str
    return_url: str = ""
    network: str = ""
    touch_key: uuid.UUID | None = None


def buy_cart(wanted: BuyCart) -> Placed:
    """Buy all that can be bought of the cart, as place_order does; no transaction may be open.

    Also refuses carts.nothing_to_buy, carts.changed and checkout.price_changed: what is bought is what was seen. The
    same key and version get the same answer, also when the cart is empty by then.
    """
    attempts.require_key(wanted.key)
    # Another showing under the same key is another purchase; the same one is the same, whatever the cart holds by now.
    key = hashlib.sha256(f"cart:{wanted.version}:{wanted.key}".encode()).hexdigest()
    try:
        cart = _as_seen(wanted)
    except Refusal:
        earlier = CheckoutAttempt.objects.filter(who=wanted.buyer.name, key=key).first()
        if earlier is None:
            raise
        return attempts.answer_again(earlier)
    transactions.run(lambda: _remember(wanted, key, cart))
    placed = place_order(_purchase(wanted, key, cart))
    settle_cart(placed.group_id)
    return placed


def tap_cart(user: User, tap: TapCart) -> Placed:
    """Buy the person's cart of a market, as buy_cart; also refuses checkout.address_missing and checkout.card_missing.
    No transaction may be open."""
    address, card = find_kept(user.pk)
    if address is None:
        raise AddressMissing
    if card is None:
        raise CardMissing
    return buy_cart(
        BuyCart(
            key=tap.key,
            owner=Owner(user_id=user.pk),
            buyer=Buyer(email=user.email, user_id=user.pk, network=tap.network, touch_key=tap.touch_key),
            market=tap.market,
            language=tap.language,
            ship_to=address_data(address),
            pay_with=PayWith("card", saved_card_id=card.pk),
            version=tap.version,
            expected_total_minor=tap.expected_total_minor,
            expected_currency=tap.expected_currency,
            return_url=tap.return_url,
        )
    )


def settle_cart(group_id: uuid.UUID) -> None:
    """Bring the cart that this purchase came from in line with its payment; nothing for a purchase without a cart."""
    placed = CheckoutAttempt.objects.filter(group=group_id).first()
    attempt = placed and CartAttempt.objects.filter(who=placed.who, key=placed.key).first()
    if attempt:
        transactions.run(lambda: _settle(attempt.pk))


def settle_carts(*, limit: int = BATCH_SIZE) -> int:
    """The same for all purchases from carts that are not settled; how many were looked at. No transaction open."""
    due = CartAttempt.objects.filter(look_at__lte=clock.now()).order_by("look_at").values_list("pk", flat=True)
    batch = list(due[:limit])
    transactions.run_each(_settle, batch)
    return len(batch)


def _as_seen(wanted: BuyCart) -> CartView:
    market = get_market(wanted.market)
    place = wanted.ship_to
    cart = get_cart(wanted.owner, market=market, country=place.country, region=place.region, language=wanted.language)
    if cart.refusal is not None:
        raise cart.refusal
    if cart.quote is None:
        raise NothingToBuy
    if cart.needs_point:
        raise PointNeeded
    now = (cart.quote.total_minor, cart.quote.currency)
    if now != (wanted.expected_total_minor, wanted.expected_currency):
        raise PriceChanged(total_minor=now[0], currency=now[1])
    if cart.version != wanted.version:
        raise CartChanged
    return cart


def _remember(wanted: BuyCart, key: str, cart: CartView) -> None:
    assert cart.id is not None
    now = clock.now()
    taken = {
        str(line.variant_id): asdict(Taken(line.pieces, line.source, line.unit_seen_minor)) for line in cart.payable
    }
    attempt = CartAttempt(
        who=wanted.buyer.name, key=key, cart_id=cart.id, taken=taken, created_at=now, look_at=now + FIRST_LOOK_AFTER
    )
    CartAttempt.objects.bulk_create([attempt], ignore_conflicts=True)


def _purchase(wanted: BuyCart, key: str, cart: CartView) -> PlaceOrder:
    return PlaceOrder(
        key=key,
        buyer=wanted.buyer,
        market=wanted.market,
        language=wanted.language,
        lines=tuple(Wanted(line.variant_id, line.pieces, line.source or None) for line in cart.payable),
        ship_to=wanted.ship_to,
        pay_with=wanted.pay_with,
        expected_total_minor=wanted.expected_total_minor,
        expected_currency=wanted.expected_currency,
        return_url=wanted.return_url,
        rates=cart.rates,
        points=cart.points,
    )


def _settle(attempt_id: int) -> None:
    attempt = CartAttempt.objects.select_for_update().filter(pk=attempt_id).first()
    if attempt is None:
        return
    placed = CheckoutAttempt.objects.filter(who=attempt.who, key=attempt.key).first()
    if placed is None:
        # Refused: there is no purchase. Or it is being written this very moment.
        _settled(attempt) if attempt.created_at < clock.now() - REFUSED_AFTER else _look_again(attempt)
        return
    payment = payment_of(placed.group_id)
    has_paid = payment.authorized_at is not None or payment.captured_at is not None
    standing = Order.objects.filter(group=placed.group_id).exclude(status=Order.Status.CANCELED)
    if not has_paid and (payment.status in GIVEN_UP or not standing.exists()):
        if attempt.is_taken:
            carts.bring_back(attempt.cart_id, _taken_of(attempt))
        _settled(attempt)
        return
    # At the bank's page the customer may still turn round; a transfer or a silent provider is an order that stands.
    is_at_the_bank = not has_paid and (payment.next_action or {}).get("kind") == "redirect"
    if not is_at_the_bank and not attempt.is_taken:
        carts.forget_bought(attempt.cart_id, _taken_of(attempt))
        attempt.is_taken = True
    _settled(attempt) if has_paid else _look_again(attempt)


def _taken_of(attempt: CartAttempt) -> dict[uuid.UUID, Taken]:
    return {uuid.UUID(variant_id): Taken(**one) for variant_id, one in attempt.taken.items()}


def _settled(attempt: CartAttempt) -> None:
    attempt.delete()


def _look_again(attempt: CartAttempt) -> None:
    attempt.look_at = clock.now() + LOOK_EVERY
    attempt.save(update_fields=["is_taken", "look_at"])
