"""What the pages of plans show, put together: reasons in words, who sold what, rates beside products."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce

from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from halles.affiliates.queries.finding import FOLLOWERS, FROM_THERE, PLACE, SIMILAR, SOLD_FOR_YOU, Suggestion
from halles.affiliates.queries.plans import Offered
from halles.affiliates.queries.sold import SoldRow, samples_sent, sold_by_content, sold_by_creator
from halles.creators.models import Creator
from halles.creators.queries import list_public_creators
from halles.kit.templatetags.money import day, percent
from halles.live.models import LiveSession
from halles.sellers.models import Seller
from halles.studio.csv_file import plain
from halles.studio.sales_desk import Span
from halles.videos import queries as videos

SOLD_COLUMNS = (
    *("creator", "content_kind", "content", "orders", "pieces"),
    *("sold", "came_back", "tax", "platform_fee", "commission", "fees", "left", "currency"),
)


@dataclass(frozen=True)
class SoldLine:
    """A row of "who sold what" with its names: `what` is the video's or the show's words, or where it came from."""

    row: SoldRow
    creator: Creator | None
    what: str = ""
    video_id: uuid.UUID | None = None
    show_id: uuid.UUID | None = None
    sample_count: int = 0


@dataclass(frozen=True)
class SoldTable:
    """One currency of "who sold what"."""

    currency: str
    currencies: Sequence[str]
    span: Span
    by_creator: Sequence[SoldLine]
    by_content: Sequence[SoldLine]
    total: SoldRow | None


def rate_words(offered: Offered) -> str:
    """`12 %`, or with what is certain to follow: `12 % until 3 January, then 9 %`."""
    if offered.until is None or offered.next_bps is None:
        return percent(offered.rate_bps)
    return _("%(rate)s until %(day)s, then %(next)s") % {
        "rate": percent(offered.rate_bps),
        "day": day(timezone.localtime(offered.until).date()),
        "next": percent(offered.next_bps),
    }


def reasons_of(suggestion: Suggestion) -> list[str]:
    """Why somebody is suggested, each in a sentence."""
    return [_reason(reason, count) for reason, count in suggestion.reasons]


def _reason(reason: str, count: int) -> str:
    sentences = {
        SOLD_FOR_YOU: ngettext("brought you %(n)d order in 90 days", "brought you %(n)d orders in 90 days", count),
        FOLLOWERS: ngettext(
            "%(n)d of their followers bought from you", "%(n)d of their followers bought from you", count
        ),
        SIMILAR: ngettext("showed goods like yours in %(n)d video", "showed goods like yours in %(n)d videos", count),
        FROM_THERE: _("comes from where your goods come from"),
        PLACE: ngettext(
            "showed goods from your region in %(n)d video", "showed goods from your region in %(n)d videos", count
        ),
    }
    return sentences[reason] % {"n": count} if reason != FROM_THERE else sentences[reason]


def sold_table(seller: Seller, span: Span, wanted: str) -> SoldTable:
    """The shop's table of a span, in the currency wanted or the first there is."""
    creators = sold_by_creator(seller.pk, since=span.since, until=span.until)
    contents = sold_by_content(seller.pk, since=span.since, until=span.until)
    sent = samples_sent(seller.pk, since=span.since, until=span.until)
    currencies = sorted({row.currency for row in creators})
    currency = wanted if wanted in currencies else next(iter(currencies), "")
    mine = [row for row in creators if row.currency == currency]
    faces = list_public_creators([row.creator_id for row in mine])
    return SoldTable(
        currency=currency,
        currencies=currencies,
        span=span,
        by_creator=[SoldLine(row, faces.get(row.creator_id), sample_count=sent.get(row.creator_id, 0)) for row in mine],
        by_content=_contents([row for row in contents if row.currency == currency], faces),
        total=reduce(_plus, mine) if mine else None,
    )


def sold_lines(table: SoldTable) -> Iterator[Sequence[object]]:
    """The table's rows by video and show, under SOLD_COLUMNS."""
    for line in table.by_content:
        row = line.row
        taken = (row.back_minor, row.tax_minor, row.platform_fee_minor, row.commission_minor, row.fee_minor)
        yield (
            line.creator.handle if line.creator else "",
            row.content_kind,
            line.what,
            row.order_count,
            row.piece_count,
            *(plain(amount, row.currency) for amount in (row.gross_minor, *taken, row.net_minor)),
            row.currency,
        )


def _contents(rows: Sequence[SoldRow], faces: dict[uuid.UUID, Creator]) -> list[SoldLine]:
    video_ids = [row.content_id for row in rows if row.content_kind == "video" and row.content_id]
    known = videos.videos_by_id(video_ids)
    show_ids = [row.content_id for row in rows if row.content_kind == "live" and row.content_id]
    shows = {show.pk: show for show in LiveSession.objects.filter(pk__in=show_ids)}
    lines = []
    for row in rows:
        creator = faces.get(row.creator_id)
        video = known.get(row.content_id) if row.content_id else None
        show = shows.get(row.content_id) if row.content_id else None
        if video is not None:
            lines.append(SoldLine(row, creator, video.caption or _("Without words yet"), video_id=video.pk))
        elif show is not None:
            lines.append(SoldLine(row, creator, show.title, show_id=show.pk))
        else:
            lines.append(SoldLine(row, creator, _elsewhere(row.content_kind)))
    return lines


def _elsewhere(content_kind: str) -> str:
    if content_kind == "showcase":
        return _("Their showcase")
    return _("A link outside") if content_kind == "link" else _("A page with the product")


def _plus(one: SoldRow, other: SoldRow) -> SoldRow:
    return SoldRow(
        one.creator_id,
        "",
        None,
        one.currency,
        one.order_count + other.order_count,
        one.piece_count + other.piece_count,
        one.gross_minor + other.gross_minor,
        one.back_minor + other.back_minor,
        one.tax_minor + other.tax_minor,
        one.platform_fee_minor + other.platform_fee_minor,
        one.commission_minor + other.commission_minor,
        one.fee_minor + other.fee_minor,
    )


def page_language() -> str:
    """The language of the page in two letters."""
    return (get_language() or "en").split("-", maxsplit=1)[0]
