"""What each figure counts: its code, its name, its sentence and its formula, in one place. Pages show the sentence
beside the figure, docs/numbers.md is made from the same words, and tests try the formulas on examples made by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Unit = Literal["money", "count", "ratio", "per_thousand"]


@dataclass(frozen=True)
class Definition:
    """One figure. `formula` names columns of order lines, kinds of interactions and other figures by their codes."""

    code: str
    name: str | Promise
    says: str | Promise
    formula: str
    unit: Unit


GMV: tuple[Definition, ...] = (
    Definition(
        "placed",
        pgettext_lazy("figure", "Placed"),
        _("Goods ordered, with tax, after discounts, without carriage; on the day they were ordered, paid or not."),
        "sum(line.total) by order.placed_at",
        "money",
    ),
    Definition(
        "paid",
        pgettext_lazy("figure", "Paid"),
        _("Goods of paid orders, on the day of payment, also those cancelled or refunded later."),
        "sum(line.total) where order.paid_at, by order.paid_at",
        "money",
    ),
    Definition(
        "delivered",
        pgettext_lazy("figure", "Delivered"),
        _("Of the goods paid in this time: those that have arrived so far, also if they were sent back later."),
        "sum(line.total × pieces not cancelled ÷ pieces, rounded down) where order.delivered_at, by order.paid_at",
        "money",
    ),
    Definition(
        "net",
        pgettext_lazy("figure", "Net"),
        _("Of the goods paid in this time: what is left after everything cancelled and refunded so far."),
        "sum(line.total − cancelled − refunded) where order.paid_at, by order.paid_at",
        "money",
    ),
)

LEFT: tuple[Definition, ...] = (
    Definition(
        "back",
        _("Cancelled and refunded"),
        _("What was paid for and is not kept: paid less net."),
        "paid − net",
        "money",
    ),
    Definition(
        "tax",
        _("Tax on it"),
        _("The tax inside the net amount."),
        "sum(line.tax − its part given back)",
        "money",
    ),
    Definition(
        "fee",
        _("Platform fees"),
        _("The fee frozen on each line, less what went back with refunds."),
        "sum(line.platform_fee − its part given back)",
        "money",
    ),
    Definition(
        "commission",
        _("Commissions"),
        _("What creators earn by these lines as the ledger has it, less what was reversed."),
        "sum(commission.amount − reversed) where booked",
        "money",
    ),
    Definition(
        "contribution",
        _("Contribution"),
        _("What shops keep of the net amount after tax, fees and commissions, before their own costs."),
        "net − tax − fee − commission",
        "money",
    ),
)

FUNNEL: tuple[Definition, ...] = (
    Definition(
        "impressions",
        _("Shown"),
        _("Times a video stood in a feed or on a page, and a show in its list."),
        "impression of a video or show",
        "count",
    ),
    Definition("views", _("Watched"), _("Times a video or show began to play."), "play of a video or show", "count"),
    Definition(
        "chips",
        _("Product seen"),
        _("Times a product’s card stood over the picture."),
        "chip_seen in a video or show",
        "count",
    ),
    Definition(
        "sheets",
        _("Product pressed"),
        _("Times a product’s sheet was opened from a video or show."),
        "sheet_opened in a video or show",
        "count",
    ),
    Definition(
        "carts",
        _("Into the bag"),
        _("Times the bag or the buy button was pressed in such a sheet."),
        "checkout_opened in a video or show",
        "count",
    ),
    Definition(
        "bought",
        pgettext_lazy("funnel", "Paid"),
        _("Products bought from videos and shows: one product in one paid order counts once, however many pieces."),
        "count(paid lines) of channel video or live",
        "count",
    ),
    Definition(
        "kept",
        pgettext_lazy("funnel", "Kept"),
        _("Of these, the ones of which something was neither cancelled nor refunded."),
        "count(paid lines not wholly cancelled or refunded) of channel video or live",
        "count",
    ),
)

RATES: tuple[Definition, ...] = (
    Definition(
        "ctr",
        "CTR",
        _("Click-through rate: products pressed for each product seen."),
        "sheets ÷ chips",
        "ratio",
    ),
    Definition(
        "ctor",
        "CTOR",
        _("Click-to-order rate: products bought for each product pressed."),
        "bought ÷ sheets",
        "ratio",
    ),
    Definition(
        "show_gpm",
        _("GPM, shown"),
        _("Paid goods from videos and shows for every 1,000 times they were shown."),
        "1,000 × paid of channel video or live ÷ impressions",
        "per_thousand",
    ),
    Definition(
        "watch_gpm",
        _("GPM, watched"),
        _("Paid goods from videos and shows for every 1,000 times they were watched."),
        "1,000 × paid of channel video or live ÷ views",
        "per_thousand",
    ),
)

CHANNELS: Mapping[str, tuple[str | Promise, str | Promise]] = {
    "video": (pgettext_lazy("channel", "Video"), _("The product was met in a video.")),
    "live": (pgettext_lazy("channel", "Live show"), _("The product was met in a live show or its replay.")),
    "card": (
        pgettext_lazy("channel", "Shop tab"),
        _("The product was met as a card: in the shop tab, in a shop, or on a creator’s page."),
    ),
    "search": (pgettext_lazy("channel", "Search"), _("The product was met in the results of a search.")),
    "link": (pgettext_lazy("channel", "Link outside"), _("A creator’s link outside the hall led to the product.")),
    "direct": (pgettext_lazy("channel", "Direct"), _("Nothing is known that led to the product.")),
}

PACES: Mapping[str, tuple[str | Promise, str | Promise]] = {
    "direct": (
        pgettext_lazy("pace", "Direct"),
        _("Ordered within an hour after the video or show was shown: bought in it."),
    ),
    "indirect": (pgettext_lazy("pace", "Indirect"), _("Ordered later, within a day after it was shown.")),
    "later": (pgettext_lazy("pace", "Later"), _("Ordered after more than a day, within the 14 days a showing counts.")),
    "none": (pgettext_lazy("pace", "No content"), _("The product was not met in a video or show.")),
}

BREAKDOWNS: Mapping[str, str | Promise] = {
    "channel": pgettext_lazy("breakdown", "Channel"),
    "pace": pgettext_lazy("breakdown", "Direct or indirect"),
    "market": pgettext_lazy("breakdown", "Market"),
    "seller": pgettext_lazy("breakdown", "Shop"),
    "creator": pgettext_lazy("breakdown", "Creator"),
    "content": pgettext_lazy("breakdown", "Video, show or product page"),
    "product": pgettext_lazy("breakdown", "Product"),
    "day": pgettext_lazy("breakdown", "Day"),
    "month": pgettext_lazy("breakdown", "Month"),
}

# From a content: what direct and indirect, CTOR and GPM are about.
CONTENT_CHANNELS = frozenset({"video", "live"})

ONCE = _(
    "Each line of an order is counted once, with what led to it as it was frozen when it was ordered; so the rows of "
    "every breakdown add up to the total. Days are those of the market’s clock. Carriage is not in these figures."
)


def every() -> tuple[Definition, ...]:
    """All figures in the order in which pages show them."""
    return (*GMV, *LEFT, *FUNNEL, *RATES)
