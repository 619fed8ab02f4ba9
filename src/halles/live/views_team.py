"""What hosts and moderators do from the pages while the show runs: small posts, answered without a page."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from halles.live import queries, services
from halles.live.errors import MessageNotFound, SessionNotFound
from halles.live.models import LiveSession
from halles.users.models import User

Deed = Callable[[LiveSession, User, QueryDict], None]


@require_POST
def team_deed(request: HttpRequest, session_id: uuid.UUID, deed: str) -> HttpResponse:
    """204 when it is done; {code, sentence} with 409 or 422 when it is refused; 404 for who may not."""
    if not isinstance(request.user, User):
        raise SessionNotFound
    if deed in HOST_DEEDS:
        session, work = queries.get_for_host(request.user, session_id), HOST_DEEDS[deed]
    elif deed in TEAM_DEEDS:
        session, work = queries.get_for_moderator(request.user, session_id), TEAM_DEEDS[deed]
    else:
        raise SessionNotFound
    work(session, request.user, request.POST)
    return HttpResponse(status=204)


@require_safe
@never_cache
def held_messages(request: HttpRequest, session_id: uuid.UUID) -> HttpResponse:
    """The messages that wait for a moderator: [{o, name, text}]."""
    if not isinstance(request.user, User):
        raise SessionNotFound
    session = queries.get_for_moderator(request.user, session_id)
    waiting = queries.list_messages(session, held_only=True)
    rows = [{"o": one.offset, "name": one.body.get("name", ""), "text": one.body.get("text", "")} for one in waiting]
    return JsonResponse({"held": rows})


def _product(facts: QueryDict) -> uuid.UUID:
    try:
        return uuid.UUID(facts.get("product", ""))
    except ValueError:
        raise SessionNotFound from None


def _offset(facts: QueryDict) -> int:
    text = facts.get("offset", "")
    if not text.isdecimal() or len(text) > 18:
        raise MessageNotFound
    return int(text)


def _pin(session: LiveSession, user: User, facts: QueryDict) -> None:
    services.pin(session.pk, _product(facts))


def _unpin(session: LiveSession, user: User, facts: QueryDict) -> None:
    services.unpin(session.pk)


def _explain(session: LiveSession, user: User, facts: QueryDict) -> None:
    services.explain(session.pk, _product(facts) if facts.get("product") else None)


def _delete(session: LiveSession, user: User, facts: QueryDict) -> None:
    services.delete_message(session.pk, _offset(facts), by=user)


def _release(session: LiveSession, user: User, facts: QueryDict) -> None:
    services.release_message(session.pk, _offset(facts))


def _restrict(session: LiveSession, user: User, facts: QueryDict) -> None:
    kind = "ban" if facts.get("kind") == "ban" else "mute"
    seconds = facts.get("seconds", "")
    services.restrict(
        session.pk,
        _offset(facts),
        kind=kind,
        by=user,
        reason=facts.get("reason", ""),
        seconds=int(seconds) if seconds.isdecimal() and len(seconds) < 8 else None,
    )


def _lift(session: LiveSession, user: User, facts: QueryDict) -> None:
    try:
        restriction = uuid.UUID(facts.get("restriction", ""))
    except ValueError:
        raise SessionNotFound from None
    services.lift(session.pk, restriction, by=user)


def _modes(session: LiveSession, user: User, facts: QueryDict) -> None:
    def flag(name: str) -> bool | None:
        return None if name not in facts else facts[name] == "true"

    slow = facts.get("slow_mode_seconds", "")
    services.set_modes(
        session.pk,
        is_chat_open=flag("is_chat_open"),
        is_followers_only=flag("is_followers_only"),
        is_chat_held=flag("is_chat_held"),
        slow_mode_seconds=int(slow) if slow.isdecimal() and len(slow) < 5 else None,
    )


def _keywords(session: LiveSession, user: User, facts: QueryDict) -> None:
    services.set_keywords(session.creator, facts.get("words", "").splitlines())


def _start(session: LiveSession, user: User, facts: QueryDict) -> None:
    services.go_live(session.pk)


def _end(session: LiveSession, user: User, facts: QueryDict) -> None:
    services.end_session(session.pk)


def _next(session: LiveSession, user: User, facts: QueryDict) -> None:
    services.next_step(session.pk)


HOST_DEEDS: dict[str, Deed] = {"start": _start, "end": _end, "next": _next, "explain": _explain}
TEAM_DEEDS: dict[str, Deed] = {
    "pin": _pin,
    "unpin": _unpin,
    "delete": _delete,
    "release": _release,
    "restrict": _restrict,
    "lift": _lift,
    "modes": _modes,
    "keywords": _keywords,
}
