"""What a show brought, and what it left: figures, the replay, clips to post."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from halles.kit.errors import Refusal
from halles.live import queries, services
from halles.live.models import Clip
from halles.live.replays import find_recording
from halles.markets.queries import get_market
from halles.studio.access import signed_in
from halles.studio.csv_file import csv_answer, plain
from halles.studio.live_chart import chart_of
from halles.studio.live_report import Report, Sold, report_of
from halles.users.models import User

COLUMNS = (
    "minute",
    "viewers_max",
    "watched_seconds",
    "chat_messages",
    "hearts",
    "product_opens",
    "acts_opened",
    "orders",
    "pieces",
    "currency",
    "sold",
    "sold_net",
)


@require_safe
@signed_in
def report(request: HttpRequest, person: User, session_id: uuid.UUID) -> HttpResponse:
    """The report of a show, while it runs and after."""
    session = queries.get_for_host(person, session_id)
    found = report_of(session, language=(get_language() or "en")[:2])
    if found is None:
        return redirect("studio:show", session_id)
    recording = find_recording(session.pk)
    context = {
        "session": session,
        "report": found,
        "chart": chart_of(found.minutes),
        "clips": Clip.objects.filter(session=session).select_related("product", "video", "video__asset"),
        "replay": recording if recording and recording.hidden_at is None else None,
    }
    # Times as they were where the show was.
    with timezone.override(get_market(session.market).time_zone):
        return render(request, "studio/live/report.html", context)


@require_safe
@signed_in
def report_out(request: HttpRequest, person: User, session_id: uuid.UUID) -> HttpResponse:
    """Its minutes as a file, with a line for what was bought after the show and one for all."""
    session = queries.get_for_host(person, session_id)
    found = report_of(session, language=(get_language() or "en")[:2])
    if found is None:
        return redirect("studio:show", session_id)
    return csv_answer(f"live-{session.pk}.csv", COLUMNS, _lines(found))


@require_POST
@signed_in
def hide(request: HttpRequest, person: User, session_id: uuid.UUID) -> HttpResponse:
    """Take the replay from the public."""
    queries.get_for_host(person, session_id)
    try:
        with transaction.atomic():
            services.hide_replay(session_id)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The replay is no longer public."))
    return redirect("studio:live_report", session_id)


def _lines(found: Report) -> Iterator[list[object]]:
    for row in found.minutes:
        did = [row.viewers, row.watch_ms // 1000, row.chats, row.hearts, row.taps, ", ".join(row.acts)]
        yield [row.at.isoformat(), *did, *_money(row.sold, found.currency)]
    yield ["after the show", *[None] * 6, *_money(found.after, found.currency)]
    yield ["all", *[None] * 6, *_money(found.total, found.currency)]


def _money(sold: Sold, currency: str) -> list[object]:
    return [sold.orders, sold.pieces, currency, plain(sold.gross_minor, currency), plain(sold.net_minor, currency)]
