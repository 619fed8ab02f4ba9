"""What orders would write for a seller: sales, carriage earned, refunds."""

from __future__ import annotations

import uuid

from halles.kit import clock
from halles.kit.ids import uuid7
from halles.ledger import queries
from halles.ledger.accounts import (
    AccountKey,
    credit,
    customer_payments,
    debit,
    platform_fee,
    provider_clearing,
    refunds,
    seller_pending,
    shipping,
)
from halles.ledger.services import Reference, post
from halles.payouts import services


def make_sold(
    seller_id: uuid.UUID,
    *,
    goods_minor: int,
    carriage_minor: int = 0,
    fee_minor: int = 0,
    currency: str = "EUR",
    number: str = "H-7K2M4QX",
) -> uuid.UUID:
    """An order that is paid and booked; returns its id."""
    order_id = uuid7()
    total = goods_minor + carriage_minor + fee_minor
    about = Reference("order", order_id, number)
    paid = [debit(provider_clearing("sandbox", currency), total), credit(customer_payments(currency), total)]
    post("payment_captured", key=f"paid:{order_id}", reference=Reference("order_group", uuid7()), lines=paid)
    post(
        "sale",
        key=f"sale:{order_id}",
        reference=about,
        lines=[
            debit(customer_payments(currency), total),
            credit(seller_pending(seller_id, currency), goods_minor),
            credit(shipping(seller_id, currency), carriage_minor),
            credit(platform_fee(currency), fee_minor),
        ],
    )
    services.open_hold(
        seller_id=seller_id, order_id=order_id, order_number=number, currency=currency, amount_minor=goods_minor
    )
    return order_id


def make_shipping_earned(seller_id: uuid.UUID, order_id: uuid.UUID, amount_minor: int | None) -> None:
    """The carriage of an order is earned: the amount, or all that the order still has."""
    carriage = shipping(seller_id, "EUR")
    earned = queries.reference_balance(carriage, "order", order_id) if amount_minor is None else amount_minor
    if earned:
        post(
            "shipping_earned",
            key=f"shipping_earned:{order_id}",
            reference=Reference("order", order_id, "H-7K2M4QX"),
            lines=[debit(carriage, earned), credit(services.add_to_hold(order_id, earned), earned)],
        )


def make_refund_taken(seller_id: uuid.UUID, order_id: uuid.UUID, amount_minor: int) -> AccountKey:
    """A refund of an order that the seller bears; returns the one account it came from."""
    ((account, _amount),) = [part for part in services.take_back(order_id, amount_minor) if part[1]]
    post(
        "refund",
        key=f"refund:{uuid7()}",
        reference=Reference("order", order_id, "H-7K2M4QX"),
        lines=[debit(account, amount_minor), credit(refunds("EUR"), amount_minor)],
    )
    return account


def make_available(seller_id: uuid.UUID, amount_minor: int, *, currency: str = "EUR") -> uuid.UUID:
    """An order whose money is free; returns its id."""
    order_id = make_sold(seller_id, goods_minor=amount_minor or 1, currency=currency)
    if not amount_minor:
        make_refund_taken(seller_id, order_id, 1)
    services.start_hold_clock(order_id, clock.now())
    services.release_due()
    return order_id
