"""Whatever happens to purchases that creators led to, in whatever order, and whenever it is decided: what customers
paid is what sellers, creators, the platform, the state and refunds have, to the cent."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter

import pytest
from django.db import transaction
from django.db.models import F, Sum
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule, run_state_machine_as_test

from halles.affiliates.evidence import decide_again
from halles.affiliates.models import Attribution, Commission, Fee
from halles.affiliates.services import booking, fees
from halles.affiliates.services.fees import FeeDraft
from halles.checkout.purchase import Buyer, PayWith
from halles.checkout.services import place_order
from halles.kit import clock
from halles.ledger import queries as ledger
from halles.ledger.accounts import creator_available, creator_pending, promised_fees, seller_available
from halles.ledger.models import Account
from halles.orders.models import OrderGroup, OrderRefund
from halles.payments.models import Payment
from halles.payouts.queries import check_money_now
from tests.affiliates.makers import decide_now, make_creator, make_participation, make_plan, make_touch
from tests.orders.makers import make_card, make_purchase
from tests.orders.test_money_is_conserved import LAST4, Japan, Market, Texas
from tests.videos.makers import make_video

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
        self.attempt(booking.confirm_due)

    @rule(which=st.integers(0, 1))
    def a_payout_covers_what_is_confirmed(self, which: int) -> None:
        creator = self.creators[which]
        self.in_one(
            booking.mark_paid,
            creator.pk,
            self.variants[0].prices.get().currency,
            payout_id=uuid.uuid4(),
            confirmed_until=self.now,
            at=self.now,
        )

    @rule(which=st.integers(0, 1), share=st.integers(1, 110))
    def a_fee_is_agreed(self, which: int, share: int) -> None:
        part, currency = self.parts[which], self.variants[0].prices.get().currency
        free = ledger.balance(seller_available(part.plan.seller_id, currency))
        due_on = self.now.date() + dt.timedelta(days=9)
        draft = FeeDraft(max(1, free * share // 100), currency, "video", due_on)
        self.attempt(lambda: fees.agree(fees.promise_fee(part.pk, draft).pk))

    @rule(which=st.integers(0, 1), is_delivered=st.booleans())
    def a_fee_ends(self, which: int, is_delivered: bool) -> None:
        fee = Fee.objects.filter(participation=self.parts[which], status=Fee.Status.AGREED).first()
        if fee is not None:
            self.attempt(self._deliver if is_delivered else fees.give_up, fee.pk)

    def _deliver(self, fee_id: uuid.UUID) -> None:
        fee = Fee.objects.get(pk=fee_id)
        shown = next(one for one in self.variants if one.seller_id == fee.seller_id)
        fees.deliver(fee_id, make_video(fee.creator, shows=shown, published_at=self.now).pk)
        fees.accept_work(fee_id)

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
