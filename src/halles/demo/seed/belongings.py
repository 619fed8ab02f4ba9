"""What people with an account have at hand: a bag, lists, makers they follow."""

from __future__ import annotations

from functools import partial

from halles.carts import services as carts
from halles.carts.models import Cart
from halles.carts.owner import Owner
from halles.creators.models import Creator
from halles.demo.seed.cast import seat
from halles.demo.seed.films import find_product_of
from halles.demo.seed.goods import find_variant
from halles.demo.seed.moments import back
from halles.demo.seed.shops import find_shop
from halles.demo.world.kinds import PersonData, World
from halles.demo.world.numbers import steady
from halles.demo.world.voicing import voices
from halles.inventory.queries import available
from halles.kit import transactions
from halles.kit.jobs import none_queued
from halles.markets.queries import get_market
from halles.social import services as social
from halles.social.models import SavedList

IN_LIST = 4
FOLLOWED = 4


def belong(world: World) -> None:
    """Bags, lists and followed makers of everybody who signs in as a customer; what is there is left alone."""
    with none_queued():
        for person in (one for one in world.people if one.role == "customer"):
            sold = sorted(key for key in world.products if person.market in world.products[key].markets)
            if sold:
                _list(world, person, sold)
                _fill_bag(world, person, sold)
                _follow(person)


def _list(world: World, person: PersonData, sold: list[str]) -> None:
    user = seat(person)
    for number, name in enumerate(voices(person.language)["lists"]["names"]):
        if SavedList.objects.filter(user=user, name=name).exists():
            continue
        with back(20 - 6 * number):
            made = transactions.run(partial(social.create_list, user, name=name))
            for turn in range(IN_LIST):
                product = find_product_of(world, sold[steady(f"{person.key}{name}{turn}", len(sold))])
                if product is not None:
                    transactions.run(partial(social.put_in_list, user, made.pk, product.pk))


def _fill_bag(world: World, person: PersonData, sold: list[str]) -> None:
    """A thing of two shops each, so that the bag shows what it can."""
    user = seat(person)
    if Cart.objects.filter(user=user).exists():
        return
    owner, market, shops = Owner(user_id=user.pk), get_market(person.market), set[str]()
    for key in sorted(sold, key=lambda one: steady(f"{person.key}{one}bag", 1 << 30)):
        shop, data = key.split("/")[0], world.products[key]
        seller = find_shop(world.shop(shop))
        ships = any(rate.country == person.market for rate in world.shop(shop).rates)
        if shop in shops or seller is None or find_product_of(world, key) is None or not ships:
            continue
        value = next(one.value for one in data.variants if person.market in one.prices)
        variant = find_variant(seller, data, value)
        if available([variant.pk])[variant.pk] > 0:
            with back(0.4):
                transactions.run(partial(carts.add_to_cart, owner, market=market, variant_id=variant.pk))
            shops.add(shop)
        if len(shops) == 2:
            return


def _follow(person: PersonData) -> None:
    user = seat(person)
    near = Creator.objects.filter(market=person.market).exclude(user=user)
    for creator in sorted(near, key=lambda one: steady(f"{person.key}{one.handle}", 1 << 30))[:FOLLOWED]:
        with back(3 + steady(f"{person.key}{creator.handle}", 40)):
            transactions.run(partial(social.follow, user, creator))
