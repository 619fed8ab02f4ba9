"""What the demo world consists of, typed. Money in minor units of the market's currency, weights in grams."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

from halles.demo.art.people import Look
from halles.demo.film.script import Tune

# Names of visits and showings of this world are made from it, so that they are the same each time.
NAMESPACE = uuid.UUID("6f1a7c1e-0d0c-4a62-9b57-3a4f6b1f2d10")


@dataclass(frozen=True)
class Reduction:
    """An announced reduction: the price now in one market, since when, and what it cost before (days ago, price)."""

    market: str
    amount_minor: int
    since_days: int
    before: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class VariantData:
    """One exact thing to buy; `amount` of `measure` (g, ml) is inside, both or neither."""

    sku: str
    value: str
    stock: int
    weight_grams: int
    prices: Mapping[str, int]
    measure: str = ""
    amount: int | None = None


@dataclass(frozen=True)
class ProductData:
    """A product of a shop: what it is called, where it comes from, how it is drawn."""

    key: str
    kind: str
    category: str
    tint: str
    art: Mapping[str, object]
    skin: str
    sleeve: str
    is_outdoors: bool
    language: str
    titles: Mapping[str, str]
    texts: Mapping[str, str]
    origin: Mapping[str, str]
    option: str
    # Language → value of the option → what it is called there.
    values: Mapping[str, Mapping[str, str]]
    variants: tuple[VariantData, ...]
    warranty_months: int
    reductions: tuple[Reduction, ...]

    @property
    def markets(self) -> frozenset[str]:
        """Where some variant of it has a price."""
        return frozenset(market for variant in self.variants for market in variant.prices)


@dataclass(frozen=True)
class ShotData:
    """A shot of a film: what is drawn, and its line in the film's language and in English."""

    kind: str
    words: str
    goods: tuple[str, ...]
    act: str
    line: str
    english: str
    bars: int


@dataclass(frozen=True)
class CommentData:
    """A comment under a film."""

    by: str
    text: str


@dataclass(frozen=True)
class VideoData:
    """A film and what stands with it; `creator` is a shop's or a creator's key."""

    key: str
    creator: str
    market: str
    language: str
    is_first: bool
    story: str
    parts: Mapping[str, str]
    call_to_action: str
    caption: str
    days_ago: int
    views: int
    likes: int
    look: Look
    shots: tuple[ShotData, ...]
    comments: tuple[CommentData, ...]


@dataclass(frozen=True)
class Style:
    """What all films and pictures of a shop or creator share."""

    tint: str
    accent: str
    scene: str
    sign: str
    tune: Tune


@dataclass(frozen=True)
class ShipRate:
    """What sending to a country costs, from which subtotal it is free, and how many days it takes."""

    country: str
    price_minor: int
    free_from_minor: int
    days_min: int
    days_max: int


@dataclass(frozen=True)
class ShopData:
    """A shop with everything it sells and shows."""

    key: str
    name: str
    market: str
    language: str
    kind: str
    legal_name: str
    owner: str
    place: str
    latitude: str
    longitude: str
    address: Mapping[str, str]
    story: str
    return_terms: str
    handling_days: int
    rates: tuple[ShipRate, ...]
    look: Look
    style: Style
    products: tuple[ProductData, ...]
    videos: tuple[VideoData, ...]


@dataclass(frozen=True)
class CreatorData:
    """Somebody who films and owns no shop."""

    key: str
    person: str
    handle: str
    market: str
    languages: tuple[str, ...]
    name: str
    bio: str
    look: Look
    style: Style


@dataclass(frozen=True)
class PersonData:
    """Somebody of the cast; `role` customer, seller, creator, staff signs in with a password, others never do."""

    key: str
    name: str
    market: str
    language: str
    role: str = ""
    has_card: bool = False
    address: Mapping[str, str] = field(default_factory=dict)

    @property
    def email(self) -> str:
        """An address of the reserved domain: no mail ever leaves for it."""
        return f"{self.key.replace('_', '.')}@halles.example"


@dataclass(frozen=True)
class ApplicantData:
    """A shop that waits for the staff's word."""

    key: str
    name: str
    market: str
    person: PersonData
    address: Mapping[str, str]
    story: str
    place: str
    is_complete: bool


@dataclass(frozen=True)
class GoodData:
    """So many pieces of a variant: product key, the variant's value (empty when it has one only)."""

    product: str
    value: str
    quantity: int


@dataclass(frozen=True)
class OrderData:
    """A purchase and how far it came. `buyer` is a person's key, or a guest's name."""

    key: str
    buyer: str
    is_guest: bool
    address_of: str
    goods: tuple[GoodData, ...]
    days_ago: int
    story: str
    via: str
    reason: str

    @property
    def click_id(self) -> uuid.UUID:
        """The name of the showing it began with: it stays on the order line, so a second run finds the purchase."""
        return uuid.uuid5(NAMESPACE, self.key)


@dataclass(frozen=True)
class World:
    """All of it."""

    people: tuple[PersonData, ...]
    shops: tuple[ShopData, ...]
    creators: tuple[CreatorData, ...]
    applicants: tuple[ApplicantData, ...]
    creator_videos: tuple[VideoData, ...]
    crowd: tuple[PersonData, ...]
    orders: tuple[OrderData, ...]

    @property
    def videos(self) -> tuple[VideoData, ...]:
        """Every film, those of the first hour first, then newest first."""
        every = [video for shop in self.shops for video in shop.videos] + list(self.creator_videos)
        return tuple(sorted(every, key=lambda video: (not video.is_first, video.days_ago, video.key)))

    @property
    def products(self) -> dict[str, ProductData]:
        """Every product by its key (`shop/product`)."""
        return {product.key: product for shop in self.shops for product in shop.products}

    def person(self, key: str) -> PersonData:
        """Somebody of the cast."""
        return next(person for person in self.people if person.key == key)

    def shop(self, key: str) -> ShopData:
        """A shop by its key."""
        return next(shop for shop in self.shops if shop.key == key)

    def video(self, key: str) -> VideoData:
        """A film by its key."""
        return next(video for video in self.videos if video.key == key)
