"""Who works at a desk: everybody here is signed in."""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from typing import Concatenate, ParamSpec, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from halles.users.models import User

P = ParamSpec("P")
# A page, or a file that is written while it is sent.
A = TypeVar("A", bound=HttpResponseBase)


def signed_in(
    view: Callable[Concatenate[HttpRequest, User, P], A],
) -> Callable[Concatenate[HttpRequest, P], A | HttpResponse]:
    """Hand the signed-in person to the view; visitors sign in first and come back."""

    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> A | HttpResponse:
        if not isinstance(request.user, User):
            return redirect_to_login(request.get_full_path())
        return view(request, request.user, *args, **kwargs)

    update_wrapper(guarded, view)
    return guarded
