"""A quote as the rows of the orders it becomes; the database function `orders_place` writes them in one call. Pure."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from halles.carts.quote import Quote, QuoteLine, QuoteParcel
from halles.kit.ids import uuid7
from halles.markets.market import Market
from halles.markets.queries import add_business_days

Row = dict[str, Any]


@dataclass(frozen=True)
class Draft:
    """A purchase about to be placed: who, where to, at which price, until when it must be paid."""

    group_id: uuid.UUID
    number: str
    user_id: uuid.UUID | None
    email: str
    language: str
    ship_to: Mapping[str, str]
    quote: Quote
    payment_method: str
    expires_at: dt.datetime
    access_token_hash: bytes | None
    # Variant → interactions.sources.Source.as_json() of the touch that led to it.
    sources: Mapping[uuid.UUID, dict[str, Any]]
    touch_key: uuid.UUID | None = None


def group_row(draft: Draft) -> Row:
    """The row of orders_ordergroup."""
    quote = draft.quote
    return {
        "id": draft.group_id,
        "number": draft.number,
        "user_id": draft.user_id,
        "email": draft.email,
        "market": quote.market.code,
        "currency": quote.currency,
        "language": draft.language,
        "ship_to": draft.ship_to,
        "tax_is_included": quote.tax_is_included,
        "payment_method": draft.payment_method,
        "total_minor": quote.total_minor,
        "access_token_hash": "\\x" + draft.access_token_hash.hex() if draft.access_token_hash else None,
        "placed_at": quote.at,
        "expires_at": draft.expires_at,
        "touch_key": draft.touch_key,
        "capture_requested_at": None,
    }


def order_and_line_rows(draft: Draft) -> tuple[list[Row], list[Row]]:
    """The rows of orders_order and orders_orderline: one order per parcel of the quote."""
    orders: list[Row] = []
    lines: list[Row] = []
    for position, parcel in enumerate(draft.quote.parcels, start=1):
        order_id = uuid7()
        orders.append(_order_row(draft, parcel, order_id, position))
        for line_position, line in enumerate(parcel.lines, start=1):
            lines.append(_line_row(line, order_id, line_position, draft.sources.get(line.variant_id)))
    return orders, lines


def _order_row(draft: Draft, parcel: QuoteParcel, order_id: uuid.UUID, position: int) -> Row:
    quote, option = draft.quote, parcel.option
    return {
        "id": order_id,
        "group_id": draft.group_id,
        "position": position,
        "seller_id": parcel.seller_id,
        "status": "unpaid",
        "currency": quote.currency,
        "subtotal_minor": parcel.subtotal_minor,
        "shipping_minor": parcel.shipping_minor,
        "shipping_tax_minor": parcel.shipping_tax_minor,
        "tax_minor": parcel.tax_minor,
        "total_minor": parcel.total_minor,
        "platform_fee_minor": parcel.platform_fee_minor,
        "is_tax_remitted": quote.market.tax.remitter == "platform",
        "canceled_minor": 0,
        "refunded_minor": 0,
        "shipping_canceled_minor": 0,
        "shipping_refunded_minor": 0,
        "shipping_tax_back_minor": 0,
        "shipping_option": {**vars(option), "point": option.point and vars(option.point)},
        "dispatch_by_on": option.dispatch_by_on,
        "arrives_from_on": option.arrives_from_on,
        "arrives_to_on": option.arrives_to_on,
        "auto_cancel_on": auto_cancel_on(quote.market, option.dispatch_by_on),
        "hold_until": None,
        "placed_at": quote.at,
        "paid_at": None,
        "captured_at": None,
        "released_at": None,
        "shipped_at": None,
        "delivered_at": None,
        "completed_at": None,
        "canceled_at": None,
        "canceled_by": "",
        "cancel_reason": "",
    }


def _line_row(line: QuoteLine, order_id: uuid.UUID, position: int, source: dict[str, Any] | None) -> Row:
    fact = line.fact
    return {
        "id": uuid7(),
        "order_id": order_id,
        "position": position,
        "variant_id": fact.variant_id,
        "product_id": fact.product_id,
        "title": fact.title,
        "variant_name": fact.variant_name,
        "sku": fact.sku,
        "photo_key": fact.photo_key or "",
        "quantity": line.quantity,
        "unit_minor": line.unit_minor,
        "tax_class": fact.tax_class,
        "tax_ppm": line.tax_ppm,
        "tax_minor": line.tax_minor,
        "total_minor": line.total_minor,
        "platform_fee_minor": line.platform_fee_minor,
        "discounts": [line.terms.as_line(line.discount_minor)] if line.terms else [],
        "source": source,
        "canceled_quantity": 0,
        "shipped_quantity": 0,
        "canceled_minor": 0,
        "refunded_minor": 0,
        "tax_back_minor": 0,
        "platform_fee_back_minor": 0,
    }


def auto_cancel_on(market: Market, dispatch_by_on: dt.date) -> dt.date:
    """The day on which an order not shipped is canceled: as many business days after the promised dispatch as the
    market leaves between its own dispatch and cancel deadlines (a shop with long handling keeps its promise first)."""
    grace = max(1, market.auto_cancel_business_days - market.dispatch_business_days)
    return add_business_days(market, dispatch_by_on, grace)
