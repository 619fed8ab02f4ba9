"""A small world on a database of its own, made and examined from outside the test's process.

python -m tests.races.world seed BUYERS PIECES   →  {"tokens": […], "variant": …}
python -m tests.races.world settle               →  what stands in the tables when everything unfinished is finished
"""

from __future__ import annotations

import datetime as dt
import json
import sys
from typing import Any


def seed(buyers: int, pieces: int) -> dict[str, Any]:
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from halles.users.services import issue_token
    from tests.orders.makers import make_saved_card, make_variant
    from tests.users.makers import make_address, make_user

    variant = make_variant(stock=pieces)
    tokens = []
    for _ in range(buyers):
        user = make_user(password=None)
        make_address(user)
        make_saved_card(user)
        tokens.append(issue_token(user, "storm"))
    return {"tokens": tokens, "variant": str(variant.pk)}


def settle() -> dict[str, Any]:
    from halles.checkout.models import CheckoutAttempt
    from halles.checkout.services import finish_attempts
    from halles.inventory.models import StockLevel
    from halles.kit import clock
    from halles.ledger.queries import check_books
    from halles.orders.models import Order, OrderGroup
    from halles.payments.models import Payment
    from halles.payments.providers.sandbox.models import SandboxCharge
    from halles.payments.services import resolve_due

    with clock.travel(clock.now() + dt.timedelta(minutes=2)):
        finish_attempts()
        resolve_due()
    level = StockLevel.objects.get()
    return {
        "attempts": {one.key: str(one.group_id) for one in CheckoutAttempt.objects.all()},
        "groups": OrderGroup.objects.count(),
        "statuses": sorted(set(Order.objects.values_list("status", flat=True))),
        "payments": sorted(set(Payment.objects.values_list("status", flat=True))),
        "charges": SandboxCharge.objects.count(),
        "stock": [level.on_hand, level.reserved],
        "problems": [str(problem) for problem in check_books().problems],
    }


if __name__ == "__main__":
    import django

    django.setup()
    answer = seed(int(sys.argv[2]), int(sys.argv[3])) if sys.argv[1] == "seed" else settle()
    json.dump(answer, sys.stdout)
