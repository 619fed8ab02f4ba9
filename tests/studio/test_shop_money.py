"""The shop's books on the page: every line leads to the balance beside it, to the cent."""

from __future__ import annotations

import datetime as dt

import pytest

from halles.kit import clock
from halles.orders import services as ordering
from halles.orders import story
from halles.payouts import queries as payouts
from halles.payouts import services as paying
from halles.studio.views_money import _with_balances
from tests.fulfillment.makers import RELEASED_AT, make_package
from tests.orders.makers import SOMEBODY
from tests.studio.shop_makers import Shop, make_shop, said

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def deliver(shop: Shop, at: dt.datetime) -> None:
    with clock.travel(at):
        order = shop.order(1)
        make_package(order)
        ordering.mark_delivered(order.pk, by=story.CARRIER, at=at, kind=story.DELIVERED)


def test_every_page_of_lines_leads_from_its_first_balance_to_the_next_page() -> None:
    shop = make_shop()
    deliver(shop, RELEASED_AT)
    with clock.travel(RELEASED_AT + 10 * DAY):
        paying.release_due()
        shop.order(2)
        other = shop.order(1)
        ordering.refund_amount(other.pk, 777, by=story.seller(SOMEBODY), reason="goodwill")
    seller_id = shop.seller.pk
    (balance,) = payouts.seller_balance(seller_id)
    cursor: str | None = None
    expected = (balance.held_minor, balance.available_minor)
    pages = 0
    while True:
        page = payouts.list_explained(seller_id, cursor, currency="EUR", size=2)
        assert payouts.balance_before(seller_id, "EUR", cursor) == expected
        lines = _with_balances(page.rows, *expected)
        assert (lines[0].held_after_minor, lines[0].available_after_minor) == expected
        last = lines[-1]
        expected = (
            last.held_after_minor - last.entry.held_minor,
            last.available_after_minor - last.entry.available_minor,
        )
        pages += 1
        cursor = page.next_cursor
        if cursor is None:
            break
    assert expected == (0, 0), "the oldest line begins with nothing"
    assert pages >= 3


def test_held_says_until_when_and_what_waits_for_its_delivery() -> None:
    shop = make_shop()
    deliver(shop, RELEASED_AT)
    with clock.travel(RELEASED_AT + DAY):
        waiting = shop.order(2)
        page = said(shop.client().get(shop.url("money/")))
        (balance,) = payouts.seller_balance(shop.seller.pk)
    (release,) = payouts.list_upcoming(shop.seller.pk)
    assert release.amount_minor + (balance.held_minor - release.amount_minor) == balance.held_minor
    assert "free on Tue, Jun 9" in page
    assert f"€{release.amount_minor / 100:.2f}" in page
    assert f"€{(balance.held_minor - release.amount_minor) / 100:.2f}" in page
    assert shop.url(f"orders/{waiting.pk}/") in page
    assert waiting.group.number in page


def test_a_shop_without_a_sale_is_invited_not_shown_zeros() -> None:
    shop = make_shop()
    page = said(shop.client().get(shop.url("money/")))
    assert "Every cent of your first sale will be explained here." in page
    assert "€0.00" not in page
