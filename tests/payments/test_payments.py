"""The life of a payment, step by step: what is recorded, announced and booked."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from halles.kit import clock
from halles.ledger import queries as books
from halles.ledger.accounts import (
    chargeback_losses,
    customer_payments,
    provider_authorized,
    provider_clearing,
    refunds,
)
from halles.ledger.models import Posting
from halles.payments import queries, services
from halles.payments.errors import (
    CaptureTooLarge,
    CardUnknown,
    NotAuthorized,
    PaymentNotFound,
    RefundNotFailed,
    RefundTooLarge,
)
from halles.payments.models import Payment, Refund, SandboxCharge, SandboxChargeback
from halles.payments.providers.sandbox import charges, later
from tests.payments import makers
from tests.payments.makers import GROUP, make_captured, make_payment, make_refund, make_saved_card, run_jobs

pytestmark = pytest.mark.django_db


def balances() -> dict[str, int]:
    """The books of EUR by account, those at zero left out."""
    accounts = {
        "authorized": provider_authorized("sandbox", "EUR"),
        "clearing": provider_clearing("sandbox", "EUR"),
        "customers": customer_payments("EUR"),
        "refunds": refunds("EUR"),
        "losses": chargeback_losses("EUR"),
    }
    found = {name: books.balance(account) for name, account in accounts.items()}
    return {name: amount for name, amount in found.items() if amount}


def names(announced: list[object]) -> list[str]:
    return [type(event).__name__ for event in announced]


def test_an_approved_card_is_authorised_then_captured_in_part(announced: list[Any]) -> None:
    payment_id = make_payment()
    assert (queries.get_payment(payment_id).status, balances()) == ("created", {})
    payment = services.authorize(payment_id)
    assert (payment.status, payment.authorized_minor, payment.card_brand, payment.card_last4) == (
        "authorized",
        4900,
        "visa",
        "4242",
    )
    assert balances() == {"authorized": 4900, "customers": 4900}
    services.request_capture(payment_id, 4000)
    assert queries.get_payment(payment_id).status == "authorized"
    run_jobs()
    payment = queries.get_payment(payment_id)
    assert (payment.status, payment.captured_minor) == ("captured", 4000)
    assert balances() == {"clearing": 4000, "customers": 4000}
    assert names(announced) == ["PaymentAuthorized", "PaymentCaptured"]
    assert (announced[1].captured_minor, announced[1].amount_minor, announced[1].reference_id) == (4000, 4900, GROUP)
    assert books.check_books().problems == ()


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("4000000000000002", "do_not_honor"),
        ("4000000000009995", "insufficient_funds"),
        ("4000000000000069", "expired_card"),
        ("4000000000000127", "incorrect_cvc"),
    ],
)
def test_a_declined_card_books_nothing(number: str, code: str, announced: list[Any]) -> None:
    payment = services.authorize(make_payment(number))
    assert (payment.status, payment.decline_code) == ("declined", code)
    run_jobs()
    assert names(announced) == ["PaymentDeclined"]
    assert announced[0].reason == code
    assert not Posting.objects.exists()


def test_a_token_pays_once(announced: list[Any]) -> None:
    token = makers.make_token()
    services.authorize(make_payment(instrument=token))
    second = services.authorize(make_payment(instrument=token))
    assert (second.status, second.decline_code) == ("declined", "token_unusable")
    assert balances() == {"authorized": 4900, "customers": 4900}


def test_asking_again_is_the_same_charge() -> None:
    payment_id = make_payment()
    services.authorize(payment_id)
    Payment.objects.filter(id=payment_id).update(status="created", authorized_minor=0, authorized_at=None)
    assert services.authorize(payment_id).status == "authorized"
    assert SandboxCharge.objects.count() == 1
    assert balances() == {"authorized": 4900, "customers": 4900}


@pytest.mark.parametrize(("answer", "status"), [("approve", "authorized"), ("refuse", "declined")])
def test_three_d_secure_waits_for_the_customer(answer: str, status: str, client: Any, announced: list[Any]) -> None:
    payment = services.authorize(make_payment(makers.CHALLENGE))
    assert payment.status == "requires_action"
    assert payment.next_action is not None
    url = payment.next_action["url"]
    assert payment.next_action == {"kind": "redirect", "url": f"/sandbox-pay/3ds/{payment.provider_ref}/"}
    assert client.get(url).status_code == 200
    response = client.post(url, {"answer": answer})
    assert (response.status_code, response["Location"]) == (302, f"/checkout/back/{payment.id}/")
    payment = services.refresh(payment.id)
    assert (payment.status, payment.next_action) == (status, None)
    run_jobs()
    second = "PaymentAuthorized" if answer == "approve" else "PaymentDeclined"
    assert names(announced) == ["PaymentRequiresAction", second]
    assert balances() == ({"authorized": 4900, "customers": 4900} if answer == "approve" else {})


def test_the_instant_wallet_is_captured_at_once(client: Any, announced: list[Any]) -> None:
    payment = services.authorize(make_payment(method="instant"))
    assert payment.next_action is not None
    client.post(payment.next_action["url"], {"answer": "approve"})
    run_jobs()
    payment = queries.get_payment(payment.id)
    assert (payment.status, payment.captured_minor, payment.next_action) == ("captured", 4900, None)
    assert names(announced) == ["PaymentRequiresAction", "PaymentCaptured"]
    assert balances() == {"clearing": 4900, "customers": 4900}


def test_a_transfer_is_paid_later_by_callback(announced: list[Any]) -> None:
    payment = services.authorize(make_payment(method="transfer"))
    assert payment.next_action is not None
    assert payment.next_action["kind"] == "transfer"
    assert (payment.next_action["reference"], payment.next_action["amount_minor"]) == ("H-7K2M4QX", 4900)
    assert payment.status == "requires_action"
    run_jobs()
    assert queries.get_payment(payment.id).status == "captured"
    assert names(announced) == ["PaymentRequiresAction", "PaymentCaptured"]


def test_a_transfer_that_never_comes_stays_waiting(client: Any) -> None:
    payment = services.authorize(make_payment(method="transfer"))
    assert payment.next_action is not None
    client.post(payment.next_action["url"], {"answer": "never"})
    run_jobs()
    assert queries.get_payment(payment.id).status == "requires_action"


@pytest.mark.parametrize("number", [makers.SLOW, makers.LOST])
def test_an_unknown_outcome_is_resolved_by_callback(number: str, announced: list[Any]) -> None:
    payment_id = make_payment(number)
    assert services.authorize(payment_id, time_limit_ms=1).status == "unknown"
    assert (announced, balances()) == ([], {})
    run_jobs()
    assert queries.get_payment(payment_id).status == "authorized"
    assert names(announced) == ["PaymentAuthorized"]
    assert balances() == {"authorized": 4900, "customers": 4900}


def test_an_unknown_outcome_is_resolved_by_a_poll(announced: list[Any]) -> None:
    payment_id = make_payment(makers.LOST)
    services.authorize(payment_id)
    assert services.resolve_due() == 0
    with clock.travel(clock.now() + dt.timedelta(seconds=31)):
        assert services.resolve_due() == 1
        assert services.resolve_due() == 0
    assert queries.get_payment(payment_id).status == "authorized"
    assert names(announced) == ["PaymentAuthorized"]


def test_a_request_that_never_arrived_is_given_up_and_can_never_be_charged(announced: list[Any]) -> None:
    payment_id = make_payment()
    with clock.travel(clock.now() + dt.timedelta(minutes=5)):
        services.resolve_due()
        assert queries.get_payment(payment_id).status == "created"
    with clock.travel(clock.now() + dt.timedelta(minutes=11)):
        services.resolve_due()
    assert queries.get_payment(payment_id).status == "canceled"
    assert names(announced) == ["PaymentCanceled"]
    # The request was only late: it must not take the money now.
    Payment.objects.filter(id=payment_id).update(status="created", canceled_at=None)
    late = services.authorize(payment_id)
    assert (late.status, late.decline_code, balances()) == ("declined", "canceled", {})


def test_capture_is_limited_and_asked_for_once() -> None:
    payment_id = make_payment()
    with pytest.raises(NotAuthorized):
        services.request_capture(payment_id, 4900)
    services.authorize(payment_id)
    with pytest.raises(CaptureTooLarge):
        services.request_capture(payment_id, 4901)
    services.request_capture(payment_id, 4000)
    services.request_capture(payment_id, 4000)
    with pytest.raises(CaptureTooLarge):
        services.request_capture(payment_id, 4900)
    payment = queries.get_payment(payment_id)
    assert (payment.capture_requested_minor, payment.captured_minor) == (4000, 0)
    with pytest.raises(PaymentNotFound):
        services.request_capture(GROUP, 1)


def test_an_authorisation_that_is_gone_leaves_the_books(announced: list[Any]) -> None:
    payment = services.authorize(make_payment(makers.CAPTURE_FAILS))
    services.request_capture(payment.id, 4900)
    run_jobs()
    payment = queries.get_payment(payment.id)
    assert (payment.status, payment.failure_code, payment.captured_minor) == ("failed", "authorization_gone", 0)
    assert names(announced) == ["PaymentAuthorized", "PaymentCaptureFailed"]
    assert balances() == {}


def test_capturing_nothing_is_voiding(announced: list[Any]) -> None:
    payment = services.authorize(make_payment())
    services.request_capture(payment.id, 0)
    run_jobs()
    assert queries.get_payment(payment.id).status == "canceled"
    assert names(announced) == ["PaymentAuthorized", "PaymentCanceled"]
    assert balances() == {}


def test_a_void_before_the_answer_wins_whatever_the_answer_is(announced: list[Any]) -> None:
    payment_id = make_payment(makers.LOST)
    services.authorize(payment_id)
    services.request_void(payment_id)
    services.request_void(payment_id)
    run_jobs()
    assert queries.get_payment(payment_id).status == "canceled"
    assert names(announced) == ["PaymentCanceled"]
    assert balances() == {}


def test_money_that_comes_after_the_void_is_given_back(announced: list[Any], client: Any) -> None:
    payment = services.authorize(make_payment(method="instant"))
    assert payment.next_action is not None
    client.post(payment.next_action["url"], {"answer": "approve"})
    services.request_void(payment.id)
    run_jobs()
    payment = queries.get_payment(payment.id)
    assert (payment.status, payment.captured_minor, payment.refunded_minor) == ("refunded", 4900, 4900)
    assert names(announced) == ["PaymentRequiresAction", "PaymentCanceled", "PaymentRefunded"]
    assert balances() == {}
    assert books.check_books().problems == ()


def test_voiding_captured_money_refunds_what_is_left_of_it() -> None:
    payment = make_captured()
    make_refund(payment.id, 900)
    services.request_void(payment.id)
    run_jobs()
    payment = queries.get_payment(payment.id)
    assert (payment.status, payment.refunded_minor) == ("refunded", 4900)
    assert balances() == {}


def test_refunds_never_exceed_what_was_captured(announced: list[Any]) -> None:
    payment = make_captured()
    first = make_refund(payment.id, 1900)
    assert services.request_refund(payment.id, 1900, key=first.key).id == first.id
    for amount in (0, -1, 3001):
        with pytest.raises(RefundTooLarge):
            services.request_refund(payment.id, amount, key="another")
    assert Refund.objects.count() == 1
    make_refund(payment.id, 3000)
    with pytest.raises(RefundTooLarge):
        services.request_refund(payment.id, 1, key="another")
    assert balances() == {"clearing": 4900, "refunds": 4900}
    run_jobs()
    payment = queries.get_payment(payment.id)
    assert (payment.status, payment.refunded_minor, balances()) == ("refunded", 4900, {})
    refunded = [event.amount_minor for event in announced if type(event).__name__ == "PaymentRefunded"]
    assert refunded == [1900, 3000]


def test_the_database_itself_refuses_impossible_amounts() -> None:
    payment = make_captured()
    for wrong in ({"captured_minor": 4901}, {"refund_requested_minor": 4901}, {"refunded_minor": 1}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Payment.objects.filter(id=payment.id).update(**wrong)


def test_a_failed_refund_stays_owed_and_is_sent_again(announced: list[Any]) -> None:
    payment = make_captured(makers.REFUND_FAILS)
    refund = make_refund(payment.id, 4900)
    with pytest.raises(RefundNotFailed):
        services.retry_refund(refund.id)
    run_jobs()
    refund.refresh_from_db()
    assert (refund.status, refund.failure_code) == ("failed", "account_closed")
    assert [(due.amount_minor, due.count, due.failed_count) for due in queries.refunds_due()] == [(4900, 1, 1)]
    assert balances() == {"clearing": 4900, "refunds": 4900}
    services.retry_refund(refund.id)
    run_jobs()
    refund.refresh_from_db()
    assert (refund.status, refund.try_count) == ("succeeded", 2)
    assert names(announced)[-2:] == ["RefundFailed", "PaymentRefunded"]
    assert (balances(), queries.refunds_due()) == ({}, [])


def test_a_chargeback_is_the_platforms_loss_until_it_is_won(announced: list[Any]) -> None:
    payment = make_captured(makers.CHARGED_BACK)
    later.open_chargeback.func(ref=payment.provider_ref)
    refund = make_refund(payment.id, 900)
    case = SandboxChargeback.objects.get()
    run_jobs_but("payments.sandbox.decide_chargeback")
    refund.refresh_from_db()
    assert (refund.status, refund.failure_code) == ("failed", "charged_back")
    # The bank gave 49.00 back, of which the 9.00 were owed anyway.
    assert balances() == {"customers": 4000, "losses": 4000}
    with pytest.raises(RefundNotFailed):
        services.retry_refund(refund.id)
    later.decide_chargeback.func(chargeback_ref=case.ref, is_won=True)
    run_jobs()
    assert payment.chargebacks.get().status == "won"
    assert balances() == {"clearing": 4900, "customers": 4000, "refunds": 900}
    services.retry_refund(refund.id)
    run_jobs()
    assert balances() == {"clearing": 4000, "customers": 4000}
    assert "ChargebackOpened" in names(announced)
    assert [event.is_won for event in announced if type(event).__name__ == "ChargebackClosed"] == [True]
    assert charges.totals("EUR") == (0, 4000)
    assert books.check_books().problems == ()


def run_jobs_but(name: str) -> None:
    while jobs := [job for job in makers.waiting_jobs() if job[1] != name]:
        for job in jobs:
            makers.run_job(job)


def test_a_provider_call_inside_a_transaction_fails() -> None:
    payment_id = make_payment()
    with pytest.raises(AssertionError, match="transaction is open"), transaction.atomic():
        services.authorize(payment_id)
    assert not SandboxCharge.objects.exists()


def test_a_saved_card_pays_for_its_owner_only() -> None:
    card = make_saved_card()
    payment = services.authorize(make_payment(instrument=card.id, user_id=card.user_id))
    assert (payment.status, payment.card_last4, payment.token) == ("authorized", "4242", card.token)
    with pytest.raises(CardUnknown):
        make_payment(instrument=card.id, user_id=make_saved_card().user_id)
    with pytest.raises(CardUnknown):
        make_payment(instrument=uuid.uuid4(), user_id=card.user_id)
    assert Payment.objects.count() == 1


def test_the_newest_payment_of_a_reference_is_locked() -> None:
    make_payment()
    newest = make_payment()
    with transaction.atomic():
        assert services.lock_payment("order_group", GROUP).id == newest
        with pytest.raises(PaymentNotFound):
            services.lock_payment("order", GROUP)
