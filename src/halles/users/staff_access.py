"""Who may see the pages of the staff."""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from halles.users.models import User
from halles.users.staff_roles import require_task

P = ParamSpec("P")
StaffView = Callable[Concatenate[HttpRequest, User, P], HttpResponseBase]


def staff_may(task: str) -> Callable[[StaffView[P]], Callable[Concatenate[HttpRequest, P], HttpResponseBase]]:
    """As `staff_only`, for those whose role includes the task; the rest of the staff is refused by name."""

    def decorate(view: StaffView[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
        def checked(request: HttpRequest, person: User, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            require_task(person, task)
            return view(request, person, *args, **kwargs)

        update_wrapper(checked, view)
        return staff_only(checked)

    return decorate


def staff_only(view: StaffView[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Hand the signed-in member of staff to the view; visitors sign in first, everybody else finds nothing here."""

    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        person = request.user
        if not isinstance(person, User):
            return redirect_to_login(request.get_full_path())
        if not person.is_staff:
            raise Http404
        return view(request, person, *args, **kwargs)

    update_wrapper(guarded, view)
    return guarded
