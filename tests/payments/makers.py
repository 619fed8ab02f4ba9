"""Cards, payments and the queue's hands for tests of payments."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from typing import Any

from django.db import connection, transaction
from django.db.models import Max
from procrastinate.contrib.django import app

from halles.kit import clock
from halles.kit.ids import uuid7
from halles.ledger.accounts import credit, customer_payments, debit, refunds
from halles.ledger.services import Reference, post
from halles.payments import services
from halles.payments.jobs import deliver_due_callbacks
from halles.payments.models import Payment, Refund, SandboxCard, SandboxEvent
from halles.payments.providers.sandbox.cards import find_test_card
from halles.users.models import User
from tests.users.makers import make_user

GROUP = uuid.UUID("00000000-0000-7000-8000-0000000000b1")
APPROVED = "4242424242424242"
DECLINED = "4000000000009995"
CHALLENGE = "4000002500003155"
SLOW = "4000000000000119"
LOST = "4000000000000101"
CAPTURE_FAILS = "4000000000000341"
REFUND_FAILS = "4000000000005126"
CHARGED_BACK = "4000000000000259"


def make_token(number: str = APPROVED) -> str:
    """A fresh token, as card entry makes it."""
    card = find_test_card(number)
    assert card is not None
    return SandboxCard.objects.create(
        token=f"tok_{uuid7().hex}",
        behavior=card.behavior,
        brand=card.brand,
        last4=number[-4:],
        exp_month=12,
        exp_year=2034,
        created_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
    ).token


def make_payment(number: str = APPROVED, **changes: Any) -> uuid.UUID:
    """The intent of a card payment of 49.00 EUR; `number` is the test card."""
    facts: dict[str, Any] = {
        "reference_kind": "order_group",
        "reference_id": GROUP,
        "reference_number": "H-7K2M4QX",
        "amount_minor": 4900,
        "currency": "EUR",
        "method": "card",
        "key": str(uuid7()),
        "return_url": "/checkout/back/{payment_id}/",
        **changes,
    }
    if facts["method"] == "card" and "instrument" not in facts:
        facts["instrument"] = make_token(number)
    return services.create_payment(**facts).pk


def make_captured(number: str = APPROVED, **changes: Any) -> Payment:
    """A card payment that is authorised and captured whole."""
    payment = services.authorize(make_payment(number, **changes))
    with transaction.atomic():
        services.request_capture(payment.id, payment.amount_minor)
    return services.send_capture(payment.id)


@transaction.atomic
def make_refund(payment_id: uuid.UUID, amount_minor: int) -> Refund:
    """A refund decided before any sale is booked: owed to the customer, and asked for."""
    refund = services.request_refund(payment_id, amount_minor, key=str(uuid7()))
    post(
        "cancellation",
        key=f"cancellation:{refund.id}",
        reference=Reference("order_group", GROUP),
        lines=[debit(customer_payments(refund.currency), amount_minor), credit(refunds(refund.currency), amount_minor)],
    )
    return refund


def make_saved_card(user: User | None = None, number: str = APPROVED) -> Any:
    return services.save_card((user or make_user()).id, make_token(number))


def waiting_jobs() -> list[tuple[int, str, dict[str, Any]]]:
    """(id, task, arguments) of everything queued, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, task_name, args FROM procrastinate_jobs WHERE status = 'todo' ORDER BY id")
        return [(number, task, json.loads(values)) for number, task, values in cursor.fetchall()]


def run_job(job: tuple[int, str, dict[str, Any]]) -> None:
    """Take one job off the queue and do it now, whenever it was due."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE id = %s", [job[0]])
    app.tasks[job[1]].func(**job[2])


def run_jobs() -> int:
    """Do everything queued and deliver every callback, and what those queue, until nothing is left; how many jobs."""
    count = 0
    while jobs := waiting_jobs() or deliver_due():
        for job in jobs:
            run_job(job)
            count += 1
        assert count < 500, "jobs queue jobs without end"
    return count


def deliver_due() -> list[tuple[int, str, dict[str, Any]]]:
    """The sweep of a later minute, as often as it finds something; the jobs that this has queued."""
    while latest := SandboxEvent.objects.aggregate(at=Max("due_at"))["at"]:
        with clock.travel(latest + dt.timedelta(minutes=1)):
            deliver_due_callbacks.func(timestamp=0)
    return waiting_jobs()
