"""The endpoint that providers call: signed, kept once, applied once, believed only when it can be true."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.test import Client

from halles.kit import clock
from halles.payments import queries, services
from halles.payments.models import Payment, ProviderEvent, SandboxEvent
from halles.payments.providers.sandbox.wire import SIGNATURE_HEADER, sign, write_notice
from tests.payments import makers
from tests.payments.makers import make_payment

pytestmark = pytest.mark.django_db
URL = "/payments/sandbox/events"


def deliver(client: Client, body: bytes, signature: str | None = None) -> Any:
    headers = {SIGNATURE_HEADER: sign(body) if signature is None else signature, "Accept": "application/json"}
    return client.post(URL, data=body, content_type="application/json", headers=headers)


def written_notice(**changes: Any) -> bytes:
    """The callback of a payment whose answer was lost, as the sandbox wrote it."""
    services.authorize(make_payment(makers.LOST))
    event = SandboxEvent.objects.latest("created_at")
    return write_notice(event.id, event.kind, {**event.body, **changes})[1]


def test_a_signed_event_is_kept_and_applied_and_its_copy_changes_nothing(announced: list[Any]) -> None:
    strict = Client(enforce_csrf_checks=True)
    body = written_notice()
    for _ in range(2):
        response = deliver(strict, body)
        assert (response.status_code, response.json()) == (200, {"received": True})
    event = ProviderEvent.objects.get()
    assert (event.kind, event.problem, event.applied_at is not None) == ("charge.authorized", "", True)
    assert event.payment is not None
    assert event.payment.status == "authorized"
    assert [type(fact).__name__ for fact in announced] == ["PaymentAuthorized"]


@pytest.mark.parametrize(
    "signature", ["", "t=1,v1=00", "t=,v1=", "t=²,v1=a", "v1", "t=99999999999999999999,v1=0", "t=1,v1=é"]
)
def test_an_event_that_is_not_signed_is_refused_and_not_kept(client: Client, signature: str) -> None:
    body = written_notice()
    response = client.generic("POST", URL, body, HTTP_SANDBOX_SIGNATURE=signature, HTTP_ACCEPT="application/json")
    assert (response.status_code, response.json()["code"]) == (403, "payments.callback_refused")
    assert not ProviderEvent.objects.exists()
    assert Payment.objects.get().status == "unknown"


def test_an_altered_or_old_event_is_refused(client: Client) -> None:
    body = written_notice()
    altered = body.replace(b'"amount_minor":4900', b'"amount_minor":1')
    assert deliver(client, altered, sign(body)).status_code == 403
    with clock.travel(clock.now() - dt.timedelta(seconds=301)):
        old = sign(body)
    assert deliver(client, body, old).status_code == 403
    assert not ProviderEvent.objects.exists()


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"amount_minor": 4901}, "charge_mismatch"),
        ({"currency": "USD"}, "charge_mismatch"),
        ({"key": "00000000-0000-7000-8000-0000000000ff"}, "payment_unknown"),
        ({"key": "somebody else's"}, "payment_unknown"),
    ],
)
def test_what_cannot_be_true_is_kept_for_staff_and_not_believed(
    client: Client, changes: dict[str, Any], problem: str, announced: list[Any]
) -> None:
    assert deliver(client, written_notice(**changes)).status_code == 200
    (event,) = queries.list_problem_events()
    assert (event.problem, event.applied_at) == (problem, None)
    assert Payment.objects.get().status == "unknown"
    assert announced == []


def test_another_charge_of_the_same_key_is_not_believed(client: Client) -> None:
    body = json.loads(written_notice())
    assert deliver(client, json.dumps(body).encode()).status_code == 200
    body["id"], body["charge"]["ref"], body["charge"]["captured_minor"] = "ev_other", "ch_other", 4900
    assert deliver(client, json.dumps(body).encode()).status_code == 200
    assert [event.problem for event in queries.list_problem_events()] == ["charge_mismatch"]
    assert Payment.objects.get().captured_minor == 0


def test_unknown_providers_and_plain_visits_are_turned_away(client: Client) -> None:
    assert client.post("/payments/nobody/events", headers={"Accept": "application/json"}).status_code == 404
    assert client.get(URL).status_code == 405


def test_late_events_do_not_take_a_payment_back(announced: list[Any]) -> None:
    """The callbacks of a whole life arrive newest first, after the fact."""
    payment = makers.make_captured()
    makers.make_refund(payment.id, 4900)
    makers.run_jobs()
    assert Payment.objects.get().status == "refunded"
    before = list(Payment.objects.values())
    heard = len(announced)
    ProviderEvent.objects.all().delete()
    for event in SandboxEvent.objects.order_by("-created_at"):
        services.receive_event("sandbox", *write_notice(event.id, event.kind, event.body))
    assert list(Payment.objects.values()) == before
    assert len(announced) == heard
