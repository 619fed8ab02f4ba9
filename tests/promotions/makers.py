"""Offers in a show that nobody needs to see, and people old enough to claim."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from typing import Any

from django.db import connection

from halles.catalog.models import Variant
from halles.kit import clock
from halles.promotions.models import FlashDeal
from halles.promotions.services import DealDraft, create_deal, open_deal
from halles.users.models import User
from tests.orders.makers import make_variant
from tests.users.makers import make_user

SHOW = uuid.UUID("01900000-0000-7000-8000-00000000aaaa")
OLD = dt.timedelta(days=30)


def make_customer(**changes: Any) -> User:
    """Somebody with an account of a month."""
    user = make_user(**changes)
    User.objects.filter(pk=user.pk).update(created_at=clock.now() - OLD)
    user.refresh_from_db()
    return user


def make_draft(variant: Variant | None = None, **changes: Any) -> DealDraft:
    """An offer in France of 2 pieces at 19.90 € instead of 24.90 €, one per person."""
    facts: dict[str, Any] = {
        "reference_kind": "live_session",
        "reference_id": SHOW,
        "market": "FR",
        "price_minor": 1990,
        "quota": 2,
    }
    if variant is None:
        variant = make_variant(stock=10)
    return DealDraft(**{**facts, "variant_id": variant.pk, **changes})


def make_open_deal(variant: Variant | None = None, **changes: Any) -> FlashDeal:
    deal = create_deal(make_draft(variant, **changes), by=make_user())
    return open_deal(deal.pk)


def claim(deal: FlashDeal, *users: User, **changes: Any) -> list[dict[str, Any]]:
    """One batch with an item per person, as the edge sends it."""
    items = [
        {"n": number, "u": str(user.pk), "quantity": 1, "key": f"key-{uuid.uuid4()}", "device": "", **changes}
        for number, user in enumerate(users)
    ]
    return claim_items(deal.pk, items)


def claim_items(deal_id: uuid.UUID, items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT promotions_claim(%s, %s::jsonb)", [deal_id, json.dumps(items)])
        (answers,) = cursor.fetchone()
    return json.loads(answers) if isinstance(answers, str) else answers


def let_time_pass(deal: FlashDeal, **by: int) -> None:
    """The deal and its promises began so much earlier."""
    earlier = dt.timedelta(**by)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE promotions_flashdeal SET announced_at = announced_at - %s, opens_at = opens_at - %s,"
            " ends_at = ends_at - %s WHERE id = %s",
            [earlier, earlier, earlier, deal.pk],
        )
        cursor.execute(
            "UPDATE promotions_pricepromise SET until = until - %s, usable_from = usable_from - %s,"
            " created_at = created_at - %s WHERE reference_id = %s",
            [earlier, earlier, earlier, deal.pk],
        )
