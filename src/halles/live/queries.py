"""Reads of live shows."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet, Sum

from halles.creators.models import Creator
from halles.kit import clock
from halles.kit.pages import Page, page_by_id
from halles.kit.statements import fetch
from halles.live.errors import ProductSetNotFound, RestrictionNotFound, SessionNotFound
from halles.live.models import (
    ChatKeyword,
    LiveProduct,
    LiveSession,
    Presence,
    ProductSet,
    Reminder,
    Replay,
    Restriction,
    RoomEvent,
)
from halles.live.roles import hosted_by, moderated_by
from halles.media.queries import image_url
from halles.sellers.models import Seller
from halles.users.models import User

LIST_MAX = 24
AHEAD_MAX = 4
MESSAGES_MAX = 200
# A planned show that has not begun by then is no longer told.
LATE_TOLD = dt.timedelta(hours=1)


def get_public(session_id: uuid.UUID) -> LiveSession:
    """A show anybody may see: planned, live or over, of an active profile, not withheld by the staff; refuses
    live.not_found."""
    session = _public().filter(pk=session_id).first()
    if session is None:
        raise SessionNotFound
    return session


def get_for_host(user: User, session_id: uuid.UUID) -> LiveSession:
    """The show when this person runs it, in any status; refuses live.not_found."""
    session = _all().filter(hosted_by(user), pk=session_id).first()
    if session is None:
        raise SessionNotFound
    return session


def get_for_moderator(user: User, session_id: uuid.UUID) -> LiveSession:
    """The show when this person runs it or keeps its chat; refuses live.not_found."""
    session = _all().filter(moderated_by(user), pk=session_id).first()
    if session is None:
        raise SessionNotFound
    return session


def find_session(session_id: uuid.UUID) -> LiveSession | None:
    """Any show, for those who know what they do (the edge, jobs, staff)."""
    return _all().filter(pk=session_id).first()


def list_hosted(user: User, cursor: str | None = None) -> Page[LiveSession]:
    """The shows this person runs, the newest plan first."""
    return page_by_id(_all().prefetch_related(*_PICTURES).filter(hosted_by(user)), cursor)


def list_live(market: str, *, limit: int = LIST_MAX) -> list[LiveSession]:
    """What is on air in a market, most watched at its peak first."""
    return list(_pictured().filter(status="live", market=market).order_by("-viewer_peak", "-started_at")[:limit])


def count_viewers(session_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, int]:
    """How many watch each show now, as the edges said within fifteen seconds; nobody is 0."""
    fresh = clock.now() - dt.timedelta(seconds=15)
    here = Presence.objects.filter(session__in=session_ids, at__gte=fresh)
    counts = here.values_list("session").annotate(count=Sum("viewer_count")).order_by()
    return dict.fromkeys(session_ids, 0) | dict(counts)


def list_coming(market: str, *, limit: int = LIST_MAX) -> list[LiveSession]:
    """What is planned in a market, soonest first; a show an hour late is no longer told."""
    late = clock.now() - LATE_TOLD
    coming = _pictured().filter(status="planned", market=market, scheduled_at__gte=late)
    return list(coming.order_by("scheduled_at")[:limit])


def list_over(market: str, *, limit: int = LIST_MAX) -> list[LiveSession]:
    """Shows to see again in a market, latest first: those of which something was recorded."""
    kept = Replay.objects.filter(hidden_at=None, removed_at=None).values("session")
    return list(_pictured().filter(status="ended", market=market, pk__in=kept).order_by("-ended_at")[:limit])


def findable() -> QuerySet[LiveSession]:
    """Shows the search may name: on air, planned and at most an hour late, or over and to be seen again; of an active
    profile and, where it is a shop's, of a shop that may sell."""
    kept = Replay.objects.filter(hidden_at=None, removed_at=None).values("session")
    ahead = Q(status="planned", scheduled_at__gte=clock.now() - LATE_TOLD)
    of_open_shop = Q(creator__seller=None) | Q(creator__seller__status=Seller.Status.APPROVED)
    return _public().filter(of_open_shop, Q(status="live") | ahead | Q(status="ended", pk__in=kept))


def faces_found(session_ids: Sequence[uuid.UUID], *, market: str) -> dict[uuid.UUID, Face]:
    """Those of these shows that can still be found in a market, each at a glance."""
    found = list(findable().prefetch_related(*_PICTURES).filter(pk__in=session_ids, market=market))
    on_air = [one.pk for one in found if one.status == LiveSession.Status.LIVE]
    viewers = count_viewers(on_air) if on_air else {}
    return {one.pk: face_of(one, viewer_count=viewers.get(one.pk, 0)) for one in found}


