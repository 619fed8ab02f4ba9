"""Creators and customers of whom some cheat, in the tables that show it: who cheats is known, so that finding can be
measured. Beside each sort of fraud stand honest people who look a little like it."""

from __future__ import annotations

import datetime as dt
import random
import uuid
from collections.abc import Iterable
from hashlib import md5
from typing import Any

from bench.fraud_rows import DAY, SECOND, Planted, World, buy, buyer, complain, draw_place, make_person
from halles.affiliates.models import Attribution, Commission, Plan, Touch
from halles.catalog.models import Product, Variant
from halles.creators.models import Creator
from halles.interactions.models import Kind
from halles.interactions.services import NewInteraction, append
from halles.kit.ids import uuid7
from halles.orders.models import Order, OrderGroup, OrderLine, OrderRefund
from halles.sellers.models import Seller
from halles.users.models import Address, User


def plant(
    *, creators: int = 60, orders: int = 1_500, seed: int = 7, now: dt.datetime, is_quiet: bool = False
) -> Planted:
    """Write a world of this size, in which about a quarter of the creators cheat; who, and how."""
    world = _begin(creators, random.Random(seed), now)
    world.is_quiet = is_quiet
    quarter = creators // 16
    cheats = world.draw.sample(world.creators, 4 * quarter)
    _honest_sales(world, orders)
    _honest_clicks(world, [one for one in world.creators if one not in cheats[quarter : 2 * quarter]])
    _honest_links(world)
    for number, creator in enumerate(cheats[:quarter]):
        _buy_from_oneself(world, creator, way=number % 4)
    _families(world, [one for one in world.creators if one not in cheats][:6])
    for number, creator in enumerate(cheats[quarter : 2 * quarter]):
        _farm(world, creator, in_bursts=number % 3 == 2)
    _stuff(world, cheats[2 * quarter : 3 * quarter])
    _rings(world, quarter)
    _honest_houses(world)
    _write(world)
    return world.planted


def _begin(count: int, draw: random.Random, now: dt.datetime) -> World:
    people = [make_person(f"creator{number}-{draw.randrange(10**9)}@creators.example") for number in range(count)]
    owner = make_person(f"shop-{draw.randrange(10**9)}@shops.example")
    User.objects.bulk_create([*people, owner])
    seller = Seller.objects.create(
        slug=f"planted-{draw.randrange(10**9)}",
        name="Planted",
        owner=owner,
        country="FR",
        market="FR",
        kind="company",
        legal_name="Planted SARL",
        contact_email=owner.email,
        phone="+33142360000",
        address={},
        status="approved",
        applied_at=now,
    )
    makers = [
        Creator(handle=f"p{draw.randrange(10**12)}", name="P", user=person, market="FR", created_at=now)
        for person in people
    ]
    Creator.objects.bulk_create(makers)
    Address.objects.bulk_create(
        Address(user=person, name="P", line1=f"{number} allée des Créateurs", postal_code="13001", country="FR")
        for number, person in enumerate(people)
    )
    product = Product.objects.create(
        seller=seller,
        slug=f"bol-{draw.randrange(10**9)}",
        title="Bol",
        language="fr",
        category="tableware",
        tax_class="standard",
        created_at=now,
        updated_at=now,
    )
    variant = Variant.objects.create(product=product, seller=seller, sku="BOL", name="", options={})
    plan = Plan.objects.create(seller=seller, kind="open", starts_at=now - 90 * DAY, created_at=now - 90 * DAY)
    return World(draw, now, makers, [variant], {seller.pk: plan})


def _honest_sales(world: World, count: int) -> None:
    """Everybody sells something to strangers; one order in thirty is complained about."""
    for number in range(count):
        creator = world.creators[number % len(world.creators)]
        at = world.ago(world.draw.uniform(0.2, 13))
        order = buy(world, buyer(world), draw_place(world), at, creator=creator)
        if number % 30 == 0:
            complain(world, order, at + 4 * DAY)


