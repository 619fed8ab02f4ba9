"""What the storm needs to know of the house it rages in: `python -m tests.faults.scene NAME` prints JSON."""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
from collections import Counter
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "halles.config.settings")
django.setup()

from django.db import transaction  # noqa: E402
from django.db.models import Count, F, Sum  # noqa: E402

from halles.checkout.models import CheckoutAttempt  # noqa: E402
from halles.inventory.models import Reservation, StockLevel  # noqa: E402
from halles.kit import clock  # noqa: E402
from halles.orders import services as orders  # noqa: E402
from halles.orders.models import Order, OrderGroup  # noqa: E402
from halles.payments.models import Payment  # noqa: E402
from halles.payments.providers.sandbox.models import SandboxCharge  # noqa: E402
from halles.users.services import issue_token  # noqa: E402
from tests.orders.makers import make_saved_card, make_variant  # noqa: E402
from tests.users.makers import make_address, make_user  # noqa: E402

BUYERS, PIECES = 12, 5_000
UNDECIDED = (Payment.Status.CREATED, Payment.Status.UNKNOWN)


def begin() -> dict[str, Any]:
    """A shelf that does not run empty, and people with everything one tap needs."""
    with transaction.atomic():
        variant = make_variant(stock=PIECES)
        tokens = []
        for _ in range(BUYERS):
            user = make_user(password=None)
            make_address(user)
            make_saved_card(user)
            tokens.append(issue_token(user, "storm"))
    return {"variant": str(variant.pk), "tokens": tokens}


def charged_twice() -> list[str]:
    """Numbers of purchases for which the provider has more than one charge."""
    charges = SandboxCharge.objects.values_list("reference_number").annotate(n=Count("ref"))
    return [number for number, count in charges if count > 1]


def facts() -> dict[str, Any]:
    """Everything that was written, by idempotency key, and the sums that have to agree."""
    payments = {payment.reference_id: payment for payment in Payment.objects.all()}
    level = StockLevel.objects.get()
    promised = Reservation.objects.aggregate(n=Sum(F("quantity") - F("released_quantity") - F("taken_quantity")))["n"]
    return {
        "groups": {
            attempt.key: {"id": str(attempt.group_id), "payment": payments[attempt.group_id].status}
            for attempt in CheckoutAttempt.objects.all()
        },
        "group_count": OrderGroup.objects.count(),
        "orders": dict(Counter(Order.objects.values_list("status", flat=True))),
        "payments": dict(Counter(payment.status for payment in payments.values())),
        "undecided": sum(payment.status in UNDECIDED for payment in payments.values()),
        "charged_twice": charged_twice(),
        "on_hand": level.on_hand,
        "reserved": level.reserved,
        "promised": promised or 0,
    }


def close_windows() -> dict[str, Any]:
    """An hour later: what may no longer be cancelled goes on to its money; the running worker takes it."""
    with clock.travel(clock.now() + dt.timedelta(minutes=61)):
        while orders.release_due():
            continue
    return {}


if __name__ == "__main__":
    told = {"begin": begin, "facts": facts, "close_windows": close_windows}[sys.argv[1]]()
    sys.stdout.write(json.dumps(told))
