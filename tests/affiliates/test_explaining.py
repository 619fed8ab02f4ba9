"""The whole chain of a purchase for the operator: from the card to the payouts, and of what is settled together."""

from __future__ import annotations

import datetime as dt

import pytest

from halles.affiliates.handlers import sales
from halles.affiliates.queries.explaining import find_chain
from halles.affiliates.services import booking
from halles.cli.commands import explain
from halles.kit import clock
from halles.orders import services as orders
from halles.orders import story
from halles.payments import services as payments
from halles.payments.models import Refund
from halles.payouts import services as payouts
from halles.payouts.events import PayoutPaid
from halles.payouts.services.planning import begin
from halles.sellers.models import Seller
from tests.affiliates.makers import make_creator, make_led, make_plan, make_touch
from tests.affiliates.test_commissions import deliver, make_payout, take_money
from tests.orders.makers import AT, SOMEBODY, Bought, make_variant

pytestmark = pytest.mark.django_db


def make_settled_and_paid() -> Bought:
    """Of a purchase from two shops the first order is settled together with another purchase of its shop, with a share
    kept back; its commission is paid out. A part of it was refunded before all that."""
    with clock.travel(AT):
        creator, variant = make_creator(), make_variant(prices={"FR": 2400})
        elsewhere = make_variant(prices={"FR": 1000})
        make_plan(variant.seller, 1_000)
        Seller.objects.filter(pk=variant.seller_id).update(settlement_tier="extended")
        bought = make_led(make_touch(creator, variant), (variant, 2), (elsewhere, 1))
        beside = make_led(make_touch(creator, variant), (variant, 1))
    with clock.travel(AT + dt.timedelta(hours=2)):
        take_money()
        mine = bought.group.orders.get(seller=variant.seller)
        orders.refund_line(mine.lines.get().pk, quantity=1, by=story.seller(SOMEBODY), reason="goodwill")
        payments.send_refund(Refund.objects.get().pk)
        for order in (mine, beside.order):
            deliver(order, at=clock.now())
    with clock.travel(AT + dt.timedelta(days=40)):
        assert payouts.release_due() == 2
        assert booking.confirm_due() == 2
        payout = make_payout(creator, amount_minor=400)
        begin([payout])
        sales.payout_paid(PayoutPaid(payout.pk, "creator", creator.pk, 400, "EUR", clock.now()))
    return bought


def told_by(number: str, capsys: pytest.CaptureFixture[str]) -> str:
    assert explain.run_order(explain.argparse.Namespace(number=number)) == 0
    return capsys.readouterr().out


@pytest.fixture(autouse=True)
def in_house(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("halles.cli.house.run_in_house", lambda work: work())


def test_from_the_card_to_the_payout(capsys: pytest.CaptureFixture[str]) -> None:
    bought = make_settled_and_paid()
    chain = find_chain(bought.group.number)
    assert chain is not None
    told = " ".join(told_by(bought.group.number, capsys).split())
    for words in (
        "payment_authorized debit provider_authorized €67.80",
        "payment_captured debit provider_clearing €67.80",
        "payment_refunded debit refunds €24.00",
        "all but the reserve of the shop's money is free since 2026-07-12 08:00",
        "its share of an entry about many orders: settlement:",
        "debit seller_pending €25.70 credit seller_available €23.13 credit seller_reserve €2.57",
        "Reserve: €2.57 kept back until 2026-08-11 left of it after refunds: €2.57, waits",
        "payout P-1 of 2026-07-12 to Léa",
        "payout debit creator_available €4.00 credit payouts_in_transit €4.00",
    ):
        assert words in told, (words, told)
    assert [entry.kind for entry in chain.entries] == ["payment_authorized", "payment_captured", "payment_refunded"]
    first, second = chain.orders
    assert first.settlement is not None
    assert first.settlement.is_shared
    pending = [
        posting.amount_minor
        for entry in first.entries
        for posting in entry.postings.all()
        if posting.account.kind == "seller_pending"
    ]
    assert sum(pending) + first.settlement.amount_minor == 0, "with its share nothing of the order waits"
    assert (second.settlement, second.reserve, second.lines[0].payout) == (None, None, None)


def test_an_order_is_explained_by_the_number_its_slip_carries(capsys: pytest.CaptureFixture[str]) -> None:
    with clock.travel(AT):
        bought = make_led(make_touch(make_creator()), (make_variant(), 1), (make_variant(), 1))
    _first, second = bought.group.orders.order_by("position")
    told = told_by(f"{bought.group.number.lower()}-2", capsys)
    assert f"Order {bought.group.number}-2 of {second.seller.name}" in told
    assert f"Order {bought.group.number}-1" not in told
    assert f"Order {bought.group.number}-1" in told_by(bought.group.number, capsys)
    for number in ("3", "0", "2-2", "x", ""):
        assert find_chain(f"{bought.group.number}-{number}") is None
        assert explain.run_order(explain.argparse.Namespace(number=f"{bought.group.number}-{number}")) == 1
