"""A show on air with one bowl in its bag, and its acts."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.db import connection

from halles.catalog.models import Variant
from halles.creators.models import Creator
from halles.kit import clock
from halles.live.acts import giveaways, offers
from halles.live.models import Giveaway, GiveawayEntry, LiveProduct, LiveSession
from halles.promotions.models import FlashDeal
from halles.sellers.models import SellerStaff
from halles.users.models import User
from tests.creators.makers import make_creator
from tests.live.makers import call, make_session
from tests.orders.makers import make_seller, make_shipping, make_variant
from tests.promotions.makers import make_customer


@dataclass(frozen=True)
class Stage:
    """A show, who runs it, and what is in its bag."""

    session: LiveSession
    host: User
    variant: Variant


def make_stage(*, stock: int = 10, status: str = "live", **changes: Any) -> Stage:
    seller = make_seller()
    make_shipping(seller)
    variant = make_variant(seller, stock=stock)
    SellerStaff.objects.get_or_create(
        seller=seller, user=seller.owner, defaults={"role": "owner", "added_at": clock.now()}
    )
    creator = make_creator(user=seller.owner)
    Creator.objects.filter(pk=creator.pk).update(seller=seller)
    creator.refresh_from_db()
    session = make_session(creator=creator, status=status, **changes)
    LiveProduct.objects.create(session=session, product=variant.product, position=0)
    return Stage(session, seller.owner, variant)


def make_offer(stage: Stage, **changes: Any) -> FlashDeal:
    """An open offer of 2 pieces at 19.90 €."""
    facts = {"variant_id": stage.variant.pk, "price_minor": 1990, "quota": 2, **changes}
    deal = offers.create_offer(stage.session, offers.OfferDraft(**facts), by=stage.host)
    return offers.open_offer(stage.session, deal.pk)


def make_giveaway(stage: Stage, **changes: Any) -> Giveaway:
    """An open giveaway of one piece, without tasks."""
    facts = {"variant_id": stage.variant.pk, **changes}
    giveaway = giveaways.create_giveaway(stage.session, giveaways.GiveawayDraft(**facts), by=stage.host)
    return giveaways.open_giveaway(stage.session, giveaway.pk)


def claim(stage: Stage, deal: FlashDeal, *users: User, **changes: Any) -> list[dict[str, Any]]:
    items = [
        {"n": place, "u": str(user.pk), "quantity": 1, "key": f"key-{uuid.uuid4()}", "device": "", **changes}
        for place, user in enumerate(users)
    ]
    answers: list[dict[str, Any]] = call("live_claim", stage.session.pk, deal.pk, items)
    return answers


def enter(stage: Stage, giveaway: Giveaway, *users: User | None, **changes: Any) -> list[dict[str, Any]]:
    items = [
        {"n": place, "u": user and str(user.pk), "nonce": uuid.uuid4().hex, "device": "", "watched_ms": 0, **changes}
        for place, user in enumerate(users)
    ]
    answers: list[dict[str, Any]] = call("live_enter", stage.session.pk, giveaway.pk, items)
    return answers


def vote(stage: Stage, poll_id: uuid.UUID, *choices: tuple[User | None, int]) -> list[dict[str, Any]]:
    items = [{"n": place, "u": user and str(user.pk), "choice": choice} for place, (user, choice) in enumerate(choices)]
    answers: list[dict[str, Any]] = call("live_vote", stage.session.pk, poll_id, items)
    return answers


def drawn(stage: Stage, *, entrants: int = 5, **changes: Any) -> Giveaway:
    """A giveaway from its plan to its draw."""
    giveaway = make_giveaway(stage, **changes)
    enter(stage, giveaway, *(make_customer() for _ in range(entrants)))
    giveaways.close_giveaway(stage.session, giveaway.pk)
    return giveaways.draw_giveaway(stage.session.pk, giveaway.pk)


def leave(giveaway: Giveaway, user: User) -> None:
    """Nothing was heard of this person for a minute."""
    found = GiveawayEntry.objects.filter(giveaway=giveaway, user=user)
    for entry in found:
        entry.present_at -= dt.timedelta(minutes=1)
        entry.save(update_fields=["present_at"])


def tamper(statement: str, *values: object) -> None:
    """What somebody with all rights on the database could do."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement, values)
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
