"""Returns among everything else that happens to orders: whatever the order of partial returns, refunds, cancellations,
cases and silence, the books balance, nobody gets back more than was paid, and no piece of stock is made or lost."""

from __future__ import annotations

import random
import uuid
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule, run_state_machine_as_test

from halles.fulfillment.carriers.port import Scan
from halles.ledger import queries as ledger
from halles.ledger.accounts import (
    AccountKey,
    carriers_due,
    customer_payments,
    platform_fee,
    refunds,
    seller_available,
    seller_pending,
    shipping,
    tax_payable,
)
from halles.orders import money
from halles.orders.models import Order, OrderGroup, OrderLine, OrderRefund
from halles.payments.models import Payment
from halles.payments.models import Refund as PaymentRefund
from halles.payouts import queries as payouts
from halles.payouts.models import Block
from halles.returns import services
from halles.returns.models import Dispute, ReturnLine, ReturnRequest
from tests.moderation.makers import make_staff
from tests.orders import test_money_is_conserved as orders_machine
from tests.orders.makers import stock_of

pytestmark = pytest.mark.django_db
CUSTOMER, SHOP = orders_machine.CUSTOMER, orders_machine.SHOP
which = st.integers(0, 5)
few = st.integers(1, 3)
EXAMPLES = 3
ACTS = 120


