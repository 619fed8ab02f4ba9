"""A payout that is asked for a second time is the same payout; what the bank carried out late is never passed over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest

from halles import wiring
from halles.kit import clock
from halles.kit import events as kit_events
from halles.ledger import queries as books
from halles.ledger.accounts import bank_clearing, payouts_in_transit
from halles.moderation.errors import OwnCase, WhyMissing
from halles.moderation.models import StaffAction
from halles.payouts import events, sandbox, services
from halles.payouts import queries as payouts
from halles.payouts.banks import bank_named
from halles.payouts.errors import CannotBePaid, DiscrepancyClosed
from halles.payouts.models import Discrepancy, Payout, SandboxTransfer
from halles.payouts.port import (
    BankRefusedError,
    KeyReusedError,
    OutcomeUnknownError,
    TransferFact,
    TransferRequest,
)
from halles.payouts.queries.proving import prove
from halles.payouts.sandbox import SandboxBank
from halles.sellers.models import Seller
from halles.users.models import User
from tests.payouts.makers import make_available
from tests.payouts.test_runs import DAY, FRANCE, TUESDAY, available, make_running, poll
from tests.users.makers import make_user

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)
GOOD, REFUSED, LOST = (f"FR763000600001123456789{ending}" for ending in ("0189", "0002", "0003"))


@pytest.fixture(autouse=True)
def told() -> Iterator[list[Any]]:
    heard: list[Any] = []
    kinds = (events.PayoutPaid, events.PayoutFailed, events.PayoutReturned, events.DiscrepancyFound)
    kit_events.connect(dict.fromkeys(kinds, (heard.append,)))
    yield heard
    kit_events.connect(wiring.EVENTS)


@pytest.fixture
def staff() -> User:
    return make_user(is_staff=True, staff_role="finance")


class ForgetfulBank(SandboxBank):
    """Answers as it is told to: refusals are its own, and it keeps no memory of them."""

    def __init__(self) -> None:
        self.answers: list[Exception | None] = []
        self.sent: list[TransferRequest] = []

    def send(self, request: TransferRequest, *, time_limit_ms: int) -> TransferFact:
        self.sent.append(request)
        answer = self.answers.pop(0) if self.answers else None
        if answer is not None:
            raise answer
        return super().send(request, time_limit_ms=time_limit_ms)


@pytest.fixture
def bank(monkeypatch: pytest.MonkeyPatch) -> ForgetfulBank:
    made = ForgetfulBank()
    monkeypatch.setitem(bank_named.__globals__["_BANKS"], "sandbox", made)
    return made


def give_account(payout: Payout, account: str) -> None:
    seller = Seller.objects.get(pk=payout.payee_id)
    seller.bank_account = account
    seller.save()


def on(minutes: int) -> Any:
    return clock.travel(TUESDAY + minutes * MINUTE)


def reloaded(payout: Payout) -> Payout:
    return Payout.objects.get(pk=payout.pk)


def in_order() -> bool:
    """The books hold, and tell the same of payouts as the records do."""
    (proof,) = prove()
    of_payouts = proof.checks[2:]
    return (
        books.check_books().problems == ()
        and proof.gap_minor == 0
        and all(booked == recorded for _what, booked, recorded in of_payouts)
    )


def make_failed_and_alive(staff: User, bank: ForgetfulBank) -> Payout:
    """The bank said no and carries it out all the same, a day later."""
    bank.answers = [BankRefusedError("account_closed")]
    with clock.travel(TUESDAY):
        payout = make_running(staff, GOOD)
        services.send_payout(payout.pk)
        assert (reloaded(payout).status, available(payout.payee_id)) == ("failed", 5_000)
        sandbox.SandboxBank().send(bank.sent[0], time_limit_ms=1)
    return payout


@pytest.mark.parametrize("account", [REFUSED, GOOD])
def test_another_account_does_not_pay_a_lost_answer_twice(account: str, staff: User, told: list[Any]) -> None:
    with on(0):
        payout = make_running(staff, LOST)
        services.send_run(payout.run_id)
        give_account(payout, account)
    for minutes in (1, 2, 3):
        with on(minutes):
            services.resolve_due()
            poll()
    now = reloaded(payout)
    assert (now.status, now.account_sealed, now.account_shown) == ("paid", "", "FR •••• 0003")
    assert [type(event) for event in told] == [events.PayoutPaid]
    assert SandboxTransfer.objects.get().account == "0003"
    assert (available(payout.payee_id), books.balance(bank_clearing("sandbox", "EUR"))) == (0, -5_000)
    assert in_order()


def test_what_dies_before_the_call_is_sent_to_the_account_the_money_was_booked_for(
    staff: User, bank: ForgetfulBank
) -> None:
    bank.answers = [OutcomeUnknownError()]
    with on(0):
        payout = make_running(staff, GOOD)
        assert reloaded(payout).account == GOOD
        assert GOOD not in reloaded(payout).account_sealed
        services.send_payout(payout.pk)
        give_account(payout, REFUSED)
    with on(1):
        services.resolve_due()
    assert [one.account for one in bank.sent] == [GOOD, GOOD]
    assert bank.sent[0] == bank.sent[1]
    assert (reloaded(payout).bank_ref != "", reloaded(payout).account_sealed) == (True, "")


def test_another_account_before_anything_was_asked_is_not_paid(staff: User, bank: ForgetfulBank) -> None:
    with on(0):
        payout = make_running(staff, GOOD)
        give_account(payout, REFUSED)
        services.send_payout(payout.pk)
    now = reloaded(payout)
    assert (now.status, now.why, now.request_count, bank.sent) == ("failed", "account_changed", 0, [])
    assert (available(payout.payee_id), now.account_sealed) == (5_000, "")


def test_a_refusal_of_a_repeated_request_is_no_answer_to_the_first(
    staff: User, bank: ForgetfulBank, told: list[Any]
) -> None:
    bank.answers = [OutcomeUnknownError(), BankRefusedError("account_closed")]
    with on(0):
        payout = make_running(staff, GOOD)
        services.send_payout(payout.pk)
    for minutes in (1, 2, 3, 23 * 60):
        with on(minutes):
            services.resolve_due()
    now = reloaded(payout)
    assert (now.status, now.refused_why, now.request_count, told) == ("sent", "account_closed", 2, [])
    assert (available(payout.payee_id), books.balance(payouts_in_transit("EUR"))) == (0, 5_000)
    # The first one arrives at the bank after all.
    with on(23 * 60):
        sandbox.SandboxBank().send(bank.sent[0], time_limit_ms=1)
    with on(24 * 60 + 5):
        poll()
        services.resolve_due()
    assert (reloaded(payout).status, len(bank.sent)) == ("paid", 2)
    assert in_order()


def test_a_refused_repeat_of_what_the_bank_never_heard_of_fails_when_that_is_certain(
    staff: User, bank: ForgetfulBank
) -> None:
    bank.answers = [OutcomeUnknownError(), BankRefusedError("account_closed")]
    with on(0):
        payout = make_running(staff, GOOD)
        services.send_payout(payout.pk)
    for minutes, status in ((1, "sent"), (24 * 60, "sent"), (24 * 60 + 1, "failed")):
        with on(minutes):
            services.resolve_due()
        assert reloaded(payout).status == status
    assert (reloaded(payout).why, available(payout.payee_id)) == ("account_closed", 5_000)
    assert in_order()


def test_a_lost_refusal_is_found_under_its_key(
    staff: User, bank: ForgetfulBank, monkeypatch: pytest.MonkeyPatch
) -> None:
    with on(0):
        payout = make_running(staff, REFUSED)
        with monkeypatch.context() as lost:
            lost.setattr("halles.payouts.services.sending.record_refused", lambda *_: None)
            services.send_payout(payout.pk)
        assert reloaded(payout).status == "sent"
    with on(1):
        services.resolve_due()
    assert (reloaded(payout).status, reloaded(payout).why, len(bank.sent)) == ("failed", "account_closed", 1)


def test_a_key_known_with_other_terms_is_no_failure(staff: User, bank: ForgetfulBank, told: list[Any]) -> None:
    with on(0):
        payout = make_running(staff, GOOD)
        other = TransferRequest(payout.bank_key, 5_001, "EUR", GOOD, "Somebody", payout.number)
        sandbox.SandboxBank().send(other, time_limit_ms=1)
        services.send_payout(payout.pk)
    for minutes in (1, 2):
        with on(minutes):
            services.resolve_due()
            poll()
    found = Discrepancy.objects.get()
    assert (found.kind, found.said, reloaded(payout).status, len(bank.sent)) == ("other_terms", "paid", "sent", 1)
    assert books.balance(payouts_in_transit("EUR")) == 5_000
    assert {type(event) for event in told} == {events.DiscrepancyFound}
    assert SandboxTransfer.objects.get().amount_minor == 5_001


def test_the_sandbox_keeps_one_transfer_and_one_answer_per_key() -> None:
    asked = TransferRequest("a:1", 500, "EUR", GOOD, "Lina", "P-1")
    bank = sandbox.SandboxBank()
    with on(0):
        first = bank.send(asked, time_limit_ms=1)
        assert bank.send(asked, time_limit_ms=1) == first == bank.find("a:1", time_limit_ms=1)
        for other in ({"account": LOST}, {"amount_minor": 501}, {"holder": "Nils"}):
            with pytest.raises(KeyReusedError):
                bank.send(TransferRequest(**{**asked.__dict__, **other}), time_limit_ms=1)
        no = TransferRequest("a:2", 500, "EUR", REFUSED, "Lina", "P-2")
        for _time in range(2):
            with pytest.raises(BankRefusedError):
                bank.send(no, time_limit_ms=1)
        refused = bank.find("a:2", time_limit_ms=1)
        assert refused is not None
        assert (refused.status, refused.failure_code) == ("failed", "account_closed")
        assert bank.find("a:3", time_limit_ms=1) is None
    assert SandboxTransfer.objects.count() == 2


def test_what_was_booked_as_refused_and_arrives_is_booked_and_looked_at(
    staff: User, bank: ForgetfulBank, told: list[Any]
) -> None:
    payout = make_failed_and_alive(staff, bank)
    with clock.travel(TUESDAY + DAY):
        poll()
        services.read_feed()
    found = Discrepancy.objects.get()
    assert (found.kind, found.said, found.is_beside, found.closed_at) == ("late", "paid", False, None)
    assert [type(event) for event in told] == [events.PayoutFailed, events.DiscrepancyFound, events.PayoutPaid]
    assert (reloaded(payout).status, available(payout.payee_id)) == ("paid", 0)
    assert books.balance(bank_clearing("sandbox", "EUR")) == -5_000
    assert in_order()
    with clock.travel(TUESDAY + DAY):
        make_available(payout.payee_id, 3_000)
        payee = payouts.payee_of("seller", payout.payee_id)
        assert services.plan_run(FRANCE, "EUR", on=TUESDAY.date() + DAY) is None
        assert [one.why for one in payouts.next_payouts(payee)] == ["looked_at"]
        assert services.lock_free_money(payout.payee_id, "EUR") == 0
        with pytest.raises(WhyMissing):
            services.close_discrepancy(payout.pk, by=staff, why=" ")
        with pytest.raises(OwnCase):
            services.close_discrepancy(payout.pk, by=Seller.objects.get().owner, why="it is mine")
        assert Discrepancy.objects.get().closed_at is None
        services.close_discrepancy(payout.pk, by=staff, why="the bank has confirmed it")
        with pytest.raises(DiscrepancyClosed):
            services.close_discrepancy(payout.pk, by=staff, why="again")
        assert services.plan_run(FRANCE, "EUR", on=TUESDAY.date() + DAY) is not None
    assert StaffAction.objects.filter(verb="close_discrepancy").count() == 1


def test_what_may_still_arrive_keeps_everything_back(staff: User, bank: ForgetfulBank) -> None:
    payout = make_failed_and_alive(staff, bank)
    with clock.travel(TUESDAY):
        services.record_fact(TransferFact(payout.bank_key, "tr_1", 5_000, "EUR", "pending"))
        give_account(payout, LOST)
        with pytest.raises(CannotBePaid):
            services.retry_payout(payout.pk, by=staff, why="another account")
    assert (Discrepancy.objects.get().said, reloaded(payout).attempts) == ("pending", 1)
    assert available(payout.payee_id) == 5_000


def test_a_retry_asks_what_became_of_the_first_attempt_before_it_leaves(staff: User, bank: ForgetfulBank) -> None:
    payout = make_failed_and_alive(staff, bank)
    with clock.travel(TUESDAY):
        give_account(payout, LOST)
        services.retry_payout(payout.pk, by=staff, why="another account")
        services.send_payout(payout.pk)
    now = reloaded(payout)
    assert (now.status, now.why, now.request_count, len(bank.sent)) == ("failed", "looked_at", 0, 1)
    assert Discrepancy.objects.get().said == "pending"
    with clock.travel(TUESDAY + DAY):
        poll()
    assert (Discrepancy.objects.get().said, available(payout.payee_id)) == ("paid", 0)
    assert in_order()


def test_a_first_attempt_that_arrives_beside_its_retry_is_owed_by_the_payee(staff: User, bank: ForgetfulBank) -> None:
    bank.answers = [BankRefusedError("account_closed")]
    with clock.travel(TUESDAY):
        payout = make_running(staff, GOOD)
        services.send_payout(payout.pk)
        give_account(payout, LOST)
        services.retry_payout(payout.pk, by=staff, why="another account")
        services.send_payout(payout.pk)
        # Only now the bank hears of the first request.
        sandbox.SandboxBank().send(bank.sent[0], time_limit_ms=1)
    with clock.travel(TUESDAY + DAY):
        services.resolve_due()
        poll()
        poll()
    found = Discrepancy.objects.get()
    assert (found.is_beside, found.said, reloaded(payout).status) == (True, "paid", "paid")
    assert (available(payout.payee_id), books.balance(bank_clearing("sandbox", "EUR"))) == (-5_000, -10_000)
    assert in_order()


def test_returned_then_sent_again_is_not_taken_for_late(staff: User) -> None:
    with clock.travel(TUESDAY):
        payout = make_running(staff, "FR7630006000011234567890006")
        services.send_payout(payout.pk)
    for days in (1, 4):
        with clock.travel(TUESDAY + days * DAY):
            poll()
    with clock.travel(TUESDAY + 5 * DAY):
        give_account(payout, GOOD)
        services.retry_payout(payout.pk, by=staff, why="another account")
        services.send_payout(payout.pk)
        first = sandbox.SandboxBank().find(payout.key_of(1), time_limit_ms=1)
        assert first is not None
        services.record_fact(first)
    with clock.travel(TUESDAY + 6 * DAY):
        poll()
    assert (reloaded(payout).status, reloaded(payout).attempts, Discrepancy.objects.count()) == ("paid", 2, 0)
    assert books.balance(bank_clearing("sandbox", "EUR")) == -5_000
    assert in_order()


def test_a_first_attempt_that_was_closed_while_on_its_way_and_arrives_beside_its_retry_is_counted(
    staff: User, bank: ForgetfulBank
) -> None:
    payout = make_failed_and_alive(staff, bank)
    first = payout.bank_key
    with clock.travel(TUESDAY):
        services.record_fact(TransferFact(first, "tr_1", 5_000, "EUR", "pending"))
        services.close_discrepancy(payout.pk, by=staff, why="the bank says it was stopped")
        give_account(payout, LOST)
        services.retry_payout(payout.pk, by=staff, why="another account")
        services.send_payout(payout.pk)
    assert Discrepancy.objects.get().is_beside is False
    with clock.travel(TUESDAY + DAY):
        poll()
        services.resolve_due()
        poll()
    found = Discrepancy.objects.get()
    assert (found.key, found.is_beside, found.said, found.closed_at) == (first, True, "paid", None)
    assert (reloaded(payout).status, available(payout.payee_id)) == ("paid", -5_000)
    assert in_order()


def test_another_secret_of_the_hall_changes_nobodys_account(staff: User, settings: Any) -> None:
    def rotate(secret: str) -> None:
        settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
        settings.SECRET_KEY = secret

    with clock.travel(TUESDAY):
        payout = make_running(staff, REFUSED)
        services.send_payout(payout.pk)
        rotate("another secret of the hall")
        with pytest.raises(CannotBePaid):
            services.retry_payout(payout.pk, by=staff, why="once more to the refused account")
        give_account(payout, GOOD)
        services.retry_payout(payout.pk, by=staff, why="another account")
        rotate("yet another secret")
        services.send_payout(payout.pk)
        now = reloaded(payout)
        assert (now.status, now.why, now.request_count) == ("sent", "", 1)
    with clock.travel(TUESDAY + DAY):
        poll()
    assert (reloaded(payout).status, available(payout.payee_id)) == ("paid", 0)
