"""What the sandbox tells us by itself: later, often twice, in an order of its own, as the real ones do."""

from __future__ import annotations

import secrets

from halles.kit import clock
from halles.kit.jobs import DEFAULT_QUEUE, RETRY, app, defer
from halles.payments.providers.sandbox.charges import snapshot
from halles.payments.providers.sandbox.models import SandboxCharge, SandboxEvent
from halles.payments.providers.sandbox.wire import charge_to_json, write_notice

DELAY_SECONDS_MAX = 3


def announce(charge: SandboxCharge, kind: str) -> SandboxEvent:
    """Write a callback about the charge as it is now and queue its delivery, in the caller's transaction."""
    event = SandboxEvent.objects.create(
        id=f"ev_{secrets.token_hex(12)}",
        charge=charge,
        kind=kind,
        body=charge_to_json(snapshot(charge)),
        created_at=clock.now(),
    )
    defer(deliver, in_seconds=int(event.id[-1], 16) % (DELAY_SECONDS_MAX + 1), event_id=event.id)
    return event


@app.task(name="payments.sandbox.deliver", queue=DEFAULT_QUEUE, retry=RETRY)
def deliver(event_id: str) -> None:
    """Deliver a callback; every second one comes once more."""
    # The sandbox is another company: our endpoint is its far end of a line, not a part of it.
    from halles.payments.services import receive_event

    event = SandboxEvent.objects.get(id=event_id)
    headers, body = write_notice(event.id, event.kind, event.body)
    receive_event("sandbox", headers, body)
    SandboxEvent.objects.filter(id=event_id).update(delivered_count=event.delivered_count + 1)
    if event.delivered_count == 0 and int(event.id[-2], 16) % 2:
        defer(deliver, in_seconds=1, event_id=event_id)
