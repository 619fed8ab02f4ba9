"""A large payout run takes two people, and two people at one payout send it once."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from django.db import connection

from halles import wiring
from halles.kit import clock, transactions
from halles.kit import events as kit_events
from halles.kit.errors import Refusal
from halles.ledger import queries as books
from halles.ledger.accounts import payouts_in_transit
from halles.moderation.models import StaffAction
from halles.payouts import services
from halles.payouts.errors import CannotBePaid, NeedsAnotherPerson, NeedsSecondLook, PayoutHasMoved
from halles.payouts.models import Payout, PayoutRun
from halles.payouts.services import retrying
from halles.sellers.models import Seller
from halles.users.models import User
from tests.payouts.makers import make_available
from tests.payouts.test_runs import DAY, FRANCE, TUESDAY, available, make_payee, make_running
from tests.users.makers import make_user

LARGE = 2_000_001
GOOD = "FR7630006000011234567890189"


@pytest.fixture(autouse=True)
def nobody_listens() -> Iterator[None]:
    kit_events.connect({})
    yield
    kit_events.connect(wiring.EVENTS)


def make_staff() -> User:
    return make_user(is_staff=True, staff_role="finance")


def make_approved(amount_minor: int, by: User) -> PayoutRun:
    seller = make_payee()
    make_available(seller.pk, amount_minor)
    run = services.plan_run(FRANCE, "EUR", on=TUESDAY.date())
    assert run is not None
    return services.approve_run(run.pk, by=by, why="looked at")


@pytest.mark.django_db
def test_who_approved_a_large_run_does_not_send_it() -> None:
    one, other = make_staff(), make_staff()
    with clock.travel(TUESDAY):
        run = make_approved(LARGE, one)
        with pytest.raises(NeedsAnotherPerson, match=r"more than €20,000\.00: somebody else on the staff sends it"):
            services.start_run(run.pk, by=one, why="it is Tuesday")
        run.refresh_from_db()
        payout = run.payouts.get()
        assert (run.status, run.started_by, payout.status, payout.attempts) == ("approved", None, "planned", 0)
        assert available(payout.payee_id) == LARGE
        assert [action.verb for action in StaffAction.objects.all()] == ["approve_payouts"]
        services.start_run(run.pk, by=other, why="it is Tuesday")
    run.refresh_from_db()
    assert (run.status, run.started_by, available(payout.payee_id)) == ("running", other, 0)


@pytest.mark.django_db
@pytest.mark.parametrize("why", ["the amount", "the setting"])
def test_one_person_is_enough_for_less_or_where_there_is_only_one(why: str, settings: Any) -> None:
    settings.HALLES_SECOND_PERSON = why == "the amount"
    one = make_staff()
    with clock.travel(TUESDAY):
        run = make_approved(LARGE - (why == "the amount"), one)
        services.start_run(run.pk, by=one, why="it is Tuesday")
    assert PayoutRun.objects.get().status == "running"


OTHER = "FR7630006000019999999990004"


def make_large_failed(staff: User, other: User, amount_minor: int = LARGE) -> Payout:
    """A payout that the bank refused; its shop has given another account since."""
    seller = make_payee("FR7630006000011234567890002")
    make_available(seller.pk, amount_minor)
    run = services.plan_run(FRANCE, "EUR", on=TUESDAY.date())
    assert run is not None
    services.approve_run(run.pk, by=staff, why="looked at")
    services.start_run(run.pk, by=other, why="it is Tuesday")
    services.send_run(run.pk)
    give_account(Seller.objects.get(pk=seller.pk), GOOD)
    payout = run.payouts.get()
    assert payout.status == "failed"
    return payout


@pytest.mark.django_db
def test_a_large_payout_is_sent_again_by_another_than_agreed_to_the_account() -> None:
    one, other = make_staff(), make_staff()
    with clock.travel(TUESDAY):
        payout = make_large_failed(one, other)
        for person in (one, other):
            with pytest.raises(NeedsSecondLook, match=r"More than €20,000\.00 takes two.*Nothing was sent\."):
                retry(payout.pk, person)
        services.agree_to_retry(payout.pk, by=one, why="the shop has called")
        services.agree_to_retry(payout.pk, by=other, why="I too")
        with pytest.raises(NeedsSecondLook):
            retry(payout.pk, one)
        payout.refresh_from_db()
        assert (payout.status, payout.attempts, payout.agreed_by, available(payout.payee_id)) == (
            "failed", 1, one, LARGE,
        )  # fmt: skip
        retry(payout.pk, other)
    payout.refresh_from_db()
    assert (payout.status, payout.attempts, payout.agreed_by, available(payout.payee_id)) == ("sent", 2, None, 0)
    told = StaffAction.objects.filter(kind="payout").order_by("pk").values_list("verb", "by")
    assert list(told) == [("agree_to_retry", one.pk), ("retry_payout", other.pk)]


@pytest.mark.django_db
def test_who_agreed_to_one_account_has_not_agreed_to_the_next() -> None:
    one, other = make_staff(), make_staff()
    with clock.travel(TUESDAY):
        payout = make_large_failed(one, other)
        services.agree_to_retry(payout.pk, by=one, why="the shop has called")
        give_account(Seller.objects.get(pk=payout.payee_id), OTHER)
        with pytest.raises(NeedsSecondLook):
            retry(payout.pk, other)
        services.agree_to_retry(payout.pk, by=other, why="it called me")
        retry(payout.pk, one)
    payout.refresh_from_db()
    assert (payout.status, payout.account_shown) == ("sent", "FR •••• 0004")


@pytest.mark.django_db
@pytest.mark.parametrize("why", ["the amount", "the setting"])
def test_one_person_sends_less_again_or_where_there_is_only_one(why: str, settings: Any) -> None:
    settings.HALLES_SECOND_PERSON = why == "the amount"
    one = make_staff()
    with clock.travel(TUESDAY):
        payout = make_large_failed(one, make_staff(), LARGE - (why == "the amount"))
        services.agree_to_retry(payout.pk, by=one, why="needless")
        retry(payout.pk, one)
    payout.refresh_from_db()
    assert (payout.status, payout.agreed_by) == ("sent", None)
    assert not StaffAction.objects.filter(verb="agree_to_retry").exists()


@pytest.mark.django_db
def test_nobody_agrees_to_what_cannot_be_sent() -> None:
    one, other = make_staff(), make_staff()
    with clock.travel(TUESDAY):
        payout = make_large_failed(one, other)
        give_account(Seller.objects.get(pk=payout.payee_id), "FR7630006000011234567890002")
        with pytest.raises(CannotBePaid):
            services.agree_to_retry(payout.pk, by=one, why="again")
    payout.refresh_from_db()
    assert payout.agreed_by is None
    assert not StaffAction.objects.filter(kind="payout").exists()


def make_failed_twice(staff: User) -> tuple[Seller, list[Payout]]:
    """A payee whose money two banks' accounts refused, one week after the other, with a third account now."""
    with clock.travel(TUESDAY):
        first = make_running(staff, "FR7630006000011234567890002")
        services.send_run(first.run_id)
        seller = Seller.objects.get(pk=first.payee_id)
        give_account(seller, "FR7630006000019999999990002")
    with clock.travel(TUESDAY + 7 * DAY):
        run = services.plan_run(FRANCE, "EUR", on=(TUESDAY + 7 * DAY).date())
        assert run is not None
        services.approve_run(run.pk, by=staff, why="looked at")
        services.start_run(run.pk, by=staff, why="it is Tuesday")
        services.send_run(run.pk)
        give_account(seller, GOOD)
    failed = list(Payout.objects.order_by("pk"))
    assert [one.status for one in failed] == ["failed", "failed"]
    return seller, failed