def list_of_creator(creator: Creator, *, limit: int = LIST_MAX) -> list[LiveSession]:
    """Shows of one profile: on air, coming, then over."""
    found = _pictured().filter(creator=creator).order_by("-scheduled_at")[:limit]
    order = {"live": 0, "planned": 1, "ended": 2}
    return sorted(found, key=lambda session: order[session.status])


def list_bag(session: LiveSession) -> list[uuid.UUID]:
    """The products of the bag in their order."""
    return list(session.products.order_by("position").values_list("product_id", flat=True))


def list_bags(session_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[uuid.UUID]]:
    """The products of each show's bag in their order; an empty bag is an empty list. One statement."""
    bags: dict[uuid.UUID, list[uuid.UUID]] = {one: [] for one in session_ids}
    packed = LiveProduct.objects.filter(session__in=session_ids).order_by("session", "position")
    for session_id, product_id in packed.values_list("session", "product"):
        bags[session_id].append(product_id)
    return bags


def list_sets(creator: Creator) -> list[ProductSet]:
    """The creator's product sets by name, with their items."""
    return list(ProductSet.objects.filter(creator=creator).order_by("name").prefetch_related("items"))


def get_set(creator: Creator, set_id: uuid.UUID) -> ProductSet:
    """A set of this creator; refuses live.product_set_not_found."""
    found = ProductSet.objects.filter(creator=creator, pk=set_id).first()
    if found is None:
        raise ProductSetNotFound
    return found


@dataclass(frozen=True)
class Chapter:
    """From `begins_ms` of the show on, a product was being explained; `title` is the one of its card."""

    begins_ms: int
    ends_ms: int
    product_id: uuid.UUID
    title: str


def list_chapters(session: LiveSession) -> list[Chapter]:
    """When which product was explained (or, where nobody said so, pinned), in ms since the start."""
    if session.started_at is None:
        return []
    kinds = RoomEvent.objects.filter(session=session, kind__in=["explain", "pin"]).order_by("offset")
    told = list(kinds.values_list("kind", "body", "at"))
    wanted = "explain" if any(kind == "explain" and body.get("product") for kind, body, _at in told) else "pin"
    turns = [(at, _shown(kind, body)) for kind, body, at in told if kind == wanted]
    end = session.ended_at or clock.now()
    titles = {body["card"]["id"]: body["card"]["title"] for kind, body, _at in told if kind == "pin" and body["card"]}
    chapters = []
    ends = [*(turn[0] for turn in turns), end][1:]
    for (at, product), following in zip(turns, ends, strict=True):
        if product is not None and following > session.started_at:
            begins = max(0, _ms_between(session.started_at, at))
            title = titles.get(str(product), "")
            chapters.append(Chapter(begins, _ms_between(session.started_at, following), product, title))
    return chapters


def _shown(kind: str, body: dict[str, Any]) -> uuid.UUID | None:
    found = body.get("product") if kind == "explain" else (body.get("card") or {}).get("id")
    return uuid.UUID(found) if found else None


def _ms_between(start: dt.datetime, at: dt.datetime) -> int:
    return int((at - start).total_seconds() * 1000)


def list_messages(session: LiveSession, *, held_only: bool = False, limit: int = MESSAGES_MAX) -> list[RoomEvent]:
    """The last messages of the chat for those who keep it, oldest first, whatever their status."""
    messages = RoomEvent.objects.filter(session=session, kind="chat")
    if held_only:
        messages = messages.filter(status=RoomEvent.Status.HELD)
    return list(messages.order_by("-offset")[:limit])[::-1]


_RETURNING = """
SELECT name FROM (
    SELECT DISTINCT ON (here.user_id) here.body ->> 'name' AS name, here."offset"
    FROM live_roomevent here
    WHERE here.session_id = %(session)s AND here.kind = 'chat' AND here.status = 'shown'
        AND here.at > %(since)s AND here.body ->> 'role' = 'viewer' AND here.user_id IS NOT NULL AND EXISTS (
            SELECT 1 FROM live_livesession earlier
            JOIN live_roomevent said ON said.session_id = earlier.id AND said.user_id = here.user_id
            WHERE earlier.creator_id = %(creator)s AND earlier.id <> %(session)s AND said.kind = 'chat'
        )
    ORDER BY here.user_id, here."offset" DESC
) found ORDER BY "offset" DESC LIMIT %(limit)s
"""


def list_returning(session: LiveSession, *, limit: int = 5) -> list[str]:
    """Names of those who speak now, within ten minutes, and spoke in an earlier show of this creator, latest first."""
    since = clock.now() - dt.timedelta(minutes=10)
    values = {"session": session.pk, "creator": session.creator_id, "since": since, "limit": limit}
    return [row[0] for row in fetch(_RETURNING, values)]


