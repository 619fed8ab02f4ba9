"""Whatever customers, shops, carriers, the provider and the clock do, in whatever order: the books balance, every
account is explained by the orders, and no piece of stock is made or lost."""

from __future__ import annotations

import contextlib
import datetime as dt
import uuid
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from halles.checkout.purchase import PayWith
from halles.checkout.services import expire_unpaid, place_order
from halles.fulfillment import services as parcels
from halles.fulfillment.carriers.port import Scan
from halles.fulfillment.models import Package
from halles.kit import clock
from halles.kit.errors import Refusal
from halles.ledger import queries as ledger
from halles.ledger.accounts import AccountKey, customer_payments, refunds, seller_available, seller_pending
from halles.ledger.accounts import platform_fee as platform_fee_account
from halles.ledger.accounts import shipping as shipping_account
from halles.ledger.accounts import tax_payable as tax_payable_account
from halles.orders import money, services, story
from halles.orders.models import Order, OrderGroup, OrderLine, OrderRefund
from halles.payments import services as payments
from halles.payments.models import Payment
from halles.payments.models import Refund as PaymentRefund
from halles.payouts import services as payouts
from tests.orders.makers import (
    AT,
    SOMEBODY,
    make_card,
    make_purchase,
    make_seller,
    make_shipping,
    make_variant,
    stock_of,
)

pytestmark = pytest.mark.django_db
STOCK = 12
# Enough for a suite that runs at every change; raise it when the money code changes.
EXAMPLES = 4
CUSTOMER, SHOP = story.customer(None), story.seller(SOMEBODY)
which = st.integers(0, 5)
PIECES = st.lists(st.tuples(st.integers(0, 2), st.integers(1, 3)), min_size=1, max_size=3)
CARDS = st.sampled_from(["approved"] * 5 + ["declined", "challenge", "lost", "capture_fails", "refund_fails"])
LAST4 = {"declined": "0002", "challenge": "3155", "lost": "0101", "capture_fails": "0341", "refund_fails": "5126"}


