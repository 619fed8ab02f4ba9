"""People of the demo world who cheat, so that the signals have something to find, and honest ones who only look
like it. Few and small: the shops’ numbers stay what they are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from halles.demo.art.people import Look
from halles.demo.world.history import PastOrder, address_in, good_for, moment, sold_in
from halles.demo.world.kinds import CreatorData, GoodData, PersonData, World
from halles.demo.world.numbers import steady
from halles.demo.world.read import LANGUAGES

DAY = dt.timedelta(days=1)
DEAR_MINOR = {"FR": 4_000, "US": 4_500, "JP": 6_000}


@dataclass(frozen=True)
class Cheat:
    """A profile whose links do something that links of honest people hardly do; `kind` as the signal is called, or
    empty for the honest. `is_found` where the thresholds of the market are reached."""

    key: str
    name: str
    handle: str
    market: str
    bio: str
    kind: str
    is_found: bool = True

    @property
    def person(self) -> PersonData:
        """Who is behind it."""
        return PersonData(self.key, self.name, self.market, LANGUAGES[self.market])


CHEATS = (
    Cheat("remi", "Rémi Vasnier", "bons_plans_de_remi", "FR", "Les bons plans de Rémi, tous les jours.", "self_buying"),
    Cheat("kyle", "Kyle Brandt", "clickable_kyle", "US", "Links, links, links.", "click_farm"),
    Cheat("solene", "Solène Garrec", "le_comparateur", "FR", "Je compare pour vous.", "cookie_stuffing"),
    Cheat("victor", "Victor Noël", "codes_et_cie", "FR", "Un code pour tout.", "cookie_stuffing"),
    Cheat("ludivine", "Ludivine Carat", "promo_prisme", "FR", "La promo du jour.", "cookie_stuffing"),
    # Two purchases of her own among eight: below what the market looks at.
    Cheat("meiko", "小川 芽衣子", "mei_no_osusume", "JP", "好きなものを少しずつ。", "self_buying", is_found=False),
    # Her sister lives with her and has bought twice: that is no fraud.
    Cheat("anouk", "Anouk Ferrand", "anouk_et_le_pain", "FR", "Du pain et ce qui va avec.", ""),
)
# Who buys for whom, tied to the profile by its mailbox, its door, or its browser; the others are strangers.
TIED = {
    "remi": ("mailbox", "door", "browser", "door", "browser"),
    "meiko": ("door", "browser"),
    "anouk": ("door", "door"),
}
STRANGERS = {"remi": 4, "kyle": 1, "meiko": 9, "anouk": 9}
# Behind one door in Albany three accounts complain about nearly all that they order.
RING = ("Dale Hutchins", "Rae Hutchins", "D. J. Hutchins")
RING_KEY, RING_MARKET, RING_ORDERS, RING_QUIET = "ring", "US", 6, 4
RING_HOME = {"line1": "77 Delaware Avenue", "postal_code": "12202", "city": "Albany", "country": "US", "region": "NY"}


def cheats_in(world: World) -> list[Cheat]:
    """Those whose market has goods and creators in this world."""
    markets = {shop.market for shop in world.shops} & {creator.market for creator in world.creators}
    return [cheat for cheat in CHEATS if cheat.market in markets]


def profile_of(world: World, cheat: Cheat) -> CreatorData:
    """The profile as an honest one is described, in the colours of a colleague."""
    style = next(one.style for one in world.creators if one.market == cheat.market)
    look = Look(hair_colour="char", top=style.tint)
    return CreatorData(
        key=cheat.key,
        person=cheat.key,
        handle=cheat.handle,
        market=cheat.market,
        languages=(LANGUAGES[cheat.market],),
        name=cheat.name,
        bio=cheat.bio,
        look=look,
        style=style,
    )


def browser_key(cheat: Cheat, number: int = 0) -> str:
    """What the name of a browser is made from."""
    return f"browser-{cheat.key}-{number}"


def plan_cheats(world: World, until: dt.date) -> Iterator[PastOrder]:
    """What is bought through the cheats, and by the ring, in the weeks before a day."""
    for cheat in cheats_in(world):
        for number, tie in enumerate(TIED.get(cheat.key, ())):
            yield _tied(world, cheat, number, tie, until)
        for number in range(STRANGERS.get(cheat.key, 0)):
            key = f"cheat-{cheat.key}-stranger{number}"
            people = [person for person in world.crowd if person.market == cheat.market] or list(world.crowd)
            buyer = people[steady(f"{key}who", len(people))]
            yield _order(world, key, cheat.market, buyer, until - (1 + number) * DAY, through=cheat.handle)
    if any(cheat.market == RING_MARKET for cheat in cheats_in(world)):
        yield from _ring(world, until)


def _tied(world: World, cheat: Cheat, number: int, tie: str, until: dt.date) -> PastOrder:
    key, home = f"cheat-{cheat.key}-{number}", address_in(cheat.market, cheat.person)
    mailbox = PersonData(f"{cheat.key}+{number}", cheat.name, cheat.market, cheat.person.language)
    other = PersonData(f"{cheat.key}.maison{number}", cheat.name.split()[-1], cheat.market, cheat.person.language)
    return _order(
        world,
        key,
        cheat.market,
        mailbox if tie == "mailbox" else other,
        until - (2 + 2 * number) * DAY,
        through=cheat.handle,
        address={**home, "line1": home["line1"].upper()} if tie == "door" else None,
        browser=browser_key(cheat) if tie == "browser" else "",
    )


def _ring(world: World, until: dt.date) -> Iterator[PastOrder]:
    for number in range(RING_ORDERS):
        account = number % len(RING)
        buyer = PersonData(f"ring.{account}", RING[account], RING_MARKET, "en")
        address = {**RING_HOME, "name": buyer.name, "line2": ("", "Apt 2", "Rear door")[account]}
        fate = "delivered" if number == RING_QUIET else "refunded"
        day = until - (9 + 6 * number) * DAY
        yield _order(
            world, f"cheat-{RING_KEY}-{number}", RING_MARKET, buyer, day, through="", address=address, fate=fate
        )


def _order(
    world: World,
    key: str,
    market: str,
    buyer: PersonData,
    day: dt.date,
    *,
    through: str,
    address: dict[str, str] | None = None,
    browser: str = "",
    fate: str = "delivered",
) -> PastOrder:
    return PastOrder(
        key=key,
        market=market,
        buyer=buyer,
        address=address or address_in(market, buyer),
        at=moment(market, day, key),
        goods=(_good(world, key, market),),
        fate=fate,
        is_late=False,
        has_relay=False,
        through=through,
        browser=browser,
    )


def _good(world: World, key: str, market: str) -> GoodData:
    """One piece of something that is not dear."""
    dear = DEAR_MINOR[market]
    cheap = [
        one
        for one in dict.fromkeys(product.key for product in sold_in(world, market))
        if max(variant.prices.get(market, 0) for variant in world.products[one].variants) <= dear
    ] or [product.key for product in sold_in(world, market)]
    product = world.products[cheap[steady(f"{key}good", len(cheap))]]
    found = good_for(product, key, market)
    return GoodData(found.product, found.value, 1)