def find_show_with_pin(
    creator_id: uuid.UUID, product_id: uuid.UUID, *, since: dt.datetime, until: dt.datetime, minutes_min: int
) -> uuid.UUID | None:
    """The first show of a creator that began between the two instants, has been on air for so many minutes and had the
    product pinned, or None; what the staff withholds is none."""
    begun = LiveSession.objects.filter(
        creator=creator_id, started_at__gte=since, started_at__lte=until, withheld_at=None
    )
    now = clock.now()
    for session in begun.filter(status__in=["live", "ended"]).order_by("started_at"):
        assert session.started_at is not None
        is_long = (session.ended_at or now) - session.started_at >= dt.timedelta(minutes=minutes_min)
        pins = RoomEvent.objects.filter(session=session, kind="pin", body__card__id=str(product_id))
        if is_long and pins.exists():
            return session.pk
    return None


def list_keywords(creator: Creator) -> list[str]:
    """The words that hold a message in all shows of this creator, as they were entered."""
    return list(ChatKeyword.objects.filter(creator=creator).order_by("pk").values_list("word", flat=True))


def list_restrictions(session: LiveSession) -> list[Restriction]:
    """Mutes and bans in force in this show, latest first."""
    now = clock.now()
    found = Restriction.objects.filter(creator=session.creator_id, lifted_at=None).order_by("-made_at")
    return [one for one in found[:MESSAGES_MAX] if one.until_at is None or one.until_at > now]


def get_own_restriction(user: User, restriction_id: uuid.UUID) -> Restriction:
    """A mute or ban of this very person; refuses live.restriction_not_found."""
    found = Restriction.objects.filter(user=user, pk=restriction_id).select_related("creator").first()
    if found is None:
        raise RestrictionNotFound
    return found


def list_own_restrictions(user: User) -> list[Restriction]:
    """What keeps this person from speaking anywhere, latest first."""
    found = Restriction.objects.filter(user=user, lifted_at=None).select_related("creator").order_by("-made_at")
    return list(found[:MESSAGES_MAX])


def list_reminded(user: User, session_ids: Sequence[uuid.UUID]) -> set[uuid.UUID]:
    """Of which of these shows this person wants to be reminded."""
    found = Reminder.objects.filter(user=user, session__in=session_ids)
    return set(found.values_list("session_id", flat=True))


@dataclass(frozen=True)
class Face:
    """A show at a glance, with the addresses of its pictures ("" without)."""

    session: LiveSession
    cover_url: str
    avatar_url: str
    viewer_count: int = 0

    @property
    def picture_url(self) -> str:
        return self.cover_url or self.avatar_url


def faces_on_air(market: str, *, limit: int = LIST_MAX) -> list[Face]:
    """What is on air in a market with how many watch, most watched at its peak first."""
    now = list_live(market, limit=limit)
    viewers = count_viewers([one.pk for one in now]) if now else {}
    return [face_of(one, viewer_count=viewers[one.pk]) for one in now]


def faces_ahead(creator: Creator, *, limit: int = AHEAD_MAX) -> list[Face]:
    """What a profile has on air, then what it plans, soonest first; a show an hour late is no longer told."""
    late = clock.now() - LATE_TOLD
    ahead = Q(status="live") | Q(status="planned", scheduled_at__gte=late)
    # "live" comes before "planned".
    found = _pictured().filter(ahead, creator=creator).order_by("status", "scheduled_at")
    return [face_of(one) for one in found[:limit]]


def face_of(session: LiveSession, *, viewer_count: int = 0) -> Face:
    """The show with its pictures: the cover for a whole screen, the creator's for a small circle."""
    avatar = session.creator.avatar
    cover_url = image_url(session.cover, 720) if session.cover else ""
    return Face(session, cover_url, image_url(avatar, 320) if avatar else "", viewer_count)


def _all() -> QuerySet[LiveSession]:
    return LiveSession.objects.select_related("creator", "creator__seller", "creator__avatar", "cover")


def _public() -> QuerySet[LiveSession]:
    shown = _all().filter(creator__status=Creator.Status.ACTIVE, withheld_at=None)
    return shown.exclude(status=LiveSession.Status.CANCELED)


# Lists show pictures; whoever asks for one show, as rooms do all the time for tokens, mostly needs none.
_PICTURES = ("cover__renditions", "creator__avatar__renditions")


def _pictured() -> QuerySet[LiveSession]:
    return _public().prefetch_related(*_PICTURES)
