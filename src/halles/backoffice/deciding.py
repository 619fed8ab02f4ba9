"""Carrying out a decision: all of it, or nothing and the sentence of the refusal."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest

from halles.kit.errors import NotFound, Refusal


def carry_out(request: HttpRequest, work: Callable[[], object], *, done: str) -> Refusal | None:
    """Do `work` and say `done` on the next page; or the refusal, with nothing of it written.

    What is not there at all (NotFound) is no decision that was refused: it goes on to its own page.
    """
    try:
        with transaction.atomic():
            work()
    except NotFound:
        raise
    except Refusal as refusal:
        return refusal
    messages.success(request, done)
    return None


def carry_out_and_tell(request: HttpRequest, work: Callable[[], object], *, done: str) -> bool:
    """Do `work`, and say on the next page that it is done or why it was refused; whether it was done."""
    refusal = carry_out(request, work, done=done)
    if refusal is not None:
        messages.error(request, str(refusal))
    return refusal is None
