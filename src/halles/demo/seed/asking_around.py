"""What creators and shops wrote to each other: beside a plan, before one, read and not read yet."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from halles.affiliates.models import Side
from halles.affiliates.queries.talks import find_talk
from halles.affiliates.services import talking
from halles.creators.models import Creator
from halles.demo.seed.moments import back
from halles.demo.seed.shops import find_shop
from halles.demo.world.kinds import World
from halles.kit import transactions
from halles.sellers.models import Seller

CREATOR, SHOP = Side.CREATOR, Side.SHOP
# Each answer comes so many days after what it answers.
PACE_DAYS = 0.4


@dataclass(frozen=True)
class Exchange:
    """Who wrote what, oldest first, begun so many days ago; the last words may have been read."""

    handle: str
    shop: str
    begun_days_ago: float
    said: tuple[tuple[Side, str], ...]
    is_read: bool = False


EXCHANGES = (
    Exchange(
        "leo_en_route",
        "penn-avel",
        9,
        (
            (CREATOR, "Bonjour ! Je passe dans le Finistère en vélo. Puis-je filmer une matinée à l’atelier ?"),
            (SHOP, "Avec plaisir, venez un mardi : c’est le jour du remaillage, et il y a du café."),
            (CREATOR, "Parfait, mardi alors. J’apporte le pain."),
        ),
        is_read=True,
    ),
    Exchange(
        "leo_en_route",
        "combe-noire",
        1.5,
        ((SHOP, "Votre film sur la toupie nous a touchés. Voulez-vous essayer le voilier avant tout le monde ?"),),
    ),
    # No plan between these two: a maker in France is asked from the other side of the sea.
    Exchange(
        "tessa_makes",
        "penn-avel",
        2.5,
        (
            (CREATOR, "Hello from Asheville! Are the Quai hats knitted in one piece? My viewers would ask."),
            (SHOP, "They are, in the round, on an old Rouen machine. Shall we send you a sample of the knit?"),
            (CREATOR, "Yes please! And do you ship to the United States already?"),
        ),
    ),
    Exchange(
        "hank_fixes_it",
        "prairie-wren",
        0.8,
        ((CREATOR, "Before I join your plan: can the bandana be washed with work clothes, at 140 °F?"),),
    ),
    Exchange(
        "hana_kurashi",
        "yamanari",
        3,
        (
            (CREATOR, "包丁の研ぎ直しも動画でご紹介してよろしいでしょうか。"),
            (SHOP, "もちろんです。砥石の選び方もお伝えできますので、ご都合の良い日をお知らせください。"),
        ),
    ),
)


def ask_around(world: World) -> None:
    """All of it that is not there yet, between shops and profiles that are."""
    for one in EXCHANGES:
        shop = next((data for data in world.shops if data.key == one.shop), None)
        seller = find_shop(shop) if shop else None
        creator = Creator.objects.select_related("user").filter(handle=one.handle).first()
        if seller is not None and creator is not None and find_talk(seller, creator) is None:
            transactions.run(partial(_exchange, one, seller, creator))


def _exchange(one: Exchange, seller: Seller, creator: Creator) -> None:
    for number, (side, body) in enumerate(one.said):
        by = creator.user if side == CREATOR else seller.owner
        with back(one.begun_days_ago - number * PACE_DAYS):
            talking.write_message(seller, creator, side=side, by=by, body=body)
    talk = find_talk(seller, creator)
    if one.is_read and talk is not None:
        talking.mark_read(talk, reader=SHOP if one.said[-1][0] == CREATOR else CREATOR)
