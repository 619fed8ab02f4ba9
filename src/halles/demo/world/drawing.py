"""From the world's texts to what the illustrator and the film maker need."""

from __future__ import annotations

from halles.demo.art.pictures import Subject
from halles.demo.film.script import Film, Shot, ShotKind, showings
from halles.demo.world.kinds import ProductData, Style, VideoData, World

KINDS: dict[str, ShotKind] = {
    "title": "title",
    "place": "place",
    "face": "face",
    "proof": "proof",
    "use": "use",
    "turn": "turn",
    "range": "range",
}


def subject_of(product: ProductData) -> Subject:
    """How a product is drawn."""
    return Subject(
        product.key, product.kind, product.tint, product.art, product.skin, product.sleeve, product.is_outdoors
    )


def style_of(world: World, creator: str) -> Style:
    """The look of a shop's or creator's films."""
    styles = {shop.key: shop.style for shop in world.shops} | {one.key: one.style for one in world.creators}
    return styles[creator]


def film_of(world: World, video: VideoData) -> Film:
    """The film of a video; its captions are in its own language."""
    style, products = style_of(world, video.creator), world.products
    shots = tuple(
        Shot(
            KINDS[shot.kind],
            shot.bars,
            shot.words,
            shot.line,
            tuple(subject_of(products[key]) for key in shot.goods),
            shot.act,
        )
        for shot in video.shots
    )
    return Film(video.key, style.tint, style.accent, style.scene, style.sign, video.look, shots, style.tune)


def english_film_of(world: World, video: VideoData) -> Film | None:
    """The same film with English lines, or None when it is English or has none."""
    if video.language == "en" or not all(shot.english for shot in video.shots):
        return None
    film = film_of(world, video)
    lines = [shot.english for shot in video.shots]
    shots = tuple(
        Shot(shot.kind, shot.bars, shot.words, line, shot.goods, shot.act)
        for shot, line in zip(film.shots, lines, strict=True)
    )
    return Film(film.key, film.tint, film.accent, film.place, film.sign, film.look, shots, film.tune)


def anchors_of(world: World, video: VideoData) -> list[tuple[str, int, int]]:
    """(product key, from ms, to ms): each product while it is on screen."""
    return showings(film_of(world, video))


def markets_of(world: World, video: VideoData) -> list[str]:
    """Where the video may be shown: its own market first, then those where all its goods are sold too."""
    products = world.products
    sold = [products[key].markets for shot in video.shots for key in shot.goods]
    everywhere = frozenset.intersection(*sold) if sold else frozenset({video.market})
    return [video.market, *sorted(everywhere - {video.market})]