class Market(RuleBasedStateMachine):
    """One market and its people. Every rule may be refused; after each one everything must add up."""

    market = "FR"
    place: dict[str, str] = {}
    methods: tuple[str, ...] = ("card", "instant")

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block._from_testcase = True  # type: ignore[attr-defined]
        self.block.__enter__()
        self.now = AT
        with clock.travel(self.now):
            near, far = make_seller(market=self.market), make_seller(market=self.market)
            make_shipping(near, self.market)
            make_shipping(far, self.market, price_minor=790)
            kinds = [(near, 1999, "standard"), (near, 333, "food"), (far, 1, "standard")]
            self.variants = [
                make_variant(seller, prices={self.market: price}, stock=STOCK, tax_class=tax)
                for seller, price, tax in kinds
            ]

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    def attempt(self, act: Callable[..., Any], *args: Any, **kwargs: Any) -> None:
        """Do it as a job would, with transactions of its own: refused or done."""
        with clock.travel(self.now), contextlib.suppress(Refusal):
            act(*args, **kwargs)

    def in_one(self, act: Callable[..., Any], *args: Any, **kwargs: Any) -> None:
        """Do it as a request would, in one transaction that a refusal rolls back."""
        with clock.travel(self.now), contextlib.suppress(Refusal), transaction.atomic():
            act(*args, **kwargs)

    def order(self, number: int) -> Order | None:
        found = list(Order.objects.order_by("placed_at", "pk"))
        return found[number % len(found)] if found else None

    @initialize(data=st.data())
    def two_purchases_to_begin_with(self, data: st.DataObject) -> None:
        for _ in range(2):
            self.buys(data.draw(PIECES), "approved", "card")

    @rule(pieces=PIECES, card=CARDS, data=st.data())
    def somebody_buys(self, pieces: list[tuple[int, int]], card: str, data: st.DataObject) -> None:
        self.buys(pieces, card, data.draw(st.sampled_from(self.methods)))

    def buys(self, pieces: list[tuple[int, int]], card: str, method: str) -> None:
        wanted: Counter[int] = Counter()
        for number, quantity in pieces:
            wanted[number] += quantity
        pay_with = (
            PayWith("card", token=make_card(card, LAST4.get(card, "4242"))) if method == "card" else PayWith(method)  # type: ignore[arg-type]
        )
        purchase = make_purchase(
            *[(self.variants[number], quantity) for number, quantity in wanted.items()],
            market=self.market,
            place=self.place,
            pay_with=pay_with,
            key=f"key-{uuid.uuid4()}",
        )
        self.attempt(place_order, purchase)
        self.attempt(place_order, purchase)

    @rule(number=which)
    def customer_cancels(self, number: int) -> None:
        if order := self.order(number):
            self.in_one(services.cancel_order, order.pk, by=CUSTOMER, reason="changed_mind")

    @rule(number=which)
    def shop_cancels(self, number: int) -> None:
        if order := self.order(number):
            self.in_one(services.cancel_order, order.pk, by=SHOP, reason="out_of_stock")

    @rule(number=which, line=st.integers(0, 2), quantity=st.integers(1, 3))
    def shop_cancels_pieces(self, number: int, line: int, quantity: int) -> None:
        if (order := self.order(number)) and (lines := list(order.lines.order_by("position"))):
            self.in_one(services.cancel_line, lines[line % len(lines)].pk, quantity, by=SHOP, reason="damaged")

    @rule(number=which, line=st.integers(0, 2), quantity=st.none() | st.integers(1, 3))
    def shop_refunds_a_line(self, number: int, line: int, quantity: int | None) -> None:
        if (order := self.order(number)) and (lines := list(order.lines.order_by("position"))):
            self.in_one(
                services.refund_line, lines[line % len(lines)].pk, quantity=quantity, by=SHOP, reason="goodwill"
            )

    @rule(number=which, amount=st.integers(1, 3000))
    def shop_refunds_an_amount(self, number: int, amount: int) -> None:
        if order := self.order(number):
            self.in_one(services.refund_amount, order.pk, amount, by=SHOP, reason="arrived_late")

    @rule(number=which, pieces=st.lists(st.integers(0, 3), min_size=3, max_size=3))
    def shop_packs(self, number: int, pieces: list[int]) -> None:
        if order := self.order(number):
            lines = list(order.lines.order_by("position"))
            chosen = {line.pk: quantity for line, quantity in zip(lines, pieces, strict=False) if quantity}
            self.packs(order, chosen)

    def packs(self, order: Order, pieces: dict[uuid.UUID, int]) -> None:
        tracking_number = f"HP{uuid.uuid4().int % 10**10:010d}"
        self.in_one(parcels.ship, order.pk, parcels.Parcelled(pieces, "sandbox", tracking_number), by=SOMEBODY)

    @rule(number=which, status=st.sampled_from(["in_transit", "out_for_delivery", "delivered", "delivered", "lost"]))
    def carrier_scans(self, number: int, status: Any) -> None:
        packages = list(Package.objects.order_by("packed_at", "pk"))
        if packages:
            package = packages[number % len(packages)]
            scan = Scan(self.now, status, "delivered" if status == "delivered" else "sorted", "Lyon")
            self.in_one(parcels.record_scans, package.pk, [scan])

    @rule(number=which)
    def carrier_brings_everything(self, number: int) -> None:
        if order := self.order(number):
            for package in order.packages.all():
                self.in_one(parcels.record_scans, package.pk, [Scan(self.now, "delivered", "delivered", "Paris")])

    @rule(number=which)
    def customer_has_it(self, number: int) -> None:
        if order := self.order(number):
            self.in_one(parcels.confirm_received, order.pk, by=CUSTOMER)

    @rule(
        hours=st.sampled_from([1, 1, 2, 24, 24 * 8, 24 * 8, 24 * 30]),
        is_provider_up=st.sampled_from([True, True, False]),
    )
    def time_passes(self, hours: int, is_provider_up: bool) -> None:
        self.now += dt.timedelta(hours=hours)
        for job in (services.release_due, expire_unpaid, parcels.cancel_not_shipped, parcels.assume_delivered):
            self.attempt(job)
        self.attempt(payouts.release_due)
        if is_provider_up:
            self.provider_works()

    def provider_works(self) -> None:
        for payment in Payment.objects.all():
            for step in (payments.send_void, payments.send_capture, payments.refresh):
                self.attempt(step, payment.pk)
        for refund in PaymentRefund.objects.all():
            self.attempt(payments.send_refund, refund.pk)

    @rule()
    def an_ordinary_hour(self) -> None:
        """The window ends and the money is taken: what happens to most orders."""
        self.time_passes(1, True)

    @rule(number=which)
    def shop_packs_everything(self, number: int) -> None:
        if order := self.order(number):
            lines = order.lines.all()
            left = {line.pk: line.quantity - line.canceled_quantity - line.shipped_quantity for line in lines}
            self.packs(order, {line_id: quantity for line_id, quantity in left.items() if quantity})

    @invariant()
    def the_books_balance(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        assert ledger.check_books().problems == ()

    @invariant()
    def every_account_is_explained(self) -> None:
        expected: Counter[AccountKey] = Counter()
        for order in Order.objects.select_related("group").prefetch_related("lines"):
            _explain(order, expected)
        currency = self.variants[0].prices.get().currency
        expected[customer_payments(currency)] += _promised()
        decided = sum(OrderRefund.objects.values_list("amount_minor", flat=True))
        unwanted = PaymentRefund.objects.filter(key__endswith=":unwanted")
        decided += sum(unwanted.values_list("amount_minor", flat=True))
        done = PaymentRefund.objects.filter(status="succeeded").values_list("amount_minor", flat=True)
        expected[refunds(currency)] += decided - sum(done)
        for account, amount in expected.items():
            assert ledger.balance(account) == amount, account

    @invariant()
    def no_stock_is_made_or_lost(self) -> None:
        for variant in self.variants:
            lines = OrderLine.objects.filter(variant=variant)
            shipped = sum(line.shipped_quantity for line in lines)
            open_pieces = sum(line.quantity - line.canceled_quantity - line.shipped_quantity for line in lines)
            assert stock_of(variant) == (STOCK - shipped, open_pieces)

    @invariant()
    def what_was_paid_back_was_paid(self) -> None:
        captured = dict(Payment.objects.values_list("reference_id", "captured_minor"))
        for group in OrderGroup.objects.prefetch_related("orders__refunds"):
            refunded = sum(order.refunded_minor for order in group.orders.all())
            assert refunded <= captured[group.pk]
            for order in group.orders.all():
                assert order.refunded_minor == sum(refund.amount_minor for refund in order.refunds.all())


def _explain(order: Order, expected: Counter[AccountKey]) -> None:
    """What an order whose sale is booked must have left on each account."""
    if order.captured_at is None:
        return
    lines = list(order.lines.all())
    goods, carriage = [money.line_left(line) for line in lines], money.shipping_left(order, lines)
    everything = [*goods, carriage]
    own_tax = [0 if order.is_tax_remitted else part.tax_minor for part in everything]
    earned = sum(part.seller_minor for part in goods) + sum(own_tax[:-1])
    carried = carriage.seller_minor + own_tax[-1]
    if order.delivered_at is None:
        expected[shipping_account(order.seller_id, order.currency)] += carried
        carried = 0
    hold = order_hold(order)
    is_free = not hold_waits(order)
    account = seller_available if is_free else seller_pending
    expected[account(order.seller_id, order.currency)] += earned + carried
    assert is_free or hold.amount_minor == earned + carried
    expected[platform_fee_account(order.currency)] += sum(part.platform_fee_minor for part in goods)
    if order.is_tax_remitted:
        remitted = sum(part.tax_minor for part in everything)
        expected[tax_payable_account(order.group.market, order.currency)] += remitted


def order_hold(order: Order) -> Any:
    from halles.payouts.models import Hold

    return Hold.objects.get(order_id=order.pk)


def hold_waits(order: Order) -> bool:
    from halles.payouts.models import Hold

    return Hold.objects.waiting().filter(order_id=order.pk).exists()


def _promised() -> int:
    """Cards authorised and neither captured nor let go: the customer's promise."""
    open_cards = Payment.objects.filter(authorized_minor__gt=0, captured_minor=0, canceled_at=None, method="card")
    return sum(open_cards.values_list("authorized_minor", flat=True))


class Texas(Market):
    """Tax on top, remitted by the platform."""

    market = "US"
    place = {"region": "TX", "postal_code": "73301", "city": "Austin"}


class Japan(Market):
    """No decimals, and payments by transfer that come after the end."""

    market = "JP"
    methods = ("card", "transfer")


@pytest.mark.parametrize("machine", [Market, Texas, Japan])
def test_money_is_conserved(machine: type[Market]) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=EXAMPLES, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
