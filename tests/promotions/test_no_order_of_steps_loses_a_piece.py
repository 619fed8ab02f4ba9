"""Any order of claims, lapses, purchases, cancellations and ends: the quota, the shelf and the books stay true."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from halles.checkout.services import OneTap, place_one_tap
from halles.kit import clock, transactions
from halles.kit.errors import Refusal
from halles.ledger import queries as ledger
from halles.orders import story
from halles.orders.models import Order
from halles.orders.services import cancel_group
from halles.promotions.models import DealCustomer, FlashDeal, PricePromise
from halles.promotions.services import end_deal, give_back, refresh_deal
from halles.users.models import User
from tests.orders.makers import make_saved_card, make_variant, stock_of
from tests.promotions.makers import claim, make_customer, make_open_deal
from tests.users.makers import make_address

pytestmark = pytest.mark.django_db
ON_HAND, QUOTA, PEOPLE = 6, 3, 4
who = st.integers(0, PEOPLE - 1)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("claim"), who),
        st.tuples(st.just("claim"), who),
        st.tuples(st.just("buy"), who),
        st.tuples(st.just("buy_declined"), who),
        st.tuples(st.just("cancel"), who),
        st.tuples(st.just("give_back"), who),
        st.tuples(st.just("lapse"), who),
        st.tuples(st.just("refresh"), who),
        st.tuples(st.just("end"), who),
    ),
    max_size=14,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_quota_stock_and_books_hold(db: None, steps: list[tuple[str, int]]) -> None:
    with transactions.as_one():
        variant = make_variant(stock=ON_HAND)
        deal = make_open_deal(variant, quota=QUOTA)
        people = [make_customer() for _ in range(PEOPLE)]
        for person in people:
            make_address(person)
        for step, number in steps:
            _take(step, people[number], deal)
            _check(variant, deal)
        end_deal(deal.pk)
        PricePromise.objects.filter(status="open").update(until=clock.now() - dt.timedelta(seconds=1))
        # What lapses goes to those who wait; with the last of them the deal is over.
        while PricePromise.objects.filter(status="open").exists():
            refresh_deal(deal.pk)
            PricePromise.objects.filter(status="open").update(until=clock.now() - dt.timedelta(seconds=1))
        refresh_deal(deal.pk)
        _check(variant, deal)
        sold = Order.objects.exclude(status="canceled").count()
        assert stock_of(variant) == (ON_HAND, sold)
        assert ledger.check_books().problems == ()
        transaction.set_rollback(True)


def _take(step: str, person: User, deal: FlashDeal) -> None:
    promise = PricePromise.objects.filter(user=person, status="open").first()
    used = PricePromise.objects.filter(user=person, status="used").first()
    if step == "claim":
        claim(deal, person)
    elif step.startswith("buy") and promise is not None:
        _buy(person, promise, is_declined=step == "buy_declined")
    elif step == "cancel" and used is not None and used.order_group_id is not None:
        with _refused():
            cancel_group(used.order_group_id, by=story.By("customer", person.pk), reason="changed_mind")
    elif step == "give_back" and promise is not None:
        give_back(promise.pk, user_id=person.pk)
    elif step == "lapse":
        PricePromise.objects.filter(user=person, status="open").update(until=clock.now() - dt.timedelta(seconds=1))
    elif step == "refresh":
        refresh_deal(deal.pk)
    elif step == "end":
        end_deal(deal.pk)


class _refused:  # noqa: N801 - reads as a word
    """A refusal inside is an answer; what it began is taken back."""

    def __enter__(self) -> None:
        self.block = transaction.atomic()
        self.block.__enter__()

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: object) -> bool:
        self.block.__exit__(kind, value, trace)  # type: ignore[arg-type]
        return isinstance(value, Refusal)


def _buy(person: User, promise: PricePromise, *, is_declined: bool) -> None:
    from halles.payments.models import SavedCard

    SavedCard.objects.filter(user=person).delete()
    make_saved_card(person, *(("declined", "9995") if is_declined else ("approved", "4242")))
    tap = OneTap(promise.variant_id, claim_id=promise.pk)
    try:
        place_one_tap(person, tap, key=f"key-{uuid.uuid4()}", language="en")
    except Refusal:
        return


def _check(variant: object, deal: FlashDeal) -> None:
    deal.refresh_from_db()
    if deal.status == "ended":
        # As the job does: what is promised to nobody any more is on sale.
        deal = refresh_deal(deal.pk)
    promises = PricePromise.objects.filter(deal=deal)
    taken = promises.filter(status__in=["open", "used"]).count()
    assert deal.claimed_count == taken <= QUOTA
    for row in DealCustomer.objects.filter(deal=deal):
        assert row.taken_count == promises.filter(user=row.user_id, status__in=["open", "used"]).count() <= 1
    on_hand, reserved = stock_of(variant)  # type: ignore[arg-type]
    assert 0 <= reserved <= on_hand == ON_HAND
    sold = Order.objects.exclude(status="canceled").count()
    used, held = (promises.filter(status=status).count() for status in ("used", "open"))
    assert reserved == sold + (QUOTA - used if deal.status == "open" else held)
