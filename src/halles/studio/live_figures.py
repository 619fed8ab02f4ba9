"""The figures of a show while it runs, and the one thing to do about them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from halles.interactions.queries import count_kinds
from halles.kit import clock
from halles.live.acts.queries import count_claims
from halles.live.models import LiveSession, Presence, RoomEvent
from halles.markets.queries import get_market
from halles.orders.sales import sales_in

FRESH = dt.timedelta(seconds=15)
# Below these nothing can be read out of a rate.
CLICKS_MIN = 20
VIEWERS_MIN = 10


@dataclass(frozen=True)
class LiveFigures:
    """A show so far. Rates in basis points, None while there is nothing to divide by; money in minor units."""

    viewers: int
    viewer_peak: int
    chats_per_minute: int
    impressions: int
    clicks: int
    claims: int
    orders: int
    gmv_minor: int
    currency: str
    seconds: int

    @property
    def ctr_bps(self) -> int | None:
        """Product clicks by product impressions."""
        return self.clicks * 10_000 // self.impressions if self.impressions else None

    @property
    def ctor_bps(self) -> int | None:
        """Orders by product clicks."""
        return self.orders * 10_000 // self.clicks if self.clicks else None

    @property
    def gpm_minor(self) -> int | None:
        """Paid amount by a thousand product impressions."""
        return self.gmv_minor * 1000 // self.impressions if self.impressions else None


def figures_of(session: LiveSession) -> LiveFigures:
    """What can be known this very moment."""
    now = clock.now()
    since = session.started_at or now
    until = session.ended_at or now
    counts = count_kinds("live", session.pk, since=since) if session.started_at else {}
    currency = get_market(session.market).currency
    sold = [one for one in sales_in("live", session.pk, since=since, until=now) if one.currency == currency]
    here = Presence.objects.filter(session=session, at__gte=now - FRESH).values_list("viewer_count", flat=True)
    chats = RoomEvent.objects.filter(session=session, kind="chat", at__gte=now - dt.timedelta(minutes=1))
    return LiveFigures(
        viewers=sum(here),
        viewer_peak=session.viewer_peak,
        chats_per_minute=chats.count(),
        impressions=counts.get("chip_seen", 0),
        clicks=counts.get("sheet_opened", 0),
        claims=count_claims(session),
        orders=sum(one.order_count for one in sold),
        gmv_minor=sum(one.gross_minor for one in sold),
        currency=currency,
        seconds=int((until - since).total_seconds()),
    )


def cue_of(session: LiveSession, figures: LiveFigures) -> str:
    """One thing to do now, or "": the reading rules of live desks, the most urgent first."""
    if session.status != "live":
        return ""
    enough = figures.clicks >= CLICKS_MIN
    ctr, ctor = figures.ctr_bps or 0, figures.ctor_bps or 0
    cues = (
        (
            session.media == "lost",
            _("Your picture is lost. Start the camera or OBS again: viewers wait for a minute."),
        ),
        (
            session.pinned_id is None and figures.viewers > 0,
            _("Nothing is pinned. Pin what you are showing, so that it can be bought."),
        ),
        (enough and ctor < 200, _("Many look, few buy. Say the price, show the proof, or start a deal.")),
        (
            figures.impressions >= CLICKS_MIN * 5 and ctr < 300,
            _("Few tap the product. Hold it closer, say what it is for, or pin another."),
        ),
        (enough and ctor >= 800, _("This one sells. Stay with it a little longer.")),
        (
            figures.viewers >= VIEWERS_MIN and figures.chats_per_minute == 0,
            _("The chat is quiet. Ask a question, or start a poll."),
        ),
    )
    return next((words for is_so, words in cues if is_so), "")
