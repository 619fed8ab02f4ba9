"""Taking one's data along, and leaving for good."""

from __future__ import annotations

import uuid
from typing import cast

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from halles.kit.errors import Refusal
from halles.kit.storage import private_storage
from halles.users import copies, erasing, personal
from halles.users.errors import WordNotTyped
from halles.users.models import User


def _person(request: HttpRequest) -> User:
    return cast("User", request.user)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required(allow_get=True)  # type: ignore[untyped-decorator]
def leave(request: HttpRequest) -> HttpResponse:
    """What goes, what stays and why, what hinders; a POST asks for the erasure, after the password once more."""
    user, refusal = _person(request), None
    if request.method == "POST":
        try:
            with transaction.atomic():
                if request.POST.get("is_read") != "yes":
                    raise WordNotTyped
                erasing.ask_erasure(user)
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(request, _("Noted. Until the day on this page you can take it back."))
            return redirect("users:leave")
    standing = erasing.find_erasure(user)
    page = {
        "erasure": standing,
        "hindrances": personal.list_hindrances(user),
        "refusal": refusal,
        "rules": erasing.market_of(user).privacy,
        "copy": copies.find_copy(user),
    }
    return render(request, "users/leave.html", page, status=422 if refusal else 200)


@login_required
@require_POST
def cancel(request: HttpRequest) -> HttpResponse:
    """Take it back: the account stays."""
    erasing.cancel_erasure(_person(request))
    messages.success(request, _("Your account stays, and everything is as it was."))
    return redirect("users:account")


@login_required
@require_POST
def ask_copy(request: HttpRequest) -> HttpResponse:
    """Have a copy of everything made in the background."""
    copies.ask_copy(_person(request))
    messages.success(request, _("Your copy is being made. It will be on this page in a moment."))
    return redirect("users:leave")


@never_cache
@login_required
@require_safe
@reauthentication_required  # type: ignore[untyped-decorator]
def fetch_copy(request: HttpRequest, copy_id: uuid.UUID) -> FileResponse:
    """The file, after the password once more: it holds everything."""
    made = copies.get_copy_for_user(_person(request), copy_id)
    return FileResponse(private_storage().open(made.key), as_attachment=True, filename="halles.zip")
