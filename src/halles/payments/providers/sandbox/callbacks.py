"""What the sandbox tells us by itself: later, often twice, in an order of its own, as the real ones do."""

from __future__ import annotations

import datetime as dt
import json
import secrets
from collections.abc import Callable, Iterator, Mapping

from halles.kit import clock
from halles.kit.jobs import defer
from halles.kit.statements import fetch
from halles.payments.providers.sandbox.charges import snapshot
from halles.payments.providers.sandbox.models import SandboxCharge, SandboxEvent
from halles.payments.providers.sandbox.wire import charge_to_json, write_notice

DELAY_SECONDS_MAX = 3
COPY_AFTER = dt.timedelta(seconds=20)
# The sweep leaves a callback to its own job this long, and tries one that failed again after so long, for a day.
SWEEP_AFTER = dt.timedelta(seconds=10)
SWEEP_AGAIN_AFTER = dt.timedelta(minutes=5)
SWEEP_FOR = dt.timedelta(days=1)
SWEEP_SIZE = 500

# One statement: this is the sandbox's side of every purchase.
_OPEN = """
WITH opened AS (
    INSERT INTO payments_sandboxcharge (
        ref, key, method, behavior, status, currency, amount_minor, captured_minor, refunded_minor, decline_code,
        card_id, kept_token, reference_number, return_url, created_at)
    VALUES (
        %(ref)s, %(key)s, %(method)s, %(behavior)s, %(status)s, %(currency)s, %(amount_minor)s, 0, 0, %(decline_code)s,
        %(card_id)s, %(kept_token)s, %(reference_number)s, %(return_url)s, %(created_at)s)
    ON CONFLICT (key) DO NOTHING
    RETURNING ref
)
INSERT INTO payments_sandboxevent (id, charge_id, kind, body, delivered_count, due_at, created_at)
SELECT %(event_id)s, opened.ref, %(kind)s, %(body)s::jsonb, 0, %(created_at)s, %(created_at)s FROM opened
RETURNING id
"""


def open_and_announce(charge: SandboxCharge) -> bool:
    """Write a new charge and its first callback, which the sweep delivers; False when its key has a charge already.

    A twin that is being written is waited for.
    """
    written = fetch(
        _OPEN,
        {
            **{field: getattr(charge, field) for field in _CHARGE_FIELDS},
            "event_id": _event_id(),
            "kind": f"charge.{charge.status}",
            "body": json.dumps(charge_to_json(snapshot(charge))),
        },
    )
    return bool(written)


def announce(charge: SandboxCharge, kind: str) -> SandboxEvent:
    """Write a callback about the charge as it is now and queue its delivery, in the caller's transaction."""
    event_id = _event_id()
    seconds = int(event_id[-1], 16) % (DELAY_SECONDS_MAX + 1)
    event = SandboxEvent.objects.create(
        id=event_id,
        charge=charge,
        kind=kind,
        body=charge_to_json(snapshot(charge)),
        due_at=clock.now() + dt.timedelta(seconds=seconds),
        created_at=clock.now(),
    )
    defer("payments.sandbox.deliver", in_seconds=seconds, event_id=event.id)
    return event


Receive = Callable[[str, Mapping[str, str], bytes], object]


def deliver(event_id: str, receive: Receive) -> None:
    """Deliver a callback to our own endpoint, the far end of a line; every second one is due once more."""
    event = SandboxEvent.objects.get(id=event_id)
    headers, body = write_notice(event.id, event.kind, event.body)
    receive("sandbox", headers, body)
    has_copy = event.delivered_count == 0 and int(event.id[-2], 16) % 2
    SandboxEvent.objects.filter(id=event_id).update(
        delivered_count=event.delivered_count + 1, due_at=clock.now() + COPY_AFTER if has_copy else None
    )


def take_due() -> Iterator[str]:
    """What has no job of its own: first callbacks of charges, copies, and those whose job has failed."""
    now = clock.now()
    due = SandboxEvent.objects.filter(due_at__lte=now - SWEEP_AFTER, created_at__gt=now - SWEEP_FOR)
    for event_id in list(due.order_by("due_at").values_list("id", flat=True)[:SWEEP_SIZE]):
        SandboxEvent.objects.filter(id=event_id).update(due_at=now + SWEEP_AGAIN_AFTER)
        yield event_id


_CHARGE_FIELDS = (
    "ref",
    "key",
    "method",
    "behavior",
    "status",
    "currency",
    "amount_minor",
    "decline_code",
    "card_id",
    "kept_token",
    "reference_number",
    "return_url",
    "created_at",
)


def _event_id() -> str:
    return f"ev_{secrets.token_hex(12)}"
