"""A corner of the demo world, small enough for a test."""

from __future__ import annotations

from dataclasses import replace

from halles.demo.film.script import Tune
from halles.demo.world.kinds import World
from halles.demo.world.read import read_world


def make_world(**changes: object) -> World:
    """Two shops with a few goods each, one film of two seconds, the people they need, and some orders."""
    world = read_world()
    shops = []
    for key, goods in (("combe-noire", {"toupie", "quilles"}), ("lumignon", {"feu-arriere", "sonnette"})):
        shop = world.shop(key)
        products = tuple(product for product in shop.products if product.key.split("/")[1] in goods)
        films = tuple(replace(film, shots=film.shots[:2]) for film in shop.videos if film.key == "cn-toupie")
        quick = replace(shop.style, tune=Tune(bpm=240))
        shops.append(replace(shop, products=products, videos=films, style=quick))
    sold = {product.key for shop in shops for product in shop.products}
    sellable = [order for order in world.orders if {good.product for good in order.goods} <= sold]
    orders = tuple(replace(order, via=order.via if order.via == "cn-toupie" else "") for order in sellable)
    film = world.video("cn-toupie")
    keys = {"admin", "maud", "hugo", *(order.address_of for order in orders), *(said.by for said in film.comments)}
    small = replace(
        world,
        shops=tuple(shops),
        creators=(),
        creator_videos=(),
        applicants=world.applicants[2:],
        people=tuple(person for person in world.people if person.key in keys),
        crowd=world.crowd[:6],
        orders=orders,
    )
    return replace(small, **changes)  # type: ignore[arg-type]