def _honest_clicks(world: World, creators: Iterable[Creator]) -> None:
    """Most who open a product have watched what shows it; some popular creators have many clicks."""
    for number, creator in enumerate(creators):
        for _ in range(260 if number % 5 == 0 else 70):
            watched = 0 if world.draw.random() < 0.25 else world.draw.randrange(1_500, 40_000)
            _visit(world, creator, watched, clicks=1)


def _visit(world: World, creator: Creator, watch_ms: int, *, clicks: int, content: uuid.UUID | None = None) -> None:
    visit, at = uuid.uuid4(), world.ago(world.draw.uniform(0.1, 13.5))
    content = content or uuid.uuid5(creator.pk, "film")
    same: dict[str, Any] = {
        "visit_id": visit,
        "market": "FR",
        "content_kind": "video",
        "content_id": content,
        "creator_id": creator.pk,
    }
    for number in range(clicks):
        world.acts.append(NewInteraction(kind=Kind.CHIP_OPENED, at=at + number * SECOND, **same))
    if watch_ms:
        world.acts.append(NewInteraction(kind=Kind.WATCH, at=at + 60 * SECOND, watch_time_ms=watch_ms, **same))


def _touch(world: World, creator: Creator, key: uuid.UUID, at: dt.datetime, user: User | None = None) -> None:
    world.add(
        Touch(
            key=key,
            user=user,
            kind="link",
            creator=creator,
            content_kind="link",
            content_id=creator.pk,
            click_id=uuid7(),
            at=at,
        )
    )


def _honest_links(world: World) -> None:
    """Links are followed one by one; some people follow two creators' in a minute, a few open three tabs at once."""
    for creator in world.creators:
        for _ in range(world.draw.randrange(5, 40)):
            key, at = uuid.uuid4(), world.ago(world.draw.uniform(0.1, 13))
            _touch(world, creator, key, at)
            if world.draw.random() < 0.15:
                _touch(world, world.draw.choice(world.creators), key, at + world.draw.randrange(3, 90) * SECOND)
    for _ in range(world.between((12, 12), (40, 60))):
        key, at = uuid.uuid4(), world.ago(world.draw.uniform(0.1, 13))
        for number, creator in enumerate(world.draw.sample(world.creators, 3)):
            _touch(world, creator, key, at + number * 2 * SECOND)


