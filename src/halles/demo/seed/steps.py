"""The steps in which the world is made. Each can be repeated: what is there is left alone."""

from __future__ import annotations

from halles.demo.seed.asking_around import ask_around
from halles.demo.seed.belongings import belong
from halles.demo.seed.cheats import act, cheat
from halles.demo.seed.crowd import complain, follow_all, gather, save_some
from halles.demo.seed.earning import credit_the_rest, fill_showcases, promise
from halles.demo.seed.films import find_video, is_sent, send, show
from halles.demo.seed.goods import find_product, offer, photograph
from halles.demo.seed.justice import JUDGED_FILMS, judge
from halles.demo.seed.offers import FEE_FILMS, deliver_fees, offer_fees, prepare_deals
from halles.demo.seed.past import tell_past
from halles.demo.seed.paying import pay_out_now, pay_out_past
from halles.demo.seed.purchases import find_orders, tell
from halles.demo.seed.returning import bring_back
from halles.demo.seed.sampling import give_samples
from halles.demo.seed.shops import find_shop, let_apply, open_profile, open_shop
from halles.demo.seed.talk import talk
from halles.demo.seed.team import form_team
from halles.demo.seed.turns import turn
from halles.demo.world.kinds import OrderData, VideoData, World
from halles.kit.jobs import defer
from halles.scores.jobs import score_all
from halles.videos.models import Video


def open_everything(world: World, *, first: bool = False) -> None:
    """All shops and profiles; with `first` only those that the first films need."""
    needed = shops_of_first_films(world)
    for shop in world.shops:
        if not first or shop.key in needed:
            with turn(f"shop:{shop.key}"):
                open_shop(world, shop)
    if not first:
        for profile in world.creators:
            with turn(f"profile:{profile.key}"):
                open_profile(world, profile)
        for applicant in world.applicants:
            let_apply(applicant)
        with turn("promises"):
            promise(world)
            ask_around(world)


def shops_of_first_films(world: World) -> list[str]:
    """The shops whose goods the first films show."""
    keys = [
        good.split("/", maxsplit=1)[0] for video in first_films(world) for shot in video.shots for good in shot.goods
    ]
    return list(dict.fromkeys(keys))


def first_films(world: World) -> list[VideoData]:
    """The films that are finished before anybody is let in."""
    return [video for video in world.videos if video.is_first]


def list_goods(world: World, shop_key: str) -> None:
    """Everything a shop sells, on sale with its first picture."""
    shop = world.shop(shop_key)
    seller = find_shop(shop)
    assert seller is not None, shop_key
    with turn(f"goods:{shop_key}"):
        for product in shop.products:
            offer(seller, seller.owner, product)


def furnish(world: World, shop_key: str) -> None:
    """The goods of a shop, and the pictures that are missing."""
    list_goods(world, shop_key)
    shop = world.shop(shop_key)
    seller = find_shop(shop)
    assert seller is not None, shop_key
    with turn(f"goods:{shop_key}"):
        for product in shop.products:
            photograph(seller, seller.owner, product)


def make_next_film(world: World) -> bool:
    """Render and send the next film that is missing; False when none is."""
    for data in world.videos:
        if is_sent(find_video(world, data)):
            continue
        with turn(f"film:{data.key}"):
            if not is_sent(find_video(world, data)):
                send(world, data)
        defer("demo.show_film", key=data.key)
        return True
    return False


def show_film(world: World, key: str) -> bool:
    """Publish a film that can be played and bring its viewers; whether it could."""
    data = world.video(key)
    with turn(f"show:{key}"):
        video = show(world, data)
        if video is None:
            return False
        if video.status == Video.Status.PUBLISHED:
            gather(world, data, video)
    if key in JUDGED_FILMS:
        with turn("past"):
            judge(world)
    if key in FEE_FILMS:
        deliver_fees(world)
    return True


def remember(world: World) -> None:
    """Followers, saved things, purchases whose goods are all on sale, and work for the staff."""
    with turn("past"):
        follow_all(world)
        save_some(world)
        for data in world.orders:
            if is_tellable(world, data):
                tell(world, data)
        complain(world)
        judge(world)


def remember_more(world: World, *, seconds: float) -> bool:
    """What comes after the goods are all on sale: bags and lists, what came back, then thirteen months of purchases
    for so many seconds, and last what was asked and answered. Whether something is left."""
    belong(world)
    bring_back(world)
    cheat(world)
    if tell_past(world, seconds=seconds):
        return True
    credit_the_rest()
    fill_showcases()
    give_samples(world)
    pay_out_past(world)
    # Before the runs of today take what is free.
    offer_fees(world)
    prepare_deals(world)
    pay_out_now(world)
    act(world)
    form_team(world)
    talk(world)
    # As every night: who looks at a score on the first day finds one.
    score_all(timestamp=0)
    return False


def is_tellable(world: World, data: OrderData) -> bool:
    """Whether everything a purchase needs is on sale by now, or it has been placed already."""
    if find_orders(data):
        return True
    for good in data.goods:
        seller = find_shop(world.shop(good.product.split("/", maxsplit=1)[0]))
        if seller is None or find_product(seller, world.products[good.product]) is None:
            return False
    return True
