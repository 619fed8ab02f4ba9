"""One button: what is written, what is refused, and that a refusal leaves nothing behind."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from halles.catalog.models import Price
from halles.checkout.errors import KeyInvalid, KeyReused, MethodNotOffered, PriceChanged
from halles.checkout.models import CheckoutAttempt
from halles.checkout.purchase import Buyer, PayWith, Wanted
from halles.checkout.services import place_order
from halles.interactions.sources import issue_source, read_source
from halles.inventory.errors import SoldOut
from halles.inventory.models import Reservation
from halles.kit import clock
from halles.ledger import queries as ledger
from halles.markets.errors import MarketClosed
from halles.markets.models import MarketStatus
from halles.orders import access
from halles.orders import queries as orders
from halles.orders.errors import OrderNotFound
from halles.orders.models import Order, OrderGroup, OrderLine
from halles.orders.rows import Draft, group_row, order_and_line_rows
from halles.payments.errors import CardUnknown, Declined
from halles.payments.models import Payment
from tests.orders.makers import (
    AT,
    make_bought,
    make_card,
    make_purchase,
    make_saved_card,
    make_seller,
    make_shipping,
    make_variant,
    stock_of,
)
from tests.users.makers import make_user

pytestmark = pytest.mark.django_db


def nothing_was_written() -> bool:
    return not any(model.objects.exists() for model in (OrderGroup, Payment, Reservation, CheckoutAttempt))


def test_a_card_is_authorised_and_the_order_held_for_the_cancel_window() -> None:
    variant = make_variant(stock=3)
    with clock.travel(AT):
        bought = make_bought((variant, 2))

    placed, order = bought.placed, bought.order
    assert (placed.status, placed.next_action, placed.total_minor, placed.currency) == ("paid", None, 5470, "EUR")
    assert (order.status, order.paid_at, order.hold_until) == ("on_hold", AT, AT + dt.timedelta(minutes=60))
    assert (order.subtotal_minor, order.shipping_minor, order.tax_minor, order.total_minor) == (4980, 490, 912, 5470)
    assert (order.platform_fee_minor, order.is_tax_remitted) == (249, False)
    assert bought.group.expires_at is None
    assert stock_of(variant) == (3, 2)
    assert Reservation.objects.get().status == Reservation.Status.COMMITTED
    assert Payment.objects.get().status == Payment.Status.AUTHORIZED
    assert [(event.kind, event.by_kind) for event in order.events.order_by("pk")] == [
        ("placed", "customer"),
        ("paid", "provider"),
    ]
    assert ledger.check_books().problems == ()


def test_the_line_is_frozen_as_it_was_sold() -> None:
    variant = make_variant(prices={"FR": 2490}, tax_class="food")
    token = issue_source(content_kind="video", content_id=uuid.uuid4(), creator_id=uuid.uuid4(), position=3)
    purchase = make_purchase(lines=(Wanted(variant.pk, 2, token),))
    place_order(purchase)
    Price.objects.update(amount_minor=9999)

    line = OrderLine.objects.get()

    source = read_source(token)
    assert source is not None
    assert line.source == source.as_json()
    assert (line.title, line.variant_name, line.sku) == (variant.product.title, "Bleu", variant.sku)
    assert (line.unit_minor, line.quantity, line.tax_ppm, line.tax_minor, line.total_minor) == (
        2490,
        2,
        55_000,
        260,
        4980,
    )


def test_one_order_per_seller_one_payment_for_all() -> None:
    first, second = make_variant(), make_variant()

    bought = make_bought((first, 1), (second, 3))

    assert [(order.position, order.seller_id) for order in bought.orders] == [
        (1, first.seller_id),
        (2, second.seller_id),
    ]
    assert bought.group.total_minor == sum(order.total_minor for order in bought.orders)
    assert Payment.objects.get().amount_minor == bought.group.total_minor


def test_a_guest_comes_back_by_a_link_that_nobody_can_guess() -> None:
    bought = make_bought((make_variant(), 1))
    token = bought.placed.access_token

    assert token is not None
    link = orders.guest_token(bought.group)
    assert link
    assert access.read_link(link) == bought.group.pk
    assert bytes(bought.group.access_token_hash or b"") == access.hash_of(token)
    with pytest.raises(OrderNotFound):
        access.read_link(("A" if link[0] != "A" else "B") + link[1:])


def test_a_signed_in_person_pays_with_a_saved_card_and_gets_no_link() -> None:
    user = make_user()
    card = make_saved_card(user)

    bought = make_bought(
        (make_variant(), 1), buyer=Buyer(user.email, user.pk), pay_with=PayWith("card", saved_card_id=card.pk)
    )

    assert bought.placed.access_token is None
    assert bought.group.access_token_hash is None
    assert orders.get_for_customer(user, bought.group.pk) == bought.group
    with pytest.raises(orders.OrderNotFound):
        orders.get_for_customer(make_user(), bought.group.pk)


def test_somebody_elses_card_is_unknown() -> None:
    card = make_saved_card(make_user())
    thief = make_user()

    with pytest.raises(CardUnknown):
        place_order(
            make_purchase(
                (make_variant(), 1),
                buyer=Buyer(thief.email, thief.pk),
                pay_with=PayWith("card", saved_card_id=card.pk),
            )
        )

    assert nothing_was_written()


def test_sold_out_writes_nothing() -> None:
    variant = make_variant(stock=1)

    with pytest.raises(SoldOut) as refused:
        place_order(make_purchase((variant, 2)))

    assert refused.value.data == {"left": {str(variant.pk): 1}}
    assert nothing_was_written()
    assert stock_of(variant) == (1, 0)


def test_a_total_other_than_the_buttons_is_refused_with_the_new_one() -> None:
    variant = make_variant(prices={"FR": 2490})

    with pytest.raises(PriceChanged) as refused:
        place_order(make_purchase((variant, 1), expected_total_minor=2880, expected_currency="EUR"))

    assert refused.value.data == {"total_minor": 2980, "currency": "EUR"}
    assert nothing_was_written()
    assert make_bought((variant, 1), expected_total_minor=2980, expected_currency="EUR").placed.status == "paid"


def test_the_same_number_in_another_currency_is_another_total() -> None:
    with pytest.raises(PriceChanged):
        place_order(make_purchase((make_variant(), 1), expected_total_minor=2980, expected_currency="USD"))


def test_a_closed_market_takes_no_orders() -> None:
    MarketStatus.objects.create(code="FR", status="paused", changed_at=clock.now(), why="flood")

    with pytest.raises(MarketClosed):
        place_order(make_purchase((make_variant(), 1)))

    assert nothing_was_written()


def test_a_way_to_pay_that_the_market_does_not_offer() -> None:
    seller = make_seller()
    make_shipping(seller, "US")
    variant = make_variant(seller, prices={"US": 1999})

    with pytest.raises(MethodNotOffered):
        place_order(make_purchase((variant, 1), market="US", pay_with=PayWith("transfer")))

    assert nothing_was_written()


def test_a_declined_card_gives_the_stock_back() -> None:
    variant = make_variant(stock=1)
    purchase = make_purchase((variant, 1), pay_with=PayWith("card", token=make_card("declined", "9995")))

    for _ in range(2):
        with pytest.raises(Declined) as refused:
            place_order(purchase)
        assert refused.value.data["reason"] == "insufficient_funds"

    order = Order.objects.get()
    assert (order.status, order.cancel_reason, order.paid_at) == ("canceled", "payment_declined", None)
    assert stock_of(variant) == (1, 0)
    assert Payment.objects.get().status == Payment.Status.DECLINED
    assert ledger.check_books().problems == ()
    assert make_bought((variant, 1)).placed.status == "paid"


def test_an_instant_method_waits_for_the_wallet() -> None:
    variant = make_variant(stock=1)

    bought = make_bought((variant, 1), pay_with=PayWith("instant"))

    assert bought.placed.status == "unpaid"
    assert bought.placed.next_action is not None
    assert bought.placed.next_action["kind"] == "redirect"
    assert bought.order.status == "unpaid"
    assert stock_of(variant) == (1, 1)


def test_the_same_key_is_the_same_purchase() -> None:
    variant = make_variant(stock=5)
    purchase = make_purchase((variant, 1))

    first, second = place_order(purchase), place_order(purchase)

    assert (second.group_id, second.number, second.status, second.total_minor, second.access_token) == (
        first.group_id,
        first.number,
        first.status,
        first.total_minor,
        first.access_token,
    )
    assert (first.is_replay, second.is_replay) == (False, True)
    assert stock_of(variant) == (5, 1)
    assert OrderGroup.objects.count() == Payment.objects.count() == 1


def test_the_same_key_still_answers_when_everything_has_changed() -> None:
    variant = make_variant(stock=1)
    purchase = make_purchase((variant, 1), expected_total_minor=2980, expected_currency="EUR")
    first = place_order(purchase)
    Price.objects.update(amount_minor=9999)
    MarketStatus.objects.create(code="FR", status="closed", changed_at=clock.now(), why="end")

    assert place_order(purchase).group_id == first.group_id


def test_the_same_key_with_another_body_is_refused() -> None:
    variant = make_variant(stock=5)
    purchase = make_purchase((variant, 1))
    place_order(purchase)

    with pytest.raises(KeyReused):
        place_order(make_purchase((variant, 2), key=purchase.key, pay_with=purchase.pay_with))

    assert stock_of(variant) == (5, 1)
    assert OrderGroup.objects.count() == 1


def test_a_key_belongs_to_its_buyer() -> None:
    variant, user = make_variant(stock=5), make_user()
    card = make_saved_card(user)
    guest = place_order(make_purchase((variant, 1), key="the-same-key"))

    person = place_order(
        make_purchase(
            (variant, 1),
            key="the-same-key",
            buyer=Buyer(user.email, user.pk),
            pay_with=PayWith("card", saved_card_id=card.pk),
        )
    )

    assert person.group_id != guest.group_id
    assert person.access_token is None


@pytest.mark.parametrize("key", ["", "short", "x" * 101, "with\nline-end", "clé-éphémère"])
def test_a_key_that_is_none(key: str) -> None:
    with pytest.raises(KeyInvalid):
        place_order(make_purchase((make_variant(), 1), key=key))

    assert nothing_was_written()


def test_the_rows_of_a_draft_are_the_columns_of_the_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    """`orders_place` fills columns by name: one forgotten would be NULL."""
    from halles.checkout.services import placing

    drafts: list[Draft] = []
    prepared = placing.prepare_orders
    monkeypatch.setattr(placing, "prepare_orders", lambda draft: drafts.append(draft) or prepared(draft))
    make_bought((make_variant(), 1))

    (draft,) = drafts
    (order,), (line,) = order_and_line_rows(draft)
    for row, model in ((group_row(draft), OrderGroup), (order, Order), (line, OrderLine)):
        assert row.keys() == {field.column for field in model._meta.local_fields}
