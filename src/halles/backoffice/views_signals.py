"""Patterns that look like fraud: the work list, the evidence of one, and what a person decides."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from halles.backoffice.deciding import carry_out
from halles.backoffice.forms_signals import SignalForm
from halles.kit import clock
from halles.markets.queries import get_market
from halles.scores import queries, services
from halles.scores.models import Signal
from halles.users.models import User
from halles.users.staff_access import staff_may


@require_safe
@staff_may("fraud")
def signal_list(request: HttpRequest, person: User) -> HttpResponse:
    """What waits, the strongest first; or what was decided, the latest first."""
    is_open = request.GET.get("which", "open") == "open"
    context = {
        "is_open": is_open,
        "signals": queries.list_signals(is_open=is_open),
        "open_count": queries.count_open_signals(),
    }
    return render(request, "backoffice/signals.html", context)


@require_safe
@staff_may("fraud")
def signal_detail(request: HttpRequest, person: User, signal_id: uuid.UUID) -> HttpResponse:
    """One signal with the rows it rests on."""
    return render(request, "backoffice/signal.html", _context(signal_id))


@require_POST
@staff_may("fraud")
def decide_signal(request: HttpRequest, person: User, signal_id: uuid.UUID) -> HttpResponse:
    """Dismiss, keep in mind, or hold payouts; a refusal comes back with what was typed."""
    context = _context(signal_id)
    form = SignalForm(context["choices"], request.POST)
    refusal = None
    if form.is_valid():
        given = form.cleaned_data
        refusal = carry_out(request, lambda: _do(signal_id, given, person), done=_("Decided."))
        if refusal is None:
            return redirect("backoffice:signal", signal_id)
    return render(request, "backoffice/signal.html", {**context, "form": form, "refusal": refusal}, status=422)


def _do(signal_id: uuid.UUID, given: dict[str, Any], person: User) -> Signal:
    if given["decision"] == "hold":
        until = clock.now() + dt.timedelta(days=given["days"])
        return services.hold_for_signal(signal_id, by=person, why=given["why"], until=until)
    decide = services.dismiss_signal if given["decision"] == "dismiss" else services.note_signal
    return decide(signal_id, by=person, why=given["why"])


def _context(signal_id: uuid.UUID) -> dict[str, Any]:
    found = queries.get_signal_for_staff(signal_id)
    choices = _choices(found.signal)
    return {
        "found": found,
        "rows": queries.evidence_of(found),
        "days_max": get_market(found.signal.market).settlement.hold_days_max,
        "choices": choices,
        "form": SignalForm(choices) if choices else None,
    }


def _choices(signal: Signal) -> list[tuple[str, str]]:
    words = {
        Signal.Status.DISMISSED: ("dismiss", _("There is nothing in it")),
        Signal.Status.NOTED: ("note", _("Keep it in mind and do nothing")),
        Signal.Status.HELD: ("hold", _("Hold payouts until a day")),
    }
    allowed = Signal.TRANSITIONS[signal.status]
    may_hold = signal.subject_kind == Signal.Subject.CREATOR
    return [said for to, said in words.items() if to in allowed and (to != Signal.Status.HELD or may_hold)]
