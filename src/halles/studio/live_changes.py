"""The changes of a show's plan, each from one small form; each answers what to say, or nothing."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.http import HttpRequest
from django.utils.translation import gettext as _

from halles.live import queries, services
from halles.live.models import LiveSession
from halles.studio.forms_live import MemberForm, StepForm
from halles.studio.live_desk import moved


def _ids(texts: list[str]) -> list[uuid.UUID]:
    found = []
    for text in texts:
        try:
            found.append(uuid.UUID(text))
        except ValueError:
            continue
    return found


def _put_in(session: LiveSession, request: HttpRequest) -> str:
    there = queries.list_bag(session)
    services.set_bag(session.pk, [*there, *_ids(request.POST.getlist("product"))])
    return _("In the bag.")


def _take_out(session: LiveSession, request: HttpRequest) -> str:
    gone = set(_ids(request.POST.getlist("product")))
    services.set_bag(session.pk, [one for one in queries.list_bag(session) if one not in gone])
    return ""


def _move(session: LiveSession, request: HttpRequest) -> str:
    by = -1 if request.POST.get("to") == "up" else 1
    bag = queries.list_bag(session)
    for product_id in _ids(request.POST.getlist("product")):
        bag = moved(bag, product_id, by)
    services.set_bag(session.pk, bag)
    return ""


def _steps(session: LiveSession) -> list[services.SheetStep]:
    return [
        services.SheetStep(item.kind, item.minutes, item.title, item.note, item.product_id, item.act_kind)
        for item in session.sheet.order_by("position")
    ]


def _add_step(session: LiveSession, request: HttpRequest) -> str:
    bag = [(str(one), "") for one in queries.list_bag(session)]
    form = StepForm(request.POST, products=bag)
    if not form.is_valid():
        return _say_first(form)
    facts = form.cleaned_data
    product = uuid.UUID(facts["product"]) if facts["product"] and facts["kind"] == "product" else None
    step = services.SheetStep(facts["kind"], facts["minutes"], facts["title"], "", product, facts["act_kind"])
    services.set_sheet(session.pk, [*_steps(session), step])
    return ""


def _plan_bag(session: LiveSession, request: HttpRequest) -> str:
    """A run sheet from the bag: opening, each product ten minutes, closing."""
    products = [services.SheetStep("product", 8, product_id=one) for one in queries.list_bag(session)]
    services.set_sheet(session.pk, [services.SheetStep("opening", 5), *products[:58], services.SheetStep("closing", 5)])
    return _("A run sheet from your bag. Change what you like.")


def _drop_step(session: LiveSession, request: HttpRequest) -> str:
    gone = request.POST.get("position", "")
    services.set_sheet(session.pk, [step for place, step in enumerate(_steps(session)) if str(place) != gone])
    return ""


def _move_step(session: LiveSession, request: HttpRequest) -> str:
    steps, text = _steps(session), request.POST.get("position", "")
    if text.isdecimal() and len(text) < 5 and int(text) < len(steps):
        at = int(text)
        to = max(0, min(len(steps) - 1, at + (-1 if request.POST.get("to") == "up" else 1)))
        steps.insert(to, steps.pop(at))
        services.set_sheet(session.pk, steps)
    return ""


def _add_member(session: LiveSession, request: HttpRequest) -> str:
    form = MemberForm(request.POST)
    if not form.is_valid():
        return _say_first(form)
    services.set_member(session.pk, email=form.cleaned_data["email"], role=form.cleaned_data["role"])
    return _("They can open the cockpit now.")


def _drop_member(session: LiveSession, request: HttpRequest) -> str:
    text = request.POST.get("member", "")
    if text.isdecimal() and len(text) < 18:
        services.unset_member(session.pk, int(text))
    return ""


def _save_set(session: LiveSession, request: HttpRequest) -> str:
    services.save_set(session.creator, name=request.POST.get("name", ""), product_ids=queries.list_bag(session))
    return _("Kept. You can use this bag in your next show.")


def _use_set(session: LiveSession, request: HttpRequest) -> str:
    for set_id in _ids([request.POST.get("set", "")]):
        services.use_set(session.pk, set_id)
    return ""


def _renew_key(session: LiveSession, request: HttpRequest) -> str:
    services.renew_stream_key(session.pk)
    return _("A new key. The old one opens nothing any more.")


def _cancel(session: LiveSession, request: HttpRequest) -> str:
    services.cancel_session(session.pk)
    return _("Called off. Whoever wanted to be reminded is told.")


def _say_first(form: MemberForm | StepForm) -> str:
    field, errors = next(iter(form.errors.items()))
    return f"{form.fields[field].label}: {errors[0]}" if field in form.fields else str(errors[0])


CHANGES: dict[str, Callable[[LiveSession, HttpRequest], str]] = {
    "put-in": _put_in,
    "take-out": _take_out,
    "move": _move,
    "add-step": _add_step,
    "plan-bag": _plan_bag,
    "drop-step": _drop_step,
    "move-step": _move_step,
    "add-member": _add_member,
    "drop-member": _drop_member,
    "save-set": _save_set,
    "use-set": _use_set,
    "renew-key": _renew_key,
    "cancel": _cancel,
}
