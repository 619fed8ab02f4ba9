"""What one profile of a person owes is taken from the person's others before money leaves, and told to both."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from halles import wiring
from halles.creators.models import Creator, PayoutDetails
from halles.kit import clock, transactions
from halles.kit import events as kit_events
from halles.kit.ids import uuid7
from halles.ledger import queries as books
from halles.ledger.accounts import creator_available, credit, debit, seller_available
from halles.ledger.models import Transaction
from halles.ledger.services import Reference, post
from halles.payouts import queries, services
from halles.payouts.debts import recoveries
from halles.payouts.models import Payout
from halles.sellers.models import Seller
from halles.users.models import User
from tests.creators.makers import make_creator
from tests.payouts.test_runs import FRANCE, TUESDAY
from tests.sellers.makers import make_seller
from tests.users.makers import make_user

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def nobody_listens() -> Iterator[None]:
    kit_events.connect({})
    yield
    kit_events.connect(wiring.EVENTS)


def make_person() -> User:
    person = make_user()
    PayoutDetails.objects.create(
        user=person,
        holder="Nora Petit",
        country="FR",
        address={},
        bank_account="FR7630006000011234567890189",
        status="verified",
        document_key="papers/1",
        changed_at=clock.now(),
        decided_at=clock.now(),
    )
    return person


def earn(creator: Creator, amount_minor: int, shop: Seller, *, currency: str = "EUR") -> None:
    """Commissions that are free, or, below zero, given back after they were."""
    if not amount_minor:
        return
    mine, theirs = creator_available(creator.pk, currency), seller_available(shop.pk, currency)
    giver, taker = (theirs, mine) if amount_minor > 0 else (mine, theirs)
    lines = [debit(giver, abs(amount_minor)), credit(taker, abs(amount_minor))]
    post("commission_confirmed", key=f"earned:{uuid7()}", reference=Reference("order", uuid7(), "H-1"), lines=lines)


def free(creator: Creator, currency: str = "EUR") -> int:
    return books.balance(creator_available(creator.pk, currency))


def pay(staff: User, on: dt.datetime = TUESDAY) -> dict[object, int]:
    """A run from plan to bank: what each payee was sent."""
    run = services.plan_run(FRANCE, "EUR", on=on.date())
    if run is None:
        return {}
    services.approve_run(run.pk, by=staff, why="looked at")
    services.start_run(run.pk, by=staff, why="it is the day")
    return {one.payee_id: one.amount_minor for one in run.payouts.filter(status="sent")}


def test_a_profile_below_zero_is_made_up_for_by_the_persons_other_profile(client: Client) -> None:
    staff, shop, person = make_user(is_staff=True, staff_role="admin"), make_seller(), make_person()
    with clock.travel(TUESDAY):
        rich, poor = (make_creator(user=person) for _ in range(2))
        stranger = make_creator(user=make_person())
        earn(rich, 5_000, shop)
        earn(poor, -1_200, shop)
        earn(stranger, 700, shop)
        payee = queries.payee_of("creator", rich.pk)
        (told,) = queries.next_payouts(payee)
        assert (told.amount_minor, told.given_minor) == (3_800, 1_200)
        (told,) = queries.next_payouts(queries.payee_of("creator", poor.pk))
        assert (told.amount_minor, told.taken_minor) == (0, 1_200)
        assert pay(staff) == {rich.pk: 3_800, stranger.pk: 700}
        assert (free(rich), free(poor)) == (0, 0)
        statement = queries.get_statement(payee, "EUR", TUESDAY.date().replace(day=1))
        assert (statement.earned_minor, statement.recovered_minor, statement.paid_out_minor) == (5_000, 1_200, 3_800)
        (line,) = [one for one in queries.walk_lines(statement) if one.kind == "debt_recovered"]
        assert (line.available_minor, line.number) == (-1_200, f"@{poor.handle}")
        assert [part.what for part in line.parts] == ["Another profile of yours"]
        assert not Transaction.objects.filter(reference_number__contains=poor.handle).exists(), "no name in the books"
        client.force_login(person)
        page = client.get(f"/studio/profiles/{rich.pk}/money/").content.decode()
        table = b"".join(client.get(f"/studio/profiles/{rich.pk}/money/statements/2026-11/EUR.csv")).decode()  # type: ignore[call-overload]
    assert f"For what @{poor.handle} owed" in page
    assert f"@{poor.handle},,,EUR,0.00,-12.00" in table
    assert books.check_books().problems == ()


def test_a_debt_between_plan_and_bank_is_recovered_first() -> None:
    staff, shop, person = make_user(is_staff=True, staff_role="admin"), make_seller(), make_person()
    with clock.travel(TUESDAY):
        one, other = (make_creator(user=person) for _ in range(2))
        earn(one, 5_000, shop)
        run = services.plan_run(FRANCE, "EUR", on=TUESDAY.date())
        assert run is not None
        services.approve_run(run.pk, by=staff, why="looked at")
        earn(other, -4_950, shop)
        services.start_run(run.pk, by=staff, why="it is the day")
        assert (Payout.objects.get().status, Payout.objects.get().why) == ("canceled", "below_minimum")
        assert (free(one), free(other)) == (50, 0)


def test_other_currencies_shops_and_official_profiles_take_no_part() -> None:
    staff, shop, person = make_user(is_staff=True, staff_role="admin"), make_seller(), make_person()
    with clock.travel(TUESDAY):
        own = make_creator(user=person)
        official = make_creator(user=shop.owner)
        Creator.objects.filter(pk=official.pk).update(seller=shop)
        mine = make_creator(user=shop.owner)
        earn(own, 5_000, shop)
        earn(make_creator(user=person), -900, shop, currency="USD")
        earn(official, -2_000, shop)
        earn(mine, 800, shop)
        assert services.recover_debts("EUR") == services.recover_debts("USD") == 0
        assert pay(staff) == {own.pk: 5_000}
        assert (free(official), free(mine)) == (-2_000, 800)


HISTORY = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 2), st.integers(-6_000, 8_000), st.booleans()), max_size=14
)


def test_nobody_is_paid_while_a_profile_of_theirs_owes() -> None:
    staff, shop = make_user(is_staff=True, staff_role="admin"), make_seller()

    @settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
    @given(HISTORY)
    def run(history: list[tuple[int, int, int, bool]]) -> None:
        with transactions.as_one(), clock.travel(TUESDAY):
            people = [make_person() for _ in range(3)]
            profiles = {(who, which): make_creator(user=people[who]) for who in range(3) for which in range(3)}
            for who, which, amount, _is_late in (one for one in history if not one[3]):
                earn(profiles[who, which], amount, shop)
            planned = services.plan_run(FRANCE, "EUR", on=TUESDAY.date())
            for who, which, amount, _is_late in (one for one in history if one[3]):
                earn(profiles[who, which], amount, shop)
            if planned is not None:
                services.approve_run(planned.pk, by=staff, why="looked at")
                services.start_run(planned.pk, by=staff, why="it is the day")
            for who in range(3):
                earned = sum(amount for person, _which, amount, _is_late in history if person == who)
                check_person([profiles[who, which] for which in range(3)], earned)
            assert books.check_books().problems == ()
            transaction.set_rollback(True)

    run()


def check_person(profiles: list[Creator], earned_minor: int) -> None:
    left = [free(one) for one in profiles]
    sent = Payout.objects.filter(payee_id__in=[one.pk for one in profiles], status="sent")
    paid = sum(sent.values_list("amount_minor", flat=True))
    assert sum(left) + paid == earned_minor, "no cent is lost between profiles"
    assert paid <= max(0, earned_minor)
    if paid:
        assert min(left) >= 0, "paid while something was owed"
    months = [
        queries.get_statement(queries.payee_of("creator", one.pk), "EUR", TUESDAY.date().replace(day=1))
        for one in profiles
    ]
    assert sum(month.recovered_minor for month in months) == 0
    assert [month.available_closing_minor for month in months] == left


@given(st.lists(st.integers(-9_000, 9_000), max_size=6))
def test_recoveries_leave_no_debt_beside_money(amounts: list[int]) -> None:
    balances = {uuid7(): amount for amount in amounts}
    after = dict(balances)
    for debt in recoveries(balances):
        assert debt.amount_minor > 0
        after[debt.giver_id] -= debt.amount_minor
        after[debt.debtor_id] += debt.amount_minor
        assert after[debt.giver_id] >= 0
        assert after[debt.debtor_id] <= 0
    assert sum(after.values()) == sum(balances.values())
    assert not (any(amount < 0 for amount in after.values()) and any(amount > 0 for amount in after.values()))
    assert recoveries(after) == []
