"""What stands on a video, a show and a sheet about who is paid: derived from contracts and parcels, in the market's
words, for a page of things with one statement."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from halles.affiliates.queries.disclosures import (
    BOUGHT,
    NOT_HELD,
    RECEIVED,
    Content,
    ContentDisclosure,
    Disclosure,
    disclosures_for,
    disclosures_of,
    label_words,
)
from halles.catalog.queries import PriceView, ProductCard, list_cards
from halles.creators.models import Creator
from halles.creators.queries import list_public_creators
from halles.interactions.sources import Source
from halles.kit import clock
from halles.live.models import LiveSession
from halles.live.queries import Face, list_bags
from halles.markets.affiliate_rules import WITH_TAX, WITHOUT_TAX
from halles.markets.classes import TaxClass
from halles.markets.market import Market, in_language
from halles.markets.taxes import without_tax
from halles.videos.queries import VideoFacts

_HELD = {
    BOUGHT: ngettext_lazy("Bought it", "Bought these", "count"),
    RECEIVED: ngettext_lazy("Received it free of charge", "Received these free of charge", "count"),
    # What the hall knows: somebody may have bought it elsewhere.
    NOT_HELD: ngettext_lazy("Not bought or received here", "None bought or received here", "count"),
}
# `Disclosure.share_bps` in words.
_SHARES: dict[int, Promise] = {
    200: gettext_lazy("a fiftieth"),
    500: gettext_lazy("a twentieth"),
    1_000: gettext_lazy("a tenth"),
    2_000: gettext_lazy("a fifth"),
    3_333: gettext_lazy("a third"),
    5_000: gettext_lazy("half"),
    7_500: gettext_lazy("three quarters"),
}
# What a rate is taken of, by the market's rule.
_OF: dict[str, Promise] = {
    WITHOUT_TAX: gettext_lazy("%(share)s of the price before tax"),
    WITH_TAX: gettext_lazy("%(share)s of the price"),
}
OWN_SHOP: Promise = gettext_lazy("Advertising for their own shop")
# Content kinds of sources, as plans name them.
_KINDS = {"video": "video", "live": "live"}


@dataclass(frozen=True)
class Label:
    """The one label of a content: the law's words, whether its maker held what is shown, and who made the picture."""

    words: str
    held: str = ""
    made: str = ""


@dataclass(frozen=True)
class Paid:
    """Who is paid by a sale of one product: the creator, and roughly how much; `share` is "" for nothing."""

    creator: Creator
    kind: str
    words: str
    held: str
    share: str
    about_minor: int
    currency: str
    # Roughly what they get for the content itself, and 0 where nobody pays for it.
    fee_about_minor: int = 0
    fee_currency: str = ""


def clip_labels(shown: Sequence[VideoFacts], market: Market, language: str) -> dict[uuid.UUID, Label]:
    """The labels of videos by id; those about which nothing has to be said are left out. Two statements."""
    told = disclosures_of([_clip(video) for video in shown if not video.is_own_shop], content_kind="video")
    found: dict[uuid.UUID, Label] = {}
    for video in shown:
        words, held = _say(told[video.id], market, language) if video.id in told else ("", "")
        if video.is_own_shop and video.anchors:
            words = str(OWN_SHOP)
        made = in_language(market.ai_label, language) if video.is_made_with_ai else ""
        if words or made:
            found[video.id] = Label(words, held, made)
    return found


def show_label(session: LiveSession, product_ids: Sequence[uuid.UUID], market: Market, language: str) -> Label | None:
    """The label of a show by what lies in its bag, or None. Two statements."""
    return show_labels([session], {session.pk: product_ids}, market, language).get(session.pk)


def show_labels(
    shown: Sequence[LiveSession], bags: Mapping[uuid.UUID, Sequence[uuid.UUID]], market: Market, language: str
) -> dict[uuid.UUID, Label]:
    """The labels of shows by id, from the products of their bags; those about which nothing has to be said are left
    out. Two statements."""
    others = [Content(one.pk, one.creator_id, bags[one.pk]) for one in shown if one.creator.seller_id is None]
    told = disclosures_of(others, content_kind="live")
    found: dict[uuid.UUID, Label] = {}
    for one in shown:
        if one.pk not in told:
            found[one.pk] = Label(str(OWN_SHOP))
            continue
        words, held = _say(told[one.pk], market, language)
        if len(told[one.pk].by_product) < len(set(bags[one.pk])):
            # What is not told about is of a shop they work for.
            words = str(OWN_SHOP) if not words else f"{words} · {OWN_SHOP}"
        if words:
            found[one.pk] = Label(words, held)
    return found


