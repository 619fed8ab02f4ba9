"""A show that is over, moment by moment: its recording leaves out what was not sent, the room's clock does not."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from halles.kit import clock
from halles.live.cards import bag_cards
from halles.live.models import LiveSession, Replay, RoomEvent
from halles.live.queries import Chapter, list_chapters

MOMENTS_MAX = 200
CHAT_BEFORE_MAX = 30
_SHOWN = Q(kind="chat", status=RoomEvent.Status.SHOWN) | Q(kind="pin")


@dataclass(frozen=True)
class Span:
    """One take in the replay: UTC ms of its first frame, its length, and where it begins in the replay, in ms."""

    take: int
    begins_ms: int
    length_ms: int
    place_ms: int

    @property
    def ends_ms(self) -> int:
        return self.begins_ms + self.length_ms


@dataclass(frozen=True)
class Timeline:
    """Which moment of the world is where in a replay."""

    spans: Sequence[Span]

    def place_of(self, at_ms: int) -> int:
        """Where in the replay this UTC instant is, in ms; one in a gap is where the picture came back."""
        for span in self.spans:
            if at_ms < span.ends_ms:
                return span.place_ms + max(0, at_ms - span.begins_ms)
        return self.length_ms

    def moment_of(self, place_ms: int) -> int:
        """The UTC instant in ms that is seen there."""
        for span in self.spans:
            if place_ms < span.place_ms + span.length_ms:
                return span.begins_ms + max(0, place_ms - span.place_ms)
        return self.spans[-1].ends_ms

    def shows(self, from_ms: int, to_ms: int) -> bool:
        """Whether anything between these UTC instants was recorded."""
        return any(span.begins_ms < to_ms and from_ms < span.ends_ms for span in self.spans)

    @property
    def length_ms(self) -> int:
        last = self.spans[-1]
        return last.place_ms + last.length_ms


def timeline_of(replay: Replay) -> Timeline:
    """The spans of a replay with their places."""
    spans, place_ms = [], 0
    for take, begins_ms, length_ms in replay.spans:
        spans.append(Span(take, begins_ms, length_ms, place_ms))
        place_ms += length_ms
    return Timeline(spans)


def find_replay(session: LiveSession) -> Replay | None:
    """The recording of a show when everybody may watch it."""
    return Replay.objects.filter(session=session, hidden_at=None, removed_at=None).first()


def find_recording(session_id: uuid.UUID) -> Replay | None:
    """The recording of a show as long as its files are kept, for proofs and for its host."""
    return Replay.objects.filter(session=session_id, removed_at=None).select_related("session").first()


def list_replay_chapters(session: LiveSession, replay: Replay) -> list[Chapter]:
    """When which product was explained, in ms of the replay; what fell into a gap is left out."""
    assert session.started_at is not None, "what was recorded had started"
    timeline, start_ms = timeline_of(replay), ms_of(session.started_at)
    found = []
    for chapter in list_chapters(session):
        begins_ms = timeline.place_of(start_ms + chapter.begins_ms)
        ends_ms = timeline.place_of(start_ms + chapter.ends_ms)
        if begins_ms < ends_ms:
            found.append(Chapter(begins_ms, ends_ms, chapter.product_id, chapter.title))
    return found


@dataclass(frozen=True)
class Moments:
    """What the room was told, in order: `events` with `m`, their ms of the replay; `next` to ask on with, or None.

    `pin` is the product that stood over the picture before them. `cards` are today's cards of the products pinned in
    them, by id; one that is sold no longer has none.
    """

    events: list[dict[str, Any]]
    next: int | None
    cards: dict[str, dict[str, Any]]
    pin: str | None = None


def moments_at(session: LiveSession, replay: Replay, place_ms: int, language: str) -> Moments:
    """How the room stood at a place of the replay: the last messages before it, the pin, and what came next."""
    timeline = timeline_of(replay)
    at = _instant(timeline.moment_of(place_ms))
    told = RoomEvent.objects.filter(session=session, at__lte=at).order_by("-at")
    pin = told.filter(kind="pin").first()
    before = list(
        _shown(session).filter(kind="chat", at__lte=at, at__gte=session.started_at).order_by("-at")[:CHAT_BEFORE_MAX]
    )[::-1]
    after = _page(_shown(session).filter(at__gt=at, at__lte=_last(timeline)))
    last = told.values_list("offset", flat=True).first() or 0
    return Moments(
        events=_told(session, timeline, [*before, *after]),
        next=_next(after, last),
        cards=_cards(session, [pin, *after], language),
        pin=_product_of(pin),
    )


def moments_after(session: LiveSession, replay: Replay, offset: int, language: str) -> Moments:
    """The next page of what the room was told, after the event of this number."""
    timeline = timeline_of(replay)
    after = _page(_shown(session).filter(offset__gt=offset, at__lte=_last(timeline)))
    return Moments(
        events=_told(session, timeline, after),
        next=_next(after, offset),
        cards=_cards(session, after, language),
    )


def ms_of(at: dt.datetime) -> int:
    """UTC milliseconds."""
    return int(at.timestamp() * 1000)


def _instant(at_ms: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(at_ms / 1000, dt.UTC)


def _last(timeline: Timeline) -> dt.datetime:
    return min(_instant(timeline.spans[-1].ends_ms), clock.now())


def _shown(session: LiveSession) -> Any:
    return RoomEvent.objects.filter(_SHOWN, session=session)


def _page(found: Any) -> list[RoomEvent]:
    return list(found.order_by("offset")[:MOMENTS_MAX])


def _next(page: Sequence[RoomEvent], last: int) -> int | None:
    """None when this was the last page."""
    return max(last, page[-1].offset) if len(page) == MOMENTS_MAX else None


def _told(session: LiveSession, timeline: Timeline, events: Sequence[RoomEvent]) -> list[dict[str, Any]]:
    answered = {event.body["reply"]["o"] for event in events if event.kind == "chat" and event.body.get("reply")}
    is_shown = RoomEvent.objects.filter(session=session, offset__in=answered, status=RoomEvent.Status.SHOWN)
    shown = set(is_shown.values_list("offset", flat=True))
    return [_one(event, timeline, shown) for event in events]


def _one(event: RoomEvent, timeline: Timeline, shown: set[int]) -> dict[str, Any]:
    told: dict[str, Any] = {"k": event.kind, "o": event.offset, "m": timeline.place_of(ms_of(event.at))}
    if event.kind == "pin":
        return {**told, "product": _product_of(event)}
    # An answer quotes what it answers to: not when that was deleted.
    said = {name: value for name, value in event.body.items() if name != "reply" or value["o"] in shown}
    return {**said, **told}


def _product_of(event: RoomEvent | None) -> str | None:
    card = event.body.get("card") if event is not None else None
    return str(card["id"]) if card else None


def _cards(session: LiveSession, events: Iterable[RoomEvent | None], language: str) -> dict[str, dict[str, Any]]:
    pinned = dict.fromkeys(_product_of(event) for event in events if event is not None and event.kind == "pin")
    wanted = [uuid.UUID(product) for product in pinned if product is not None]
    return {card["id"]: card for card in bag_cards(session, wanted, language=language)} if wanted else {}
