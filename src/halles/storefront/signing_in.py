"""The way to the sign-in, and back to where one was."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from halles.kit.http import is_htmx


def ask_to_sign_in(request: HttpRequest, back: str) -> HttpResponse:
    """To the sign-in; afterwards to `back`."""
    where = f"{reverse(settings.LOGIN_URL)}?{urlencode({'next': back})}"
    if not is_htmx(request):
        return redirect(where)
    answer = HttpResponse(status=204)
    answer["HX-Redirect"] = where
    return answer
