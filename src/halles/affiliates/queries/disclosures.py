"""What a label has to say: derived from contracts and parcels, never from what somebody ticked."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from halles.affiliates.queries.paid_work import PaidWork, paid_work, roughly
from halles.affiliates.queries.terms import Pair, Standing, standings_for
from halles.kit.money import apply_bps
from halles.markets.market import Market, in_language

# What people read of a rate is the share it is nearest to: the rate itself is between the shop and the creator, and
# a shop could read another's on its page. Up to the first of each pair, in basis points, it is told as the second.
_ROUGHLY = ((350, 200), (750, 500), (1_500, 1_000), (2_700, 2_000), (4_200, 3_333), (6_500, 5_000), (10_000, 7_500))
BOUGHT, RECEIVED, NOT_HELD = "bought", "received", "not_held"
OWN_SHOP: Promise = _("Advertising for their own shop")
# The strongest first: a single label says this one.
KINDS = ("paid", "commission", "gift")


@dataclass(frozen=True)
class Disclosure:
    """What people have a right to know about a creator and a product: `kind` is "paid", "commission", "gift" or "".

    `rate_bps` is what a sale pays them now (0 where it paid once) and is not for pages, `share_bps` is; `holding` says
    whether they had it in their hands; `work` is there where the content itself is paid for by a fee.
    """

    product_id: uuid.UUID
    kind: str
    rate_bps: int
    holding: str
    work: PaidWork | None = None

    def label(self, market: Market, language: str) -> str:
        """The words of the market's law, or "" where nothing has to be said."""
        return label_words(self.kind, market, language)

    @property
    def share_bps(self) -> int:
        """Roughly the part of the price that a sale pays them, one of seven, and 0 for nothing; fit for everybody."""
        return next(share for most, share in _ROUGHLY if self.rate_bps <= most) if self.rate_bps else 0

    def about_minor(self, price_minor: int) -> int:
        """Roughly what a sale at this price pays them, one of 1, 2, 5, 10, 20 …, in its minor units; 0 for nothing.
        The rate cannot be worked out from it."""
        # Of the share, not of the rate: whoever compares many goods would else close in on it.
        paid = apply_bps(price_minor, self.share_bps)
        return roughly(paid) if paid else 0


@dataclass(frozen=True)
class Content:
    """A video or show somebody sees, whose it is, and the products it shows."""

    id: uuid.UUID
    creator_id: uuid.UUID
    product_ids: Sequence[uuid.UUID]


@dataclass(frozen=True)
class ContentDisclosure:
    """What has to be said about one content, by product, and whether it is paid for as a whole; goods of their own shop
    are left out."""

    by_product: Mapping[uuid.UUID, Disclosure]
    work: PaidWork | None = None

    @property
    def kind(self) -> str:
        """The kind a single label has to carry: "paid", "commission", "gift" or ""."""
        first = strongest(list(self.by_product.values()))
        return "paid" if self.work else first.kind if first else ""


def label_words(kind: str, market: Market, language: str) -> str:
    """The market's words for a kind of contract, "" for none."""
    words = {"commission": market.commission_label, "gift": market.gift_label, "paid": market.paid_label}.get(kind)
    return in_language(words, language) if words else ""


def disclosures_for(pairs: Iterable[Pair], *, content_kind: str = "any") -> dict[Pair, Disclosure]:
    """By creator and product, what has to be said; goods of their own shop are left out, since that is said by itself.
    One statement for a page of videos."""
    found = standings_for(pairs, content_kind=content_kind)
    return {pair: _disclose(pair, standing) for pair, standing in found.items() if not standing.is_own}


def disclosures_of(contents: Iterable[Content], *, content_kind: str) -> dict[uuid.UUID, ContentDisclosure]:
    """By content what has to be said about it. Two statements for a page of videos, or of shows (`content_kind`)."""
    shown = {one.id: one for one in contents}
    told = disclosures_for(
        ((one.creator_id, product_id) for one in shown.values() for product_id in one.product_ids),
        content_kind=content_kind,
    )
    works = paid_work({one.id: one.product_ids for one in shown.values()})
    return {key: _tell(one, told, works.get(key)) for key, one in shown.items()}


def _tell(content: Content, told: Mapping[Pair, Disclosure], work: PaidWork | None) -> ContentDisclosure:
    found = {
        product_id: told[content.creator_id, product_id]
        for product_id in content.product_ids
        if (content.creator_id, product_id) in told
    }
    if work is not None:
        found |= {
            product_id: replace(one, kind="paid", work=work)
            for product_id, one in found.items()
            if product_id in work.product_ids
        }
    return ContentDisclosure(found, work)


def strongest(disclosures: Sequence[Disclosure]) -> Disclosure | None:
    """The one that a single label has to carry: a fee before a commission before a gift, the higher rate first; None
    for nothing."""
    told = [one for one in disclosures if one.kind]
    return min(told, key=lambda one: (KINDS.index(one.kind), -one.rate_bps), default=None)


def _disclose(pair: Pair, standing: Standing) -> Disclosure:
    holding = BOUGHT if standing.is_bought else RECEIVED if standing.is_received else NOT_HELD
    kind = "commission" if standing.term else "gift" if standing.is_received else ""
    rate_bps = standing.term.offered.rate_bps if standing.term else 0
    return Disclosure(pair[1], kind, rate_bps, holding)
