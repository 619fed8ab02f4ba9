"""Buying over the API."""

from __future__ import annotations

import uuid
from typing import Annotated, Self

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from ninja import Header, Router, Schema
from pydantic import Field, model_validator

from halles.checkout.errors import KeyInvalid
from halles.checkout.purchase import Buyer
from halles.checkout.returning import return_address
from halles.checkout.services import OneTap, TapCart, place_one_tap, tap_cart
from halles.markets.errors import NotServed
from halles.markets.queries import find_market
from halles.orders import queries
from halles.orders.api import PurchaseOut, person, purchase_out
from halles.users.api_auth import BearerAuth

router = Router(tags=["orders"], auth=BearerAuth())


class OneTapIn(Schema):
    """One variant, to the default address, with the default card.

    With `expected_total_minor` and `currency`, the order is placed only at that total, delivery and tax included.
    `source` is the token of where the product was met; `claim_id` a price promise.
    """

    variant_id: uuid.UUID
    quantity: Annotated[int, Field(ge=1, le=20)] = 1
    expected_total_minor: Annotated[int, Field(ge=0, le=10**12)] | None = None
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")] | None = None
    source: Annotated[str, Field(max_length=8192)] | None = None
    claim_id: uuid.UUID | None = None

    @model_validator(mode="after")
    def _amount_with_currency(self) -> Self:
        if (self.expected_total_minor is None) != (self.currency is None):
            raise ValueError("expected_total_minor and currency go together")
        return self


@router.post("/orders/one-tap", response={201: PurchaseOut}, summary="Buy in one call")
@transaction.non_atomic_requests
def one_tap(
    request: HttpRequest, wanted: OneTapIn, idempotency_key: Annotated[str, Header(max_length=100)] = ""
) -> HttpResponse:
    """201 with the purchase, paid or `unpaid` with `next_action`. The same Idempotency-Key gives the same answer.

    400 checkout.key_invalid without a key, 422 checkout.key_reused for another body under the same key, 409
    inventory.sold_out, 409 checkout.price_changed (with the new total), 402 payment.declined (the stock is released).
    `next_action` of kind "redirect" is a page of the bank to open in a browser; it ends on a page of ours that says how
    it went and sends the person back to your program, which then asks `GET /orders/{id}`.
    """
    if not idempotency_key:
        raise KeyInvalid
    tap = OneTap(
        variant_id=wanted.variant_id,
        quantity=wanted.quantity,
        expected_total_minor=wanted.expected_total_minor,
        expected_currency=wanted.currency,
        source=wanted.source,
        claim_id=wanted.claim_id,
        return_url=_way_back(request),
    )
    placed = place_one_tap(person(request), tap, key=idempotency_key, language=get_language() or "en")
    purchase = placed.written or queries.get_purchase(placed.group_id)
    answer = purchase_out(purchase, placed.next_action)
    return HttpResponse(answer.model_dump_json(), status=201, content_type="application/json; charset=utf-8")


class CartCheckoutIn(Schema):
    """The whole cart of a market to the default address, with the default card: as `GET /cart` told it.

    `version` and `total_minor` are those of that answer.
    """

    market: Annotated[str, Field(pattern="^[A-Z]{2}$")]
    version: Annotated[str, Field(max_length=64)]
    expected_total_minor: Annotated[int, Field(ge=0, le=10**12)]
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")]


@router.post("/cart/checkout", response={201: PurchaseOut}, summary="Buy my cart")
@transaction.non_atomic_requests
def buy_cart(
    request: HttpRequest, wanted: CartCheckoutIn, idempotency_key: Annotated[str, Header(max_length=100)] = ""
) -> HttpResponse:
    """201 with the purchase: one payment, one order per shop. As one-tap; also 409 carts.changed when the cart is not
    what `version` names, carts.nothing_to_buy, shipping.point_needed."""
    if not idempotency_key:
        raise KeyInvalid
    if find_market(wanted.market) is None:
        raise NotServed
    tap = TapCart(
        key=idempotency_key,
        market=wanted.market,
        language=get_language() or "en",
        version=wanted.version,
        expected_total_minor=wanted.expected_total_minor,
        expected_currency=wanted.currency,
        return_url=_way_back(request),
    )
    placed = tap_cart(person(request), tap)
    answer = purchase_out(placed.written or queries.get_purchase(placed.group_id), placed.next_action)
    return HttpResponse(answer.model_dump_json(), status=201, content_type="application/json; charset=utf-8")


def _way_back(request: HttpRequest) -> str:
    buyer = Buyer(email="", user_id=person(request).pk)
    return return_address(buyer.name, origin=f"{request.scheme}://{request.get_host()}", is_from_app=True)
