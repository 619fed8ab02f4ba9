"""Decisions by a rule, what was decided before, and the appeals that wait."""

from __future__ import annotations

import contextlib
import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from halles.backoffice import ruling
from halles.backoffice.deciding import carry_out
from halles.backoffice.errors import ThingGone
from halles.backoffice.forms_decisions import RulingForm
from halles.backoffice.subjects import Subject, find_subject, thing_context
from halles.markets import queries as markets
from halles.markets.market import Market
from halles.moderation import decisions, reasons
from halles.moderation import queries as moderation
from halles.moderation import services as moderating
from halles.moderation.models import Appeal
from halles.moderation.rules import find_rule
from halles.users.models import User
from halles.users.staff_access import staff_may


@require_http_methods(["GET", "HEAD", "POST"])
@staff_may("content")
def decide_thing(request: HttpRequest, person: User, kind: str, target_id: uuid.UUID) -> HttpResponse:
    """Decide that a thing breaks a rule: the form beside the thing, the history of its author, and precedent."""
    subject = find_subject(kind, target_id, by=person)
    market = _market(request, subject)
    form = RulingForm(kind, subject.was, market, request.POST or None, initial=_usual(request))
    refusal = None
    if form.is_bound and form.is_valid():
        refusal = carry_out(
            request,
            lambda: ruling.rule_on(subject, market=market, by=person, **form.cleaned_data),
            done=_("Decided. Everybody concerned is told why."),
        )
        if refusal is None:
            return redirect("backoffice:reviews")
    context = {
        **thing_context(subject),
        "subject": subject,
        "market": markets.get_market(market),
        "markets": list(markets.all_markets().values()),
        "form": form,
        "refusal": refusal,
        "reports": moderation.list_reports_about(kind, target_id),
        "standing": decisions.find_standing(kind, target_id),
        "history": decisions.history_of(subject.user.pk),
        "precedents": decisions.precedents(form["rule"].value() or "", kind=kind),
        "rule": find_rule(form["rule"].value() or ""),
        "is_own": subject.user.pk == person.pk,
    }
    return render(request, "backoffice/decide_thing.html", context, status=422 if form.errors or refusal else 200)


def _market(request: HttpRequest, subject: Subject) -> str:
    """Where it breaks a rule: as asked for, else where the person is at home, else where the staff looks."""
    asked = request.POST.get("market") or request.GET.get("market") or subject.market
    found = markets.find_market(asked)
    here = getattr(request, "market", None)
    if found is None and isinstance(here, Market):
        return here.code
    return found.code if found else next(iter(markets.all_markets()))


def _usual(request: HttpRequest) -> dict[str, Any]:
    rule = find_rule(request.GET.get("rule", ""))
    return {"rule": rule.code, "is_urgent": rule.is_urgent} if rule else {}


@require_safe
@staff_may("content")
def precedents(request: HttpRequest, person: User) -> HttpResponse:
    """What was decided by one rule about such things, as the form is filled in."""
    found = decisions.precedents(request.GET.get("rule", ""), kind=request.GET.get("kind", ""))
    rule = find_rule(request.GET.get("rule", ""))
    return render(request, "backoffice/precedents.html", {"precedents": found, "rule": rule})


@require_safe
@staff_may("content")
def decision_list(request: HttpRequest, person: User) -> HttpResponse:
    """Everything that was decided, newest first."""
    return render(request, "backoffice/decisions.html", {"page": decisions.list_decisions(request.GET.get("cursor"))})


@require_safe
@staff_may("content")
def decision_detail(request: HttpRequest, person: User, decision_id: uuid.UUID) -> HttpResponse:
    """One decision as its subject reads it, with the history of the person and precedent."""
    return render(request, "backoffice/decision.html", _context(decision_id, person))


@require_safe
@staff_may("content")
def appeal_list(request: HttpRequest, person: User) -> HttpResponse:
    """The appeals that wait; those that somebody else has to answer are marked."""
    page = decisions.list_appeals(request.GET.get("cursor"))
    elsewhere = {one.pk for one in page.rows if not moderating.may_answer(one.decision, person)}
    return render(request, "backoffice/appeals.html", {"page": page, "elsewhere": elsewhere})


@require_POST
@staff_may("content")
def answer_appeal(request: HttpRequest, person: User, appeal_id: uuid.UUID) -> HttpResponse:
    """Reverse the decision or let it stand; a refusal comes back with what was typed."""
    appeal = decisions.get_appeal(appeal_id)
    why, decision = request.POST.get("why", ""), request.POST.get("decision", "")
    refusal = carry_out(
        request,
        lambda: ruling.answer_appeal(appeal_id, decision, by=person, why=why),
        done=_("Decided. The person concerned is told why."),
    )
    if refusal is None:
        return redirect("backoffice:appeals")
    context = {**_context(appeal.decision_id, person), "refusal": refusal, "why": why}
    return render(request, "backoffice/decision.html", context, status=422)


@require_POST
@staff_may("content")
def take_back(request: HttpRequest, person: User, decision_id: uuid.UUID) -> HttpResponse:
    """End a decision that nobody appealed against; a refusal comes back with what was typed."""
    why = request.POST.get("why", "")
    refusal = carry_out(
        request,
        lambda: moderating.take_back(decision_id, by=person, why=why),
        done=_("Taken back. The person concerned is told why."),
    )
    if refusal is None:
        return redirect("backoffice:decision", decision_id)
    context = {**_context(decision_id, person), "refusal": refusal, "why": why}
    return render(request, "backoffice/decision.html", context, status=422)


def _context(decision_id: uuid.UUID, person: User) -> dict[str, Any]:
    decision = decisions.get_decision(decision_id)
    subject: Subject | None = None
    with contextlib.suppress(ThingGone):
        subject = find_subject(decision.kind, decision.target_id, by=person)
    appeal: Appeal | None = getattr(decision, "appeal", None)
    return {
        "decision": decision,
        "headline": reasons.headline(decision),
        "lines": reasons.statement(decision),
        "appeal": appeal,
        "subject": subject,
        "may_answer": moderating.may_answer(decision, person),
        "may_take_back": moderating.may_take_back(decision, person),
        "history": decisions.history_of(decision.subject_id, without=decision.pk),
        "precedents": decisions.precedents(decision.rule, kind=decision.kind, without=decision.pk),
        "rule": find_rule(decision.rule),
    }