class Hall(orders_machine.Market):
    """The market of orders, in which goods also come back."""

    @initialize(data=st.data())
    def two_purchases_to_begin_with(self, data: st.DataObject) -> None:
        """Two that have arrived, of two pieces and more per line."""
        for _ in range(2):
            pieces = [(line, quantity + 1) for line, quantity in data.draw(orders_machine.PIECES)]
            self.buys(pieces, "approved", "card")
        self.an_ordinary_hour()
        for number in range(6):
            self.shop_packs_everything(number)
            self.carrier_brings_everything(number)

    def a_return(self, number: int) -> ReturnRequest | None:
        found = list(ReturnRequest.objects.order_by("requested_at", "pk"))
        return found[number % len(found)] if found else None

    def pieces_of(self, number: int, line: int, quantity: int) -> tuple[Order, dict[uuid.UUID, int]] | None:
        order = self.order(number)
        if order is None:
            return None
        lines = list(order.lines.order_by("position"))
        return order, {lines[line % len(lines)].pk: quantity}

    @rule(number=which, line=st.integers(0, 2), quantity=few, key=st.sampled_from(["a", "b", "c", "d", "e"]))
    def customer_withdraws(self, number: int, line: int, quantity: int, key: str) -> None:
        if found := self.pieces_of(number, line, quantity):
            facts: dict[str, Any] = {"by": CUSTOMER, "name": "Camille", "email": "camille@example.org", "key": key}
            self.in_one(services.declare_withdrawal, found[0].pk, found[1], **facts)

    @rule(
        number=which,
        line=st.integers(0, 2),
        quantity=few,
        reason=st.sampled_from(["changed_mind", "arrived_damaged", "piece_missing"]),
    )
    def customer_returns(self, number: int, line: int, quantity: int, reason: str) -> None:
        if found := self.pieces_of(number, line, quantity):
            facts: dict[str, Any] = {"by": CUSTOMER, "reason": reason, "text": "See.", "key": uuid.uuid4().hex}
            self.in_one(services.request_return, found[0].pk, found[1], **facts)

    @rule(number=which)
    def everything_arrives(self, number: int) -> None:
        self.an_ordinary_hour()
        self.shop_packs_everything(number)
        self.carrier_brings_everything(number)

    @rule(number=which, answer=st.sampled_from(["approve", "reject", "waive"]))
    def shop_answers(self, number: int, answer: str) -> None:
        if request := self.a_return(number):
            if answer == "reject":
                self.in_one(services.reject, request.pk, by=SHOP, why="No.")
            else:
                act = services.approve if answer == "approve" else services.waive_parcel
                self.in_one(act, request.pk, by=SHOP)

    @rule(number=which, status=st.sampled_from(["in_transit", "delivered", "delivered", "lost"]))
    def parcel_comes_back(self, number: int, status: Any) -> None:
        if request := self.a_return(number):
            self.attempt(services.make_label, request.pk)
            self.in_one(services.hand_over, request.pk)
            self.in_one(services.record_scans, request.pk, [Scan(self.now, status, "sorted", "Lyon")])

    @rule(number=which, off=st.integers(0, 900), shelf=st.integers(0, 3))
    def shop_looks(self, number: int, off: int, shelf: int) -> None:
        if request := self.a_return(number):
            self.in_one(services.mark_received, request.pk, by=SHOP)
            findings = {line.pk: services.Finding(off, shelf) for line in request.lines.all()}
            self.in_one(services.inspect, request.pk, findings, by=SHOP, why="Used.")

    @rule(
        number=which,
        line=st.integers(0, 2),
        reason=st.sampled_from(["", "changed_mind", "arrived_damaged"]),
        off=st.sampled_from([0, 0, 1, 250, 5000]),
        shelf=st.integers(0, 1),
    )
    def a_piece_comes_back(self, number: int, line: int, reason: str, off: int, shelf: int) -> None:
        """The way most returns go: asked, accepted, sent, looked at, refunded."""
        key, before = uuid.uuid4().hex, ReturnRequest.objects.count()
        if reason:
            self.customer_returns(number, line, 1, reason)
        else:
            self.customer_withdraws(number, line, 1, key)
        request = ReturnRequest.objects.order_by("pk").last()
        if request is None or ReturnRequest.objects.count() == before:
            return
        self.in_one(services.approve, request.pk, by=SHOP)
        self.attempt(services.make_label, request.pk)
        self.in_one(services.hand_over, request.pk)
        self.in_one(services.record_scans, request.pk, [Scan(self.now, "delivered", "delivered", "Lyon")])
        findings = {part.pk: services.Finding(off, shelf) for part in request.lines.all()}
        self.in_one(services.inspect, request.pk, findings, by=SHOP, why="Used.")

    @rule(number=which)
    def customer_keeps_it(self, number: int) -> None:
        if request := self.a_return(number):
            self.in_one(services.cancel_return, request.pk, by=CUSTOMER)

    @rule(
        number=which,
        kind=st.sampled_from(["not_arrived", "other", "return_declined", "refund_too_small"]),
        decision=st.sampled_from(["refund_all", "refund_part", "no_refund"]),
        amount=st.integers(1, 2000),
    )
    def staff_decide(self, number: int, kind: str, decision: str, amount: int) -> None:
        request = self.a_return(number) if kind.startswith("re") else None
        order = request.order if request else self.order(number)
        if order is None:
            return
        facts: dict[str, Any] = {"kind": kind, "side": "customer", "by_id": None, "text": "Please."}
        self.in_one(services.open_dispute, order.pk, return_id=request.pk if request else None, **facts)
        dispute = Dispute.objects.filter(order=order, status="open").first()
        if dispute is not None and number % 2:
            staff = make_staff()
            self.in_one(
                services.decide_dispute, dispute.pk, decision, amount_minor=amount, by=staff, why="Both were heard."
            )

    @rule()
    def silence_decides(self) -> None:
        self.attempt(services.keep_deadlines)

    @invariant()
    def every_account_is_explained(self) -> None:
        expected: Counter[AccountKey] = Counter()
        currency = self.variants[0].prices.get().currency
        billed = _billed_to_sellers()
        for order in Order.objects.select_related("group").prefetch_related("lines"):
            _explain(order, expected)
        expected[customer_payments(currency)] += orders_machine._promised()
        spent = sum(OrderRefund.objects.values_list("postage_minor", flat=True))
        decided = sum(OrderRefund.objects.values_list("amount_minor", flat=True)) - spent
        unwanted = PaymentRefund.objects.filter(key__endswith=":unwanted")
        decided += sum(unwanted.values_list("amount_minor", flat=True))
        done = PaymentRefund.objects.filter(status="succeeded").values_list("amount_minor", flat=True)
        expected[refunds(currency)] += decided - sum(done)
        expected[carriers_due(currency)] += spent + sum(billed.values())
        for account, amount in expected.items():
            assert ledger.balance(account) == amount, account
        assert payouts.check_holds() == []

    @invariant()
    def no_stock_is_made_or_lost(self) -> None:
        for variant in self.variants:
            lines = OrderLine.objects.filter(variant=variant)
            shipped = sum(line.shipped_quantity for line in lines)
            open_pieces = sum(line.quantity - line.canceled_quantity - line.shipped_quantity for line in lines)
            back = sum(
                ReturnLine.objects.filter(order_line__variant=variant).values_list("restocked_quantity", flat=True)
            )
            assert stock_of(variant) == (orders_machine.STOCK - shipped + back, open_pieces)

    @invariant()
    def nobody_gets_back_more_than_was_paid(self) -> None:
        captured = dict(Payment.objects.values_list("reference_id", "captured_minor"))
        for group in OrderGroup.objects.prefetch_related("orders"):
            assert sum(order.refunded_minor for order in group.orders.all()) <= captured[group.pk]
        for request in ReturnRequest.objects.prefetch_related("lines__order_line"):
            for line in request.lines.all():
                assert line.refunded_minor <= line.order_line.total_minor * line.quantity // line.order_line.quantity
            assert request.is_open == (request.closed_at is None)
            assert request.paid_out_minor >= 0

    @invariant()
    def only_what_is_open_is_blocked(self) -> None:
        is_open = set(ReturnRequest.objects.filter(closed_at=None).values_list("pk", flat=True))
        is_open |= set(Dispute.objects.filter(status="open").values_list("pk", flat=True))
        assert set(Block.objects.filter(lifted_at=None).values_list("reference_id", flat=True)) <= is_open


def _billed_to_sellers() -> Counter[uuid.UUID]:
    """What each order's seller paid for labels."""
    billed: Counter[uuid.UUID] = Counter()
    for order_id, postage in ReturnRequest.objects.filter(carriage_paid_by="seller").values_list(
        "order_id", "postage_minor"
    ):
        billed[order_id] += postage
    return billed


