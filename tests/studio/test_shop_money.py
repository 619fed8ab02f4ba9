"""The shop's books on the page: every line leads to the balance beside it, to the cent."""

from __future__ import annotations

import csv
import datetime as dt
import html
import io
from decimal import Decimal

import pytest

from halles.kit import clock
from halles.orders import services as ordering
from halles.orders import story
from halles.orders.models import Order
from halles.payouts import queries as payouts
from halles.payouts import services as paying
from halles.studio.money_desk import chain_of, month_of, span_of, with_balances
from tests.affiliates.test_charged_back import decide, take_back
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
        lines = with_balances(shop.seller, page.rows, *expected)
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


def in_words(page: str) -> str:
    return html.unescape(page).replace("\xa0", " ")


def test_every_line_is_a_sentence_and_one_orders_chain_sums_to_its_books() -> None:
    shop = make_shop()
    deliver(shop, RELEASED_AT)
    (order,) = Order.objects.all()
    number = order.group.number
    with clock.travel(RELEASED_AT + 10 * DAY):
        paying.release_due()
        ordering.refund_amount(order.pk, 777, by=story.seller(SOMEBODY), reason="goodwill")
        page = in_words(said(shop.client().get(shop.url("money/"))))
        chain_page = in_words(said(shop.client().get(shop.url(f"orders/{order.pk}/money/"))))
        found = shop.client().get(shop.url(f"money/?order={number.lower()}"))
        chain = chain_of(shop.seller, order)
        (balance,) = payouts.seller_balance(shop.seller.pk)
    for words in (
        f"The customer paid €{order.total_minor / 100:.2f} for order {number}.",
        f"Halles keeps €{order.platform_fee_minor / 100:.2f}, 6% of the goods before tax.",
        f"The holding days of order {number} are over:",
        "€7.77 went back to the customer: Goodwill.",
        "The parcel has arrived, so the carriage is yours.",
    ):
        assert words in page
        assert words in chain_page
    assert found["Location"] == shop.url(f"orders/{order.pk}/money/")
    assert (chain.paid_minor, chain.refunded_minor) == (order.total_minor, -777)
    parts = chain.paid_minor + chain.refunded_minor + chain.fee_minor + chain.tax_minor + chain.labels_minor
    assert parts == chain.yours_minor == balance.held_minor + balance.available_minor
    assert chain.money is not None
    assert chain.money.released_at is not None


def test_a_months_lines_lead_from_its_first_balance_to_its_last_and_the_file_has_them_to_the_cent() -> None:
    shop = make_shop()
    deliver(shop, RELEASED_AT)
    with clock.travel(RELEASED_AT + 40 * DAY):
        paying.release_due()
        shop.order(2)
        zone = "Europe/Paris"
        assert [str(one) for one in payouts.list_months(shop.seller.pk, "EUR", time_zone=zone)] == [
            "2026-07-01",
            "2026-06-01",
        ]
        spans = [span_of(shop.seller, "EUR", _month(name, zone), limit=100) for name in ("2026-06", "2026-07")]
        (balance,) = payouts.seller_balance(shop.seller.pk)
        file = shop.client().get(shop.url("money/lines.csv?month=2026-07"))
        whole = shop.client().get(shop.url("money/lines.csv"))
        page = in_words(said(shop.client().get(shop.url("money/?month=2026-06"))))
    assert (spans[0].held_before_minor, spans[0].available_before_minor) == (0, 0)
    assert spans[1].held_before_minor == spans[0].held_after_minor
    assert (spans[1].held_after_minor, spans[1].available_after_minor) == (balance.held_minor, balance.available_minor)
    for span in spans:
        held = sum(line.entry.held_minor for line in span.lines)
        available = sum(line.entry.available_minor for line in span.lines)
        assert span.held_after_minor - span.held_before_minor == held
        assert span.available_after_minor - span.available_before_minor == available
    rows = list(csv.DictReader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert len(rows) == len(spans[1].lines)
    everything = list(csv.DictReader(io.StringIO(whole.content.decode("utf-8-sig"))))
    assert sum(Decimal(row["pending_change"]) for row in everything) * 100 == balance.held_minor
    assert sum(Decimal(row["available_change"]) for row in everything) * 100 == balance.available_minor
    for row in everything:
        parts = ("paid_by_customer", "refunded_to_customer", "platform_fee", "tax_remitted", "labels_and_other")
        changes = Decimal(row["pending_change"]) + Decimal(row["available_change"])
        assert sum(Decimal(row[name]) for name in parts) == changes
    assert "as it began" in page
    assert "June 2026" in page


def _month(name: str, zone: str) -> tuple[dt.datetime, dt.datetime]:
    found = month_of(name, zone)
    assert found is not None
    return found


def test_a_month_that_is_none_and_somebody_elses_order_show_nothing() -> None:
    shop, other = make_shop(), make_shop()
    order = other.order(1)
    assert [month_of(text, "Europe/Paris") for text in ("2026-13", "x", "", "0001-01")] == [None] * 4
    assert shop.client().get(shop.url(f"orders/{order.pk}/money/")).status_code == 404
    answer = shop.client().get(shop.url(f"money/?order={order.group.number}"))
    assert answer.status_code == 200
    for who, status in (("packer", 403), ("stranger", 404)):
        assert other.client(who).get(other.url(f"orders/{order.pk}/money/")).status_code == status
        assert other.client(who).get(other.url("money/lines.csv")).status_code == status


def test_a_shop_without_a_sale_is_invited_not_shown_zeros() -> None:
    shop = make_shop()
    page = said(shop.client().get(shop.url("money/")))
    assert "Every cent of your first sale will be explained here." in page
    assert "€0.00" not in page


def test_the_shop_reads_why_its_money_waits_for_a_bank() -> None:
    shop = make_shop()
    with clock.travel(RELEASED_AT):
        order = shop.order(1)
        path = shop.url(f"orders/{order.pk}/money/")
        assert "took the money of this purchase back" not in said(shop.client().get(path))
        take_back()
        page = in_words(said(shop.client().get(path)))
        for words in ("took the money of this purchase back on", "of it waits for an open return, case or chargeback"):
            assert words in page, words
        assert "waits for open returns, cases and chargebacks" in said(shop.client().get(shop.url("money/")))
        decide(is_won=False)
        assert "decided for the customer on" in in_words(said(shop.client().get(path)))
