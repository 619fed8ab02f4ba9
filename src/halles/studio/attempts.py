"""Asking a service, and saying what it refuses where the person is looking.

Each try is a transaction within the request's: what a refused service had begun to write is undone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest

from halles.kit.errors import Invalid, Refusal


def tried(form: forms.Form, work: Callable[[], object], *, places: Mapping[str, str] | None = None) -> bool:
    """Whether `work` was done; a refusal becomes words of the form, beside the field to blame where one is.

    `places` maps codes of refusals, and names of a service's fields, to fields of the form.
    """
    try:
        with transaction.atomic():
            work()
    except Refusal as refusal:
        _tell(form, refusal, places or {})
        return False
    return True


def carried_out(request: HttpRequest, work: Callable[[], object], *, done: str = "") -> bool:
    """Whether `work` was done; tells `done`, or what was refused, at the top of the next page."""
    try:
        with transaction.atomic():
            work()
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return False
    if done:
        messages.success(request, done)
    return True


def _tell(form: forms.Form, refusal: Refusal, places: Mapping[str, str]) -> None:
    fields = refusal.fields if isinstance(refusal, Invalid) else {}
    for name, sentence in fields.items():
        place = places.get(name, name)
        form.add_error(place if place in form.fields else None, str(sentence))
    if not fields:
        place = places.get(refusal.code, "")
        form.add_error(place if place in form.fields else None, str(refusal))
