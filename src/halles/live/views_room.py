"""What the page of a room asks for while it is open."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from halles.creators.queries import list_creators_of
from halles.kit.http import client_address
from halles.live import queries, tokens
from halles.live.errors import SessionNotFound
from halles.live.models import LiveSession
from halles.users.models import User


@require_safe
@never_cache
@transaction.non_atomic_requests
def room_token(request: HttpRequest, session_id: uuid.UUID) -> HttpResponse:
    """A token for the room: {token, seconds, role}; 404 when there is no such show for this person."""
    user = request.user if isinstance(request.user, User) else None
    session = find_for(user, session_id)
    device = request.COOKIES.get(tokens.DEVICE_COOKIE, "")
    is_known = tokens.is_device(device)
    if not is_known:
        device = tokens.new_device()
    name, handle = face_of(user)
    issued = tokens.issue_token(session, user, device=device, address=client_address(request), name=name, handle=handle)
    answer = JsonResponse({"token": issued.token, "seconds": issued.seconds, "role": issued.role})
    if not is_known:
        answer.set_cookie(
            tokens.DEVICE_COOKIE,
            device,
            max_age=tokens.DEVICE_COOKIE_SECONDS,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return answer


def find_for(user: User | None, session_id: uuid.UUID) -> LiveSession:
    """A show as this person may see it: anybody a public one, its team any; refuses live.not_found."""
    try:
        return queries.get_public(session_id)
    except SessionNotFound:
        if user is None:
            raise
        return queries.get_for_moderator(user, session_id)


def face_of(user: User | None) -> tuple[str, str]:
    """Under which name and handle somebody speaks: their own profile's, or their first name; nothing of an address."""
    if user is None:
        return "", ""
    own = next((creator for creator in list_creators_of(user) if not creator.is_official), None)
    if own is not None:
        return own.name, own.handle
    first, *_rest = [*user.name.split(), ""]
    return first or _("Guest %(number)s") % {"number": str(user.pk.int)[-4:]}, ""