def _explain(order: Order, expected: Counter[AccountKey]) -> None:
    """As for orders alone, but the seller also bears labels, and a part may be free while the rest is blocked."""
    if order.captured_at is None:
        return
    lines = list(order.lines.all())
    goods, carriage = [money.line_left(line) for line in lines], money.shipping_left(order, lines)
    everything = [*goods, carriage]
    own_tax = [0 if order.is_tax_remitted else part.tax_minor for part in everything]
    earned = sum(part.seller_minor for part in goods) + sum(own_tax[:-1])
    carried = carriage.seller_minor + own_tax[-1]
    if order.delivered_at is None:
        expected[shipping(order.seller_id, order.currency)] += carried
        carried = 0
    hold = orders_machine.order_hold(order)
    waiting = hold.amount_minor if orders_machine.hold_waits(order) else 0
    label = _billed_to_sellers().get(order.pk, 0)
    expected[seller_pending(order.seller_id, order.currency)] += waiting
    expected[seller_available(order.seller_id, order.currency)] += earned + carried - label - waiting
    expected[platform_fee(order.currency)] += sum(part.platform_fee_minor for part in goods)
    if order.is_tax_remitted:
        remitted = sum(part.tax_minor for part in everything)
        expected[tax_payable(order.group.market, order.currency)] += remitted


class TexasHall(Hall):
    """Tax on top, remitted by the platform."""

    market = "US"
    place = {"region": "TX", "postal_code": "73301", "city": "Austin"}


@pytest.mark.parametrize("machine", [Hall, TexasHall])
def test_money_and_stock_add_up(machine: type[Hall]) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=EXAMPLES, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


def _acts(hall: Hall, dice: random.Random) -> list[Callable[[], None]]:
    """One throw of everything that may happen, returns more often than the rest."""
    number, line, pieces = dice.randrange(6), dice.randrange(3), dice.randint(1, 2)
    fault = dice.choice(["changed_mind", "arrived_damaged", "piece_missing"])
    answer, status = dice.choice(["approve", "reject", "waive"]), dice.choice(["delivered", "delivered", "lost"])
    kind = dice.choice(["not_arrived", "other", "return_declined", "refund_too_small"])
    decision = dice.choice(["refund_all", "refund_part", "no_refund"])
    off, way = dice.choice([0, 0, 1, 250, 5000]), dice.choice(["", "changed_mind", "arrived_damaged"])
    return [
        lambda: hall.buys([(line, 3), (number % 3, 2)], "approved", "card"),
        lambda: hall.everything_arrives(number),
        lambda: hall.shop_packs(number, [1, 1, 1]),
        lambda: hall.customer_withdraws(number, line, pieces, uuid.uuid4().hex),
        lambda: hall.customer_withdraws(number, line, pieces, uuid.uuid4().hex),
        lambda: hall.customer_returns(number, line, pieces, fault),
        lambda: hall.customer_returns(number, line, pieces, fault),
        lambda: hall.shop_answers(number, answer),
        lambda: hall.parcel_comes_back(number, status),
        lambda: hall.parcel_comes_back(number, status),
        lambda: hall.shop_looks(number, off, pieces),
        lambda: hall.a_piece_comes_back(number, 0, way, off, 1),
        lambda: hall.a_piece_comes_back(number, line, way, off, 1),
        lambda: hall.customer_keeps_it(number),
        lambda: hall.staff_decide(number, kind, decision, dice.randint(1, 1500)),
        lambda: hall.shop_refunds_a_line(number, line, dice.choice([None, 1])),
        lambda: hall.shop_refunds_an_amount(number, dice.randint(1, 900)),
        lambda: hall.shop_cancels_pieces(number, line, 1),
        lambda: hall.time_passes(dice.choice([1, 24, 24 * 5]), True),
        hall.silence_decides,
    ]


@pytest.mark.parametrize(("machine", "seed"), [(Hall, 1), (TexasHall, 2)])
def test_a_busy_season_adds_up(machine: type[Hall], seed: int) -> None:
    """Denser than what is drawn at random from nothing: many returns in every status, checked after each act."""
    hall, dice = machine(), random.Random(seed)
    try:
        for _ in range(3):
            hall.buys([(0, 3), (1, 3), (2, 2)], "approved", "card")
        for number in range(6):
            hall.everything_arrives(number)
        for _ in range(ACTS):
            dice.choice(_acts(hall, dice))()
            hall.the_books_balance()
            hall.every_account_is_explained()
            hall.no_stock_is_made_or_lost()
            hall.nobody_gets_back_more_than_was_paid()
            hall.only_what_is_open_is_blocked()
        if machine is not Hall:
            return
        # Of these throws, so that the season is known to be a busy one.
        ended = Counter(ReturnRequest.objects.values_list("status", flat=True))
        assert ended["refunded"] >= 5
        assert ended["partially_refunded"] > 0
        assert ReturnLine.objects.filter(restocked_quantity__gt=0).exists()
        assert Dispute.objects.filter(status="decided").exists()
        assert {"customer", "seller"} == set(
            ReturnRequest.objects.filter(postage_minor__gt=0).values_list("carriage_paid_by", flat=True)
        )
    finally:
        hall.teardown()