def _buy_from_oneself(world: World, creator: Creator, *, way: int) -> None:
    """Other accounts with the creator's browser, door, mailbox, or door and browser in turns."""
    browser = uuid.uuid4()
    _touch(world, creator, browser, world.ago(13), user=creator.user)
    home = Address.objects.get(user=creator.user)
    door = {"name": "Q", "line1": home.line1.upper() + ".", "postal_code": home.postal_code, "country": "FR"}
    for number in range(world.between((orders_of(world) // 3 + 3, orders_of(world) // 2 + 5), (1, 14))):
        puppet, at, ways = buyer(world), world.ago(world.draw.uniform(0.2, 12)), (0, 1) if way == 3 else (way,)
        tie = ways[number % len(ways)]
        if tie == 2:
            name, host = creator.user.email.split("@")
            puppet.email = f"{name}+{number}@{host}"
        place = door if tie == 1 else draw_place(world)
        buy(world, puppet, place, at, creator=creator, key=browser if tie == 0 else None)
    world.planted.self_buying.add(creator.pk)


def orders_of(world: World) -> int:
    """How many strangers' orders a creator has."""
    return len(world.rows[Commission]) // len(world.creators)


def _families(world: World, creators: Iterable[Creator]) -> None:
    """Somebody of the same household buys once or twice: that is no fraud."""
    for creator in creators:
        home = Address.objects.get(user=creator.user)
        door = {"name": "R", "line1": home.line1, "postal_code": home.postal_code, "country": "FR"}
        for _ in range(world.between((1, 2), (1, 5))):
            buy(world, buyer(world), door, world.ago(world.draw.uniform(0.2, 12)), creator=creator)


def _farm(world: World, creator: Creator, *, in_bursts: bool) -> None:
    if in_bursts:
        for _ in range(4):
            key, at = uuid.uuid4(), world.ago(world.draw.uniform(0.5, 12))
            for number in range(world.between((25, 60), (8, 40))):
                _touch(world, creator, key, at + number * SECOND)
        for _ in range(70):
            _visit(world, creator, world.draw.randrange(1_500, 40_000), clicks=1)
    else:
        for _ in range(world.between((250, 500), (40, 300))):
            _visit(world, creator, 0, clicks=world.draw.randrange(1, 4))
        for _ in range(40):
            _visit(world, creator, world.draw.randrange(1_500, 40_000), clicks=1)
    world.planted.click_farm.add(creator.pk)


def _stuff(world: World, creators: list[Creator]) -> None:
    """A page loads the links of three to five creators unseen, in the browsers of whoever comes by."""
    while creators:
        gang, creators = creators[:4], creators[4:]
        others = world.draw.sample([one for one in world.creators if one not in gang], max(0, 3 - len(gang)))
        for number in range(world.between((30, 80), (2, 20))):
            key, at = uuid.uuid4(), world.ago(world.draw.uniform(0.1, 12))
            # Strangers' links go along as a disguise, never the same ones often.
            for creator in [*gang, *(others if number < 3 else world.draw.sample(world.creators, len(others)))]:
                _touch(world, creator, key, at + world.draw.randrange(0, 3) * SECOND)
        world.planted.cookie_stuffing.update(creator.pk for creator in gang)


def _rings(world: World, count: int) -> None:
    for _ in range(count):
        place = draw_place(world)
        accounts = [buyer(world) for _ in range(world.between((4, 6), (2, 5)))]
        for number in range(world.between((12, 18), (4, 12))):
            at = world.ago(world.draw.uniform(6, 45))
            varied = {**place, "line1": place["line1"].replace(" ", ", ", number % 2), "line2": f"bât. {number}"}
            order = buy(world, accounts[number % len(accounts)], varied, at)
            if world.draw.random() < (0.6 if world.is_quiet else 0.9):
                complain(world, order, at + 4 * DAY)
        world.planted.refund_ring.add(_door_of(place))


def _honest_houses(world: World) -> None:
    """A house of many flats with few complaints, and people who complain much but alone."""
    for _ in range(5):
        place = draw_place(world)
        for _ in range(world.between((20, 20), (8, 20))):
            at = world.ago(world.draw.uniform(6, 45))
            order = buy(world, buyer(world), place, at)
            if world.draw.random() < (0.3 if world.is_quiet else 0.15):
                complain(world, order, at + 4 * DAY)
    for _ in range(5):
        place, fussy = draw_place(world), buyer(world)
        for _ in range(8):
            at = world.ago(world.draw.uniform(6, 45))
            complain(world, buy(world, fussy, place, at), at + 4 * DAY)


def _door_of(place: dict[str, str]) -> uuid.UUID:
    """How refund_ring calls a door."""
    parts = "/".join((place["line1"], place["postal_code"], place["country"]))
    plain = "".join(letter for letter in parts if letter.isalnum() or letter == "/").lower()
    return uuid.UUID(md5(plain.encode(), usedforsecurity=False).hexdigest())


def _write(world: World) -> None:
    order = (User, OrderGroup, Order, OrderLine, Attribution, Commission, OrderRefund, Touch)
    assert set(world.rows) <= set(order)
    for table in order:
        table.objects.bulk_create(world.rows.get(table, []), batch_size=2_000)  # type: ignore[attr-defined]
    for start in range(0, len(world.acts), 2_000):
        append(world.acts[start : start + 2_000])
