"""A show on air: start, what is in front of the camera, the next step, the end."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction

from halles.kit import clock
from halles.kit.events import emit
from halles.live.cards import bag_cards
from halles.live.errors import NoPicture, NotInBag, NotLive, Withheld
from halles.live.events import SessionEnded, SessionStarted
from halles.live.models import LiveSession, RunSheetItem
from halles.live.services.locking import lock_live, lock_open, lock_planned, lock_session, move
from halles.live.services.planning import check_creator
from halles.live.services.room import announce
from halles.live.services.selling import take_place

# How long a lost connection may stay away before the show ends.
GRACE = dt.timedelta(seconds=60)


@transaction.atomic
def go_live(session_id: uuid.UUID) -> LiveSession:
    """Open the rehearsed picture to everybody; refuses live.no_picture while none arrives, live.withheld, and with
    other shops' goods in the bag creators.not_selling and creators.quota_of_shows."""
    session = lock_planned(session_id)
    check_creator(session.creator)
    if session.withheld_at is not None:
        raise Withheld
    if session.media != LiveSession.Media.ON:
        raise NoPicture
    take_place(session)
    now = clock.now()
    move(session, LiveSession.Status.LIVE)
    session.started_at = session.updated_at = now
    session.save(update_fields=["status", "started_at", "updated_at"])
    announce(session.pk, "status", {"status": session.status, "started": _ms(now)})
    emit(SessionStarted(session.pk))
    return session


@transaction.atomic
def end_session(session_id: uuid.UUID) -> LiveSession:
    """End a show on air; ending it twice is ending it once. Refuses live.not_live for one that has not begun."""
    session = lock_session(session_id)
    if session.status == LiveSession.Status.ENDED:
        return session
    if session.status != LiveSession.Status.LIVE:
        raise NotLive
    _end(session)
    return session


@transaction.atomic
def end_lost(session_id: uuid.UUID) -> bool:
    """End a show whose picture has been away for the minute of grace; whether it was ended."""
    session = lock_session(session_id)
    is_over = session.lost_at is not None and session.lost_at + GRACE <= clock.now()
    if session.status != LiveSession.Status.LIVE or not is_over:
        return False
    _end(session)
    return True


@transaction.atomic
def pin(session_id: uuid.UUID, product_id: uuid.UUID) -> LiveSession:
    """Show this product of the bag over the picture, in the place of the one before."""
    session = lock_open(session_id)
    _check_in_bag(session, product_id)
    session.pinned_id = product_id
    session.save(update_fields=["pinned"])
    card = bag_cards(session, [product_id])[0]
    announce(session.pk, "pin", {"card": card}, change={"pin": card})
    return session


@transaction.atomic
def unpin(session_id: uuid.UUID) -> LiveSession:
    """Take the card from over the picture."""
    session = lock_open(session_id)
    if session.pinned_id is not None:
        session.pinned = None
        session.save(update_fields=["pinned"])
        announce(session.pk, "pin", {"card": None}, change={"pin": None})
    return session


@transaction.atomic
def explain(session_id: uuid.UUID, product_id: uuid.UUID | None) -> LiveSession:
    """Mark which product is being talked about; None when it is over. The recording gets a chapter from it."""
    session = lock_open(session_id)
    if product_id is not None:
        _check_in_bag(session, product_id)
    session.explained_id = product_id
    session.save(update_fields=["explained"])
    said = None if product_id is None else str(product_id)
    announce(session.pk, "explain", {"product": said}, change={"explained": said})
    return session


@transaction.atomic
def next_step(session_id: uuid.UUID) -> RunSheetItem | None:
    """End the step of the run sheet that is running and begin the one after it; None behind the last.

    A product step pins its product and marks it as being explained.
    """
    session = lock_live(session_id)
    now = clock.now()
    items = list(session.sheet.order_by("position"))
    running = next((item for item in reversed(items) if item.begun_at and not item.done_at), None)
    if running is not None:
        running.done_at = now
        running.save(update_fields=["done_at"])
    following = next((item for item in items if item.begun_at is None), None)
    if following is None:
        return None
    following.begun_at = now
    following.save(update_fields=["begun_at"])
    announce(
        session.pk,
        "step",
        {"position": following.position, "kind": following.kind, "title": following.title},
        change={"step": following.position},
    )
    if following.kind == RunSheetItem.Kind.PRODUCT and following.product_id is not None:
        pin(session_id, following.product_id)
        explain(session_id, following.product_id)
    elif session.explained_id is not None:
        explain(session_id, None)
    return following


def _end(session: LiveSession) -> None:
    now = clock.now()
    move(session, LiveSession.Status.ENDED)
    session.ended_at = session.updated_at = now
    session.media = LiveSession.Media.NONE
    session.lost_at = None
    session.save(update_fields=["status", "ended_at", "updated_at", "media", "lost_at"])
    session.sheet.filter(begun_at__isnull=False, done_at=None).update(done_at=now)
    announce(session.pk, "status", {"status": session.status, "ended": _ms(now)})
    emit(SessionEnded(session.pk))


def _check_in_bag(session: LiveSession, product_id: uuid.UUID) -> None:
    if not session.products.filter(product=product_id).exists():
        raise NotInBag


def _ms(at: dt.datetime) -> int:
    return int(at.timestamp() * 1000)
