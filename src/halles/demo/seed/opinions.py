"""What buyers say afterwards: stars as the thing deserves, words, pictures, additions, votes, and the shop's reply."""

from __future__ import annotations

import datetime as dt
import io

import numpy as np
from PIL import Image, ImageFilter

from halles.demo.art.pictures import picture
from halles.demo.seed.cast import seat
from halles.demo.world.drawing import subject_of
from halles.demo.world.history import PastOrder
from halles.demo.world.kinds import PersonData, ProductData, World
from halles.demo.world.numbers import steady
from halles.demo.world.voicing import WRITTEN, mood_of, pick, review_texts, voices
from halles.kit import clock
from halles.orders.models import Order, OrderLine
from halles.reviews import services as reviews
from halles.reviews.models import Review, Status
from halles.users.models import User

DAY = dt.timedelta(days=1)
SPEAK_PERCENT = 46
# How often a thing of each quality gets one to five stars, in a hundred.
POOR, FAIR, FINE = (22, 26, 24, 18, 10), (3, 6, 15, 40, 36), (1, 2, 5, 22, 70)
PICTURES_PERCENT = 5
DISAPPOINTING = frozenset(
    {
        "combe-noire/boite-musique",
        "lumignon/gants-velo",
        "low-tide/buoy-battery",
        "penn-avel/chaussettes-pont",
        "shiokaze/knit-cap",
        "three-herons/bowl",
        "vallon-clair/bougie-garrigue",
    }
)


def quality_of(product: ProductData) -> tuple[int, ...]:
    """How good a thing is: most are fine, some fair, a few poor."""
    if product.key in DISAPPOINTING:
        return POOR
    return FAIR if steady(f"{product.key}quality", 100) < 34 else FINE


def is_mute(product: ProductData) -> bool:
    """Things nobody ever says anything about."""
    return product.key not in DISAPPOINTING and steady(f"{product.key}mute", 100) < 12


def stars_for(product: ProductData, key: str) -> int:
    """One to five stars, always the same for the same purchase."""
    chance = steady(f"{key}{product.key}stars", 100)
    for stars, share in enumerate(quality_of(product), start=1):
        if chance < share:
            return stars
        chance -= share
    return 5


def speak(world: World, data: PastOrder, order: Order) -> None:
    """The reviews of a delivered purchase, as far as they were written by today."""
    by_sku = {variant.sku: product for product in world.products.values() for variant in product.variants}
    for line in order.lines.select_related("variant"):
        product = by_sku.get(line.variant.sku)
        key = f"{data.key}{line.position}"
        if product is None or is_mute(product) or steady(f"{key}speak", 100) >= SPEAK_PERCENT:
            continue
        _review(world, data, line, product)


def _review(world: World, data: PastOrder, line: OrderLine, product: ProductData) -> None:
    key, delivered = f"{data.key}{line.position}", line.order.delivered_at
    assert delivered is not None
    at = delivered + steady(f"{key}when", 14 * 24 * 60) * dt.timedelta(minutes=1) + DAY
    if at > clock.now():
        return
    stars, language = stars_for(product, data.key), WRITTEN[data.market]
    user = seat(data.buyer)
    with clock.travel(at):
        words = reviews.Words(stars, _text(line, product, stars, language), language, _pictures(product, key, stars))
        review = reviews.write_review(user, line.pk, words)
    if review.status == Status.SHOWN:
        _reply(line, review, key)
        _vote(world, data, review, key)
        _add(user, review, key)


def _text(line: OrderLine, product: ProductData, stars: int, language: str) -> str:
    """Words that nobody has written in this shop, or at least not under this thing; none when all were."""
    texts = review_texts(product, stars, language)
    told = list(Review.objects.filter(seller_id=line.order.seller_id).values_list("text", "product_id"))
    in_shop = {text for text, _product in told}
    here = {text for text, product_id in told if product_id == line.product_id}
    return next((text for said in (in_shop, here) for text in texts if text not in said), "")


def _pictures(product: ProductData, key: str, stars: int) -> list[io.BytesIO]:
    if steady(f"{key}picture", 100) >= PICTURES_PERCENT or stars == 3:
        return []
    return [snapshot(product, key)]


def snapshot(product: ProductData, key: str) -> io.BytesIO:
    """The thing as its buyer took it: held a little askew, closer, in the light of their kitchen."""
    image = picture(subject_of(product), "use" if steady(f"{key}view", 2) else "angle")
    turned = image.rotate(steady(f"{key}turn", 13) - 6, Image.Resampling.BICUBIC, expand=False)
    width, height = turned.size
    cut = (width * 12 // 100, height * 12 // 100, width * 88 // 100, height * 88 // 100)
    close = turned.crop(cut).resize((720, 900), Image.Resampling.LANCZOS).filter(ImageFilter.GaussianBlur(0.6))
    light = np.asarray([(1.05, 1.0, 0.9), (0.93, 0.98, 1.06), (0.94, 0.93, 0.9)][steady(f"{key}light", 3)])
    tinted = np.clip(np.asarray(close, dtype=np.float32) * light, 0, 255).astype(np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(tinted, "RGB").save(buffer, "JPEG", quality=86)
    buffer.seek(0)
    return buffer


def _reply(line: OrderLine, review: Review, key: str) -> None:
    """Shops answer most complaints and some praise."""
    mood = mood_of(review.stars)
    if steady(f"{key}reply", 100) >= {"bad": 80, "mixed": 0, "good": 12}[mood]:
        return
    at = review.written_at + (3 + steady(f"{key}reply", 40)) * dt.timedelta(hours=1)
    if at < clock.now():
        owner = line.order.seller.owner
        text = pick(voices(review.language)["replies"]["bad" if mood == "bad" else "good"], key)
        with clock.travel(at):
            reviews.reply_as_shop(line.order.seller, review.pk, by=owner, text=text, language=review.language)


def _vote(world: World, data: PastOrder, review: Review, key: str) -> None:
    near = [person for person in world.crowd if person.market == data.market and person != data.buyer]
    wanted = steady(f"{key}votes", 7) - 2 + (3 if review.text and review.stars <= 2 else 0)
    for number, person in enumerate(_shuffled(near, key)[: max(wanted, 0)]):
        at = review.written_at + (2 + 5 * number) * DAY
        if at < clock.now():
            with clock.travel(at):
                reviews.set_helpful(seat(person), review.pk, is_helpful=True)


def _shuffled(people: list[PersonData], key: str) -> list[PersonData]:
    return sorted(people, key=lambda one: steady(f"{key}{one.key}", 1 << 30))


def _add(user: User, review: Review, key: str) -> None:
    """A few come back and say how it went on."""
    at = review.written_at + 40 * DAY
    mood = mood_of(review.stars)
    if steady(f"{key}again", 100) < (30 if mood == "bad" else 7) and mood != "mixed" and at < clock.now():
        text = pick(voices(review.language)["follow_ups"][mood], key)
        with clock.travel(at):
            reviews.add_follow_up(user, review.pk, text=text, language=review.language)