def give_account(seller: Seller, account: str) -> None:
    seller.bank_account = account
    seller.save()


def at_once(*works: Callable[[], object]) -> list[object]:
    """What each gave or refused, all begun together on connections of their own."""
    start, results = threading.Barrier(len(works)), dict[int, object]()

    def work(number: int) -> None:
        start.wait(timeout=30)
        try:
            results[number] = transactions.run(works[number])
        except Refusal as refused:
            results[number] = refused
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return [results[number] for number in range(len(works))]


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_payouts_of_one_payee_sent_again_at_once_are_one(monkeypatch: pytest.MonkeyPatch) -> None:
    staff, other = make_staff(), make_staff()
    with transactions.as_one():
        seller, (first, second) = make_failed_twice(staff)
    looked, balance = threading.Barrier(2), retrying.balance

    def look(account: Any) -> int:
        # Both have seen that nothing else is on its way before either sends.
        looked.wait(timeout=30)
        return balance(account)

    monkeypatch.setattr(retrying, "balance", look)
    with clock.travel(TUESDAY + 8 * DAY):
        results = at_once(
            partial(retry, first.pk, staff),
            partial(retry, second.pk, other),
        )
    (refused,) = [one for one in results if isinstance(one, Refusal)]
    assert isinstance(refused, CannotBePaid)
    assert str(refused) == "Nothing was sent: another payout is on its way."
    assert sorted(Payout.objects.values_list("status", "attempts")) == [("failed", 1), ("sent", 2)]
    assert (available(seller.pk), books.balance(payouts_in_transit("EUR"))) == (0, 5_000)
    assert StaffAction.objects.filter(verb="retry_payout").count() == 1
    assert books.check_books().problems == ()


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_one_payout_sent_again_by_two_is_sent_once() -> None:
    staff, other = make_staff(), make_staff()
    with clock.travel(TUESDAY):
        with transactions.as_one():
            payout = make_running(staff, "FR7630006000011234567890002")
            services.send_run(payout.run_id)
            give_account(Seller.objects.get(pk=payout.payee_id), GOOD)
        results = at_once(partial(retry, payout.pk, staff), partial(retry, payout.pk, other))
    assert sorted(type(one).__name__ for one in results) == ["Payout", PayoutHasMoved.__name__]
    assert Payout.objects.get().attempts == 2
    assert books.balance(payouts_in_transit("EUR")) == 5_000


def retry(payout_id: uuid.UUID, by: User) -> Payout:
    return services.retry_payout(payout_id, by=by, why="another account")
