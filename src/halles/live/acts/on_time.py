"""What the clock does to acts: they open and end, giveaways are drawn, rooms hear what was held back for a moment."""

from __future__ import annotations

import uuid

from django.db.models import Q

from halles.kit import transactions
from halles.kit.statements import fetch
from halles.live.acts import chain
from halles.live.acts.coupons import end_live_coupon
from halles.live.acts.giveaways import close_giveaway, draw_giveaway
from halles.live.acts.offers import end_offer, follow_offer
from halles.live.acts.polls import close_poll
from halles.live.models import Giveaway, LiveSession, ShowAct
from halles.promotions.models import Coupon
from halles.promotions.queries import database_now

BATCH_SIZE = 200
Kind, Status = ShowAct.Kind, ShowAct.Status
RUNNING = [Status.ANNOUNCED, Status.OPEN]


def keep_acts_on_time(*, limit: int = BATCH_SIZE) -> int:
    """Bring every running act in line with the clock and with its show, each in a transaction of its own; how many
    were looked at. No transaction open."""
    now = database_now()
    due = ShowAct.objects.select_related("session").filter(
        Q(status__in=RUNNING, session__status=LiveSession.Status.ENDED)
        | Q(status__in=RUNNING, kind__in=[Kind.FLASH_DEAL, Kind.PRICE_DROP])
        | Q(status=Status.OPEN, giveaway__closes_at__lte=now)
        | Q(status=Status.ENDED, giveaway__closed_at__isnull=False)
        | Q(status=Status.OPEN, poll__closes_at__lte=now)
        | Q(status=Status.OPEN, pk__in=Coupon.objects.filter(ends_at__lte=now).values("pk"))
        | Q(is_stale=True)
    )
    found = list(due.order_by("created_at").values_list("pk", flat=True)[:limit])
    transactions.run_each(_follow, found)
    return len(found)


def _follow(act_id: uuid.UUID) -> None:
    act = ShowAct.objects.select_related("session", "session__creator").get(pk=act_id)
    is_over = act.session.status == LiveSession.Status.ENDED and act.status in RUNNING
    if act.kind in (Kind.FLASH_DEAL, Kind.PRICE_DROP):
        if is_over:
            end_offer(act.session, act_id)
        else:
            follow_offer(act_id)
    elif act.kind == Kind.GIVEAWAY:
        _follow_giveaway(act, is_over=is_over)
    elif act.kind == Kind.POLL:
        _follow_poll(act, is_over=is_over)
    else:
        _follow_coupon(act, is_over=is_over)


def _follow_giveaway(act: ShowAct, *, is_over: bool) -> None:
    giveaway = Giveaway.objects.get(pk=act.pk)
    now = database_now()
    if act.status == Status.OPEN and (is_over or (giveaway.closes_at is not None and giveaway.closes_at <= now)):
        close_giveaway(act.session, act.pk)
    elif act.status == Status.ENDED:
        draw_giveaway(act.session_id, act.pk)
    else:
        _tell_held_back("live_giveaway", "act_id", act.pk)


def _follow_poll(act: ShowAct, *, is_over: bool) -> None:
    if act.status == Status.OPEN and (is_over or act.poll.closes_at <= database_now()):
        close_poll(act.session, act.pk)
    else:
        _tell_held_back("live_poll", "act_id", act.pk)


def _follow_coupon(act: ShowAct, *, is_over: bool) -> None:
    coupon = Coupon.objects.get(pk=act.pk)
    if act.status == Status.OPEN and (is_over or coupon.ends_at <= database_now()):
        end_live_coupon(act.session, act.pk)
    else:
        _tell_held_back("promotions_coupon", "id", act.pk)


def _tell_held_back(table: str, key: str, act_id: uuid.UUID) -> None:
    # The act itself first, as everywhere.
    fetch(f"SELECT 1 FROM {table} WHERE {key} = %s FOR NO KEY UPDATE", [act_id])  # noqa: S608 - our own tables
    chain.tell(act_id)