def with_labels(faces: Sequence[Face], market: Market, language: str) -> list[tuple[Face, Label | None]]:
    """The cards of shows with the label that stands on each, in their order. Three statements, none for no show."""
    if not faces:
        return []
    sessions = [face.session for face in faces]
    labels = show_labels(sessions, list_bags([one.pk for one in sessions]), market, language)
    return [(face, labels.get(face.session.pk)) for face in faces]


def paid_by(
    source: Source | None, product_id: uuid.UUID, price: PriceView | None, market: Market, language: str
) -> Paid | None:
    """Who earns by this product when it is bought where `source` says, or None where no creator stands behind it."""
    if source is None or source.creator_id is None:
        return None
    kind = _KINDS.get(source.content_kind)
    if kind is None:
        told = disclosures_for([(source.creator_id, product_id)]).get((source.creator_id, product_id))
    else:
        content = Content(source.content_id, source.creator_id, [product_id])
        told = disclosures_of([content], content_kind=kind)[content.id].by_product.get(product_id)
    if told is None or not told.kind:
        return None
    creator = list_public_creators([source.creator_id]).get(source.creator_id)
    return _paid(creator, told, price, market, language) if creator else None


def paid_in(video: VideoFacts, market: Market, language: str) -> list[tuple[str, Paid]]:
    """For each product of a video that pays its creator, its title and who gets how much. Three statements."""
    if video.is_own_shop:
        return []
    return _paid_in(_clip(video), [anchor.card for anchor in video.anchors], "video", market, language)


def paid_in_show(
    session: LiveSession, product_ids: Sequence[uuid.UUID], market: Market, language: str
) -> list[tuple[str, Paid]]:
    """The same for what lies in the bag of a show, at the prices of a market. Four statements."""
    if session.creator.seller_id is not None:
        return []
    cards = list_cards(product_ids, market=market.code, language=language)
    content = Content(session.pk, session.creator_id, product_ids)
    return _paid_in(content, [cards[key] for key in product_ids if key in cards], "live", market, language)


def _paid_in(
    content: Content, cards: Sequence[ProductCard], kind: str, market: Market, language: str
) -> list[tuple[str, Paid]]:
    told = disclosures_of([content], content_kind=kind)[content.id].by_product
    creator = list_public_creators([content.creator_id]).get(content.creator_id)
    found: dict[uuid.UUID, tuple[str, Paid]] = {}
    for card in cards:
        disclosure = told.get(card.id)
        if creator is None or disclosure is None or not disclosure.kind:
            continue
        found[card.id] = (card.title, _paid(creator, disclosure, card.price, market, language))
    return list(found.values())


def held_words(disclosures: Sequence[Disclosure]) -> str:
    """Whether the goods were in the maker's hands: bought, received, not held, or how many of them."""
    count = len(disclosures)
    holdings = {one.holding for one in disclosures}
    if len(holdings) == 1:
        return str(_HELD[holdings.pop()] % {"count": count})
    held = sum(one.holding != NOT_HELD for one in disclosures)
    if held == count:
        return _("Bought or received these")
    return _("Bought or received %(held)d of %(count)d here") % {"held": held, "count": count}


def _clip(video: VideoFacts) -> Content:
    return Content(video.id, video.creator.id, list(dict.fromkeys(anchor.product_id for anchor in video.anchors)))


def _say(told: ContentDisclosure, market: Market, language: str) -> tuple[str, str]:
    if not told.kind:
        return "", ""
    held = held_words(list(told.by_product.values())) if told.by_product else ""
    return label_words(told.kind, market, language), held


def _paid(creator: Creator, told: Disclosure, price: PriceView | None, market: Market, language: str) -> Paid:
    amount, currency = (price.amount_minor, price.currency) if price else (0, market.currency)
    of = market.affiliates.base
    if of == WITHOUT_TAX:
        # By the usual rate: of a book it is some cents more than this.
        amount = without_tax(market, amount, TaxClass.STANDARD.value, clock.now().date())
    share = str(_OF[of]) % {"share": _SHARES[told.share_bps]} if told.share_bps else ""
    words, held = told.label(market, language), held_words([told])
    paid = Paid(creator, told.kind, words, held, share, told.about_minor(amount), currency)
    return replace(paid, fee_about_minor=told.work.about_minor, fee_currency=told.work.currency) if told.work else paid
