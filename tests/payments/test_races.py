"""Real connections against each other on one payment."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from halles.kit.ids import uuid7
from halles.ledger import queries as books
from halles.ledger.accounts import customer_payments, provider_authorized, provider_clearing
from halles.payments import services
from halles.payments.errors import RefundTooLarge
from halles.payments.models import Payment, Refund, SandboxCharge, SandboxEvent, SavedCard
from halles.payments.providers.sandbox import charges
from halles.payments.providers.sandbox.wire import write_notice
from tests.payments import makers
from tests.users.makers import make_user

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def all_at_once(works: list[Callable[[], object]]) -> list[BaseException]:
    """Run each in a thread with a connection of its own, started together; what they raised."""
    failures: list[BaseException] = []
    start = threading.Barrier(len(works))

    def run(work: Callable[[], object]) -> None:
        try:
            start.wait(timeout=30)
            work()
        except BaseException as failure:
            failures.append(failure)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return failures


def test_eight_requests_for_one_payment_make_one_charge(announced: list[Any]) -> None:
    payment_id = makers.make_payment()
    assert all_at_once([lambda: services.authorize(payment_id)] * 8) == []
    assert SandboxCharge.objects.count() == 1
    assert [type(event).__name__ for event in announced] == ["PaymentAuthorized"]
    assert books.balance(provider_authorized("sandbox", "EUR")) == 4900
    assert books.check_books().problems == ()


def test_refunds_at_once_never_exceed_the_payment() -> None:
    payment = makers.make_captured()
    failures = all_at_once([lambda: makers.make_refund(payment.id, 1000)] * 8)
    assert [type(failure) for failure in failures] == [RefundTooLarge] * 4
    assert Refund.objects.count() == 4
    refunds = list(Refund.objects.values_list("id", flat=True))
    assert all_at_once([lambda refund_id=one: services.send_refund(refund_id) for one in refunds * 2]) == []
    payment.refresh_from_db()
    assert (payment.refunded_minor, payment.status) == (4000, "partly_refunded")
    assert books.balance(provider_clearing("sandbox", "EUR")) == 900
    assert books.check_books().problems == ()


@pytest.mark.parametrize("number", [makers.APPROVED, makers.LOST])
def test_capture_void_callbacks_and_polls_at_once_agree_with_the_provider(number: str) -> None:
    payment = services.refresh(services.authorize(makers.make_payment(number)).id)
    with transaction.atomic():
        services.request_capture(payment.id, 4000)
    event = SandboxEvent.objects.get()

    def void() -> None:
        with transaction.atomic():
            services.request_void(payment.id)
        services.send_void(payment.id)

    def callback() -> None:
        services.receive_event("sandbox", *write_notice(event.id, event.kind, event.body))

    works = [void, lambda: services.send_capture(payment.id), callback, lambda: services.refresh(payment.id)]
    assert all_at_once(works * 2) == []
    makers.run_jobs()
    payment.refresh_from_db()
    assert (payment.status, payment.refunded_minor) in [("canceled", 0), ("refunded", 4000)]
    assert charges.totals("EUR") == (0, 0)
    for account in (
        provider_authorized("sandbox", "EUR"),
        provider_clearing("sandbox", "EUR"),
        customer_payments("EUR"),
    ):
        assert books.balance(account) == 0
    assert books.check_books().problems == ()


def test_cards_saved_at_once_have_one_default() -> None:
    user = make_user()
    tokens = [makers.make_token() for _ in range(6)]
    assert all_at_once([lambda token=token: services.save_card(user.id, token) for token in tokens]) == []
    assert SavedCard.objects.filter(user=user).count() == 6
    assert SavedCard.objects.filter(user=user, is_default=True).count() == 1


def test_one_token_pays_for_one_of_two_payments() -> None:
    token = makers.make_token()
    payments = [makers.make_payment(instrument=token, key=str(uuid7())) for _ in range(4)]
    assert all_at_once([lambda payment_id=one: services.authorize(payment_id) for one in payments]) == []
    assert sorted(Payment.objects.values_list("status", flat=True)) == [
        "authorized",
        "declined",
        "declined",
        "declined",
    ]
    assert books.balance(customer_payments("EUR")) == 4900
