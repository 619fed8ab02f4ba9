"""Whatever happens to purchases that creators led to, in whatever order, and whenever it is decided: what customers
paid is what sellers, creators, the platform, the state and refunds have, to the cent."""

from __future__ import annotations

import uuid
from collections import Counter

import pytest
from django.db import transaction
from django.db.models import F, QuerySet, Sum
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule, run_state_machine_as_test

from halles.affiliates.evidence import decide_again
from halles.affiliates.models import Attribution, Commission, Fee
from halles.affiliates.services import booking
from halles.checkout.purchase import Buyer, PayWith
from halles.checkout.services import place_order
from halles.kit import clock
from halles.ledger import queries as ledger
from halles.ledger.accounts import creator_available, creator_pending, promised_fees
from halles.ledger.models import Account
from halles.orders.models import OrderGroup, OrderRefund
from halles.payments import services as payments
from halles.payments.models import Chargeback, Payment
from halles.payments.providers.sandbox import charges as sandbox
from halles.payments.providers.sandbox.models import SandboxCharge, SandboxChargeback
from halles.payouts.models import Block
from halles.payouts.queries import check_money_now
from tests.affiliates.makers import decide_now, make_creator, make_participation, make_plan, make_touch
from tests.orders.makers import make_card, make_purchase
from tests.orders.test_money_is_conserved import LAST4, Japan, Market, Texas

pytestmark = pytest.mark.django_db
EXAMPLES = 4
PARTIES = (
    "seller_pending",
    "seller_available",
    "seller_reserve",
    "promised_fees",
    "shipping",
    "creator_pending",
    "creator_available",
    "platform_fee",
    "tax_payable",
)


