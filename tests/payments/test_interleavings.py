"""Any interleaving of requests, callbacks, polls and jobs, doubled and out of order, ends in the same right place:
what Halles believes is what the provider's own records say, and the books agree with both."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from halles.kit import clock
from halles.kit.errors import Refusal
from halles.ledger import queries as books
from halles.ledger.accounts import (
    chargeback_losses,
    customer_payments,
    provider_authorized,
    provider_clearing,
    refunds,
)
from halles.payments import services
from halles.payments.models import Chargeback, Payment, Refund, SandboxCharge, SandboxEvent
from halles.payments.providers.sandbox import charges, later
from halles.payments.providers.sandbox.wire import write_notice
from tests.payments import makers

CARDS = [
    makers.APPROVED,
    makers.DECLINED,
    makers.CHALLENGE,
    makers.SLOW,
    makers.LOST,
    makers.CAPTURE_FAILS,
    makers.REFUND_FAILS,
    makers.CHARGED_BACK,
]
# How each payment begins: its kind, and whether the first request reaches the provider.
STARTS = st.tuples(st.sampled_from([*CARDS, "instant", "transfer"]), st.sampled_from([True] * 9 + [False]))
# What happens next, to the payment or the waiting job that the number picks.
STEPS = st.tuples(
    st.sampled_from(
        [
            "authorize",
            "refresh",
            "capture_now",
            "capture_now",
            "capture",
            "capture_part",
            "void",
            "refund_part",
            "retry_refunds",
            "job",
            "job",
            "job",
            "old_event",
            "old_event",
            "approve",
            "refuse",
            "chargeback",
            "resolve",
        ]
    ),
    st.integers(min_value=0, max_value=60),
)


@contextmanager
def thrown_away() -> Iterator[None]:
    """A database transaction for one example; marked as a test's own, so that provider calls don't mind it."""
    block = transaction.atomic()
    block._from_testcase = True  # type: ignore[attr-defined]
    with block:
        yield
        transaction.set_rollback(True)


@pytest.mark.django_db
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(starts=st.lists(STARTS, min_size=1, max_size=2), steps=st.lists(STEPS, min_size=5, max_size=25))
def test_every_interleaving_ends_as_the_provider_knows_it(
    starts: list[tuple[str, bool]], steps: list[tuple[str, int]]
) -> None:
    with thrown_away():
        payments = [start(*how) for how in starts]
        for verb, number in steps:
            try:
                step(verb, payments[number % len(payments)], number)
            except Refusal:
                continue
        settle()
        for payment_id in payments:
            require_agreement(payment_id)
        require_books()


def start(name: str, is_sent: bool) -> uuid.UUID:
    if name in {"instant", "transfer"}:
        payment_id = makers.make_payment(method=name, amount_minor=3001)
    else:
        payment_id = makers.make_payment(name, amount_minor=4999)
    if is_sent:
        services.authorize(payment_id, time_limit_ms=0)
    return payment_id


def step(verb: str, payment_id: uuid.UUID, number: int) -> None:
    payment = Payment.objects.get(id=payment_id)
    charge = SandboxCharge.objects.filter(key=str(payment_id)).first()
    if verb == "authorize":
        services.authorize(payment_id, time_limit_ms=0)
    elif verb == "refresh":
        services.refresh(payment_id)
    elif verb in {"capture", "capture_part"}:
        services.request_capture(payment_id, payment.amount_minor - (number if verb == "capture_part" else 0))
    elif verb == "capture_now":
        services.request_capture(payment_id, payment.amount_minor)
        services.send_capture(payment_id)
    elif verb == "void":
        services.request_void(payment_id)
    elif verb == "refund_part":
        makers.make_refund(payment_id, 1 + number * 37)
    elif verb == "retry_refunds":
        for refund in Refund.objects.filter(payment_id=payment_id):
            services.retry_refund(refund.id)
    elif verb == "job":
        jobs = makers.waiting_jobs()
        if jobs:
            makers.run_job(jobs[number % len(jobs)])
    elif verb == "old_event":
        deliver_again(number)
    elif verb == "resolve":
        with clock.travel(clock.now() + dt.timedelta(seconds=60 + number)):
            services.resolve(payment_id)
    elif charge is not None:
        disturb(verb, charges.lock_charge(charge.ref))


def disturb(verb: str, charge: SandboxCharge) -> None:
    """The customer or their bank acts at the provider; nobody tells us (the callback may never come)."""
    if verb == "approve":
        charges.agree(charge)
    elif verb == "refuse" and charge.method != "transfer":
        charges.refuse(charge, "authentication_refused")
    elif verb == "chargeback":
        later.open_chargeback.func(ref=charge.ref)


def deliver_again(number: int) -> None:
    events = list(SandboxEvent.objects.order_by("created_at", "id"))
    if events:
        event = events[number % len(events)]
        services.receive_event("sandbox", *write_notice(event.id, event.kind, event.body))


def settle() -> None:
    """Everything queued is done, then the polls find what no callback told; the clock walks on in between."""
    for minutes in (0, 6, 12, 18, 24):
        with clock.travel(clock.now() + dt.timedelta(minutes=minutes)):
            makers.run_jobs()
            services.resolve_due()


def require_agreement(payment_id: uuid.UUID) -> None:
    """Our row says what the provider's own records say, and its status is the one that follows."""
    payment = Payment.objects.get(id=payment_id)
    charge = SandboxCharge.objects.filter(key=str(payment_id), amount_minor__gt=0).first()
    if charge is None:
        assert (payment.status, payment.authorized_minor) == ("canceled", 0)
        return
    # A capture at the provider that nobody told us of is found when the payment is next looked at.
    payment = services.refresh(payment_id)
    held = payment.status == "authorized"
    assert held == (charge.status == "authorized")
    assert payment.captured_minor == charge.captured_minor
    assert payment.refunded_minor == sum(row.amount_minor for row in charge.refunds.filter(status="succeeded"))
    assert sorted(payment.chargebacks.values_list("amount_minor", "status")) == sorted(
        charge.chargebacks.values_list("amount_minor", "status")
    )
    if payment.void_requested_at is not None:
        assert payment.status in {"canceled", "refunded", "partly_refunded", "captured", "declined", "failed"}
        assert payment.refund_requested_minor == payment.captured_minor
    assert not Refund.objects.filter(payment=payment, status__in=["created", "pending"]).exists()
    assert makers.waiting_jobs() == []


def require_books() -> None:
    """No cent is anywhere but where the rows say."""
    assert books.check_books().problems == ()
    promised, held = charges.totals("EUR")
    assert books.balance(provider_authorized("sandbox", "EUR")) == promised
    assert books.balance(provider_clearing("sandbox", "EUR")) == held
    failed = Refund.objects.filter(status="failed")
    covered = sum(refund.amount_minor for refund in failed if refund.failure_code == "charged_back")
    owed = sum(refund.amount_minor for refund in failed if refund.failure_code != "charged_back")
    taken = sum(case.amount_minor for case in Chargeback.objects.exclude(status="won"))
    assert books.balance(refunds("EUR")) == owed
    assert books.balance(chargeback_losses("EUR")) == taken - covered
    waiting = sum(
        (payment.captured_minor or (payment.authorized_minor if payment.status == "authorized" else 0))
        - payment.refund_requested_minor
        for payment in Payment.objects.all()
    )
    assert books.balance(customer_payments("EUR")) == waiting
