"""The rows of a planted world: people, purchases, commissions and complaints, kept until they are written."""

from __future__ import annotations

import datetime as dt
import random
import uuid
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from halles.affiliates.models import Attribution, Commission, Plan
from halles.catalog.models import Variant
from halles.creators.models import Creator
from halles.interactions.services import NewInteraction
from halles.kit.ids import uuid7
from halles.orders.models import Order, OrderGroup, OrderLine, OrderRefund
from halles.users.models import User

STREETS = ("rue des Halles", "rue de la Paix", "quai du Port", "avenue Foch", "place du Marché", "rue Neuve")
HOUR, DAY, SECOND = dt.timedelta(hours=1), dt.timedelta(days=1), dt.timedelta(seconds=1)


@dataclass
class Planted:
    """Who cheats how: the subject ids that each kind of signal should name, and nobody else."""

    self_buying: set[uuid.UUID] = field(default_factory=set)
    click_farm: set[uuid.UUID] = field(default_factory=set)
    cookie_stuffing: set[uuid.UUID] = field(default_factory=set)
    refund_ring: set[uuid.UUID] = field(default_factory=set)


@dataclass
class World:
    """Everything made, by table, until it is written."""

    draw: random.Random
    now: dt.datetime
    creators: list[Creator]
    variants: list[Variant]
    plans: dict[uuid.UUID, Plan]
    rows: dict[type[models.Model], list[Any]] = field(default_factory=dict)
    acts: list[NewInteraction] = field(default_factory=list)
    planted: Planted = field(default_factory=Planted)
    # Cheats and look-alikes are drawn at random around the thresholds instead of well beyond and below them.
    is_quiet: bool = False

    def between(self, bold: tuple[int, int], quiet: tuple[int, int]) -> int:
        """How many, as the world has it; ends included."""
        return self.draw.randint(*(quiet if self.is_quiet else bold))

    def add(self, row: models.Model) -> Any:
        """Keep a row for its table."""
        self.rows.setdefault(type(row), []).append(row)
        return row

    def ago(self, days: float) -> dt.datetime:
        """So many days before now."""
        return self.now - DAY * days


def make_person(email: str) -> User:
    return User(email=email, name="P")


def buyer(world: World) -> User:
    person = make_person(f"buyer{world.draw.randrange(10**15)}@example.org")
    return world.add(person)  # type: ignore[no-any-return]


def draw_place(world: World) -> dict[str, str]:
    street = f"{world.draw.randrange(1, 4000)} {world.draw.choice(STREETS)}"
    return {"name": "P", "line1": street, "postal_code": f"{world.draw.randrange(1000, 95999):05}", "country": "FR"}


def buy(world: World, user: User | None, place: dict[str, str], at: dt.datetime, **changes: Any) -> Order:
    """A paid and delivered order of one piece."""
    variant = world.draw.choice(world.variants)
    group = world.add(
        OrderGroup(
            number=f"H-{world.draw.randrange(36**9):09}"[:12],
            user=user,
            email=changes.get("email") or (user.email if user else "guest@example.org"),
            market="FR",
            currency="EUR",
            language="fr",
            ship_to=place,
            tax_is_included=True,
            payment_method="card",
            total_minor=2490,
            placed_at=at,
            touch_key=changes.get("key") or uuid.uuid4(),
        )
    )
    order = world.add(
        Order(
            group=group,
            position=1,
            seller_id=variant.seller_id,
            status="delivered",
            currency="EUR",
            subtotal_minor=2490,
            shipping_minor=0,
            shipping_tax_minor=0,
            tax_minor=415,
            total_minor=2490,
            platform_fee_minor=125,
            is_tax_remitted=False,
            shipping_option={},
            dispatch_by_on=(at + 2 * DAY).date(),
            arrives_from_on=(at + 3 * DAY).date(),
            arrives_to_on=(at + 5 * DAY).date(),
            auto_cancel_on=(at + 9 * DAY).date(),
            placed_at=at,
            paid_at=at,
            captured_at=at,
            delivered_at=at + 3 * DAY,
        )
    )
    line = world.add(
        OrderLine(
            order=order,
            position=1,
            variant=variant,
            product_id=variant.product_id,
            title="Bol",
            quantity=1,
            unit_minor=2490,
            tax_class="standard",
            tax_ppm=200_000,
            tax_minor=415,
            total_minor=2490,
            platform_fee_minor=125,
        )
    )
    if "creator" in changes:
        earn(world, changes["creator"], order, line, at)
    return order  # type: ignore[no-any-return]


def earn(world: World, creator: Creator, order: Order, line: OrderLine, at: dt.datetime) -> None:
    money = {"rate_bps": 1_000, "base_minor": 2_075, "amount_minor": 207, "currency": "EUR"}
    plan = world.plans[order.seller_id]
    facts = {"reason": "last_touch", "rule_version": "1", "decided_at": at, "sold_at": at}
    decided = world.add(Attribution(line=line, creator=creator, plan=plan, **facts, **money))
    world.add(
        Commission(
            attribution=decided,
            creator=creator,
            seller_id=order.seller_id,
            order=order,
            line=line,
            market="FR",
            sold_at=at,
            updated_at=at,
            **money,
        )
    )


def complain(world: World, order: Order, at: dt.datetime) -> None:
    world.add(
        OrderRefund(
            order=order,
            amount_minor=2490,
            currency="EUR",
            reason=world.draw.choice(["arrived_damaged", "piece_missing", "wrong_item"]),
            by_kind="seller",
            at=at,
            parts=[],
            payment_refund_id=uuid7(),
        )
    )