class Affiliated(Market):
    """The same market, in which shops pay creators well."""

    rates_bps = (8_000, 777)

    def __init__(self) -> None:
        super().__init__()
        with clock.travel(self.now):
            self.creators = [make_creator(), make_creator()]
            self.parts = [
                make_participation(make_plan(seller, rate_bps), creator)
                for rate_bps, seller, creator in zip(
                    self.rates_bps,
                    {v.seller_id: v.seller for v in self.variants}.values(),
                    self.creators,
                    strict=True,
                )
            ]

    def buys(self, pieces: list[tuple[int, int]], card: str, method: str) -> None:
        wanted: Counter[int] = Counter()
        for number, quantity in pieces:
            wanted[number] += quantity
        key = uuid.uuid4()
        with clock.travel(self.now):
            for number in wanted:
                make_touch(self.creators[number % 2], self.variants[number], key=key)
            pay_with = (
                PayWith("card", token=make_card(card, LAST4.get(card, "4242"))) if method == "card" else PayWith(method)  # type: ignore[arg-type]
            )
            purchase = make_purchase(
                *[(self.variants[number], quantity) for number, quantity in wanted.items()],
                market=self.market,
                place=self.place,
                pay_with=pay_with,
                buyer=Buyer(email="guest@example.org", touch_key=key),
            )
        self.attempt(place_order, purchase)

    @initialize()
    def the_first_is_decided(self) -> None:
        self.jobs_decide(0)

    @rule(number=st.integers(0, 5))
    def jobs_decide(self, number: int) -> None:
        groups = list(OrderGroup.objects.order_by("placed_at", "pk"))
        if groups:
            self.attempt(decide_now, groups[number % len(groups)])

    @rule()
    def days_are_over(self) -> None:
        waiting = self._contested().filter(status=Commission.Status.PENDING)
        before = set(waiting.values_list("pk", flat=True))
        self.attempt(booking.confirm_due)
        assert set(waiting.values_list("pk", flat=True)) == before, "what a bank has taken back waits"

    @rule(number=st.integers(0, 5), percent=st.integers(1, 150))
    def a_bank_takes_money_back(self, number: int, percent: int) -> None:
        charges = list(SandboxCharge.objects.filter(captured_minor__gt=0).order_by("created_at", "ref"))
        if not charges:
            return
        charge = charges[number % len(charges)]
        left = charge.captured_minor - charge.refunded_minor - self._taken(charge)
        if left:
            SandboxChargeback.objects.create(
                ref=f"cb_{uuid.uuid4().hex[:24]}",
                charge=charge,
                amount_minor=max(1, min(left, left * percent // 100)),
                status="open",
                reason="fraudulent",
                created_at=self.now,
            )
            self.attempt(payments.refresh, uuid.UUID(charge.key))

    @rule(number=st.integers(0, 5), is_won=st.booleans())
    def a_bank_decides(self, number: int, is_won: bool) -> None:
        cases = list(SandboxChargeback.objects.filter(status="open").order_by("created_at", "ref"))
        if cases:
            case = cases[number % len(cases)]
            sandbox.decide(case, is_won=is_won)
            self.attempt(payments.refresh, uuid.UUID(case.charge.key))

    def _taken(self, charge: SandboxCharge) -> int:
        return sum(charge.chargebacks.exclude(status="won").values_list("amount_minor", flat=True))

    def _contested(self) -> QuerySet[Commission]:
        """Commissions whose purchase a bank has taken money back of and not decided."""
        groups = Chargeback.objects.filter(status="open").values("payment__reference_id")
        blocked = Block.objects.filter(lifted_at=None).values("hold__order_id")
        return Commission.objects.filter(order__group__in=groups, order__in=blocked)

    @invariant()
    def nobody_earns_by_what_a_bank_took_for_good(self) -> None:
        for payment in Payment.objects.filter(captured_minor__gt=0):
            lost = sum(payment.chargebacks.filter(status="lost").values_list("amount_minor", flat=True))
            given = payment.refunds.filter(status__in=["pending", "succeeded"]).values_list("amount_minor", flat=True)
            if payment.captured_minor == lost + sum(given):
                kept = Commission.objects.filter(order__group=payment.reference_id)
                assert sum(one.kept_minor for one in kept) == 0

    @invariant()
    def every_account_is_explained(self) -> None:
        """What all have together is what was taken and not given back; what creators have is what they keep."""
        currency = self.variants[0].prices.get().currency
        assert check_money_now().problems == []
        balances = Account.objects.filter(kind__in=PARTIES, currency=currency).annotate(
            total=Sum("postings__amount_minor", default=0)
        )
        held = -sum(account.total for account in balances)
        taken = Payment.objects.aggregate(total=Sum("captured_minor", default=0))["total"]
        unwanted = self._unwanted()
        decided = OrderRefund.objects.aggregate(total=Sum("amount_minor", default=0))["total"]
        assert held == taken - unwanted - decided
        for creator in self.creators:
            kept = dict(
                Commission.objects.filter(creator=creator)
                .values_list("status")
                .annotate(total=Sum(F("amount_minor") - F("reversed_minor")))
            )
            assert ledger.balance(creator_pending(creator.pk, currency)) == kept.get("pending", 0)
            free = kept.get("confirmed", 0) + kept.get("paid", 0)
            paid = Fee.objects.filter(creator=creator, status=Fee.Status.PAID).aggregate(total=_total())["total"]
            assert ledger.balance(creator_available(creator.pk, currency)) == free + paid
        for part in self.parts:
            agreed = Fee.objects.filter(participation=part, status=Fee.Status.AGREED).aggregate(total=_total())["total"]
            assert ledger.balance(promised_fees(part.plan.seller_id, currency)) == agreed

    def _unwanted(self) -> int:
        from halles.payments.models import Refund

        unwanted = Refund.objects.filter(key__endswith=":unwanted")
        return sum(unwanted.values_list("amount_minor", flat=True))

    @invariant()
    def decisions_stand(self) -> None:
        for one in Attribution.objects.all():
            again = decide_again(one.evidence)
            assert (again.reason, again.amount_minor) == (one.reason, one.amount_minor)
        for commission in Commission.objects.all():
            assert commission.kept_minor >= 0
            assert commission.amount_minor * 10_000 <= commission.base_minor * commission.rate_bps


def _total() -> Sum:
    return Sum("amount_minor", default=0)


class AffiliatedTexas(Affiliated, Texas):
    """Tax on top, remitted by the platform."""


class AffiliatedJapan(Affiliated, Japan):
    """No decimals."""


@pytest.mark.parametrize("machine", [Affiliated, AffiliatedTexas, AffiliatedJapan])
def test_what_was_paid_is_what_all_parties_have(machine: type[Affiliated]) -> None:
    with transaction.atomic():
        run_state_machine_as_test(
            machine,
            settings=settings(
                max_examples=EXAMPLES, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
            ),
        )
