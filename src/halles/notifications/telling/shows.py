"""Mails about live shows."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from halles.live import queries as live
from halles.live.models import LiveSession, Restriction
from halles.notifications.services import Letter, Words
from halles.users import queries as users
from halles.users.models import User


def show_begins(session_id: str, user_id: str) -> list[Letter]:
    """Who asked to be reminded, just before or as it begins."""
    session = live.find_session(uuid.UUID(session_id))
    person = users.get_user(uuid.UUID(user_id))
    if session is None or session.status not in {"planned", "live"}:
        return []

    def words() -> Words:
        facts = {"name": session.creator.name, "title": session.title}
        return Words(
            subject=_("%(name)s is about to go live") % facts,
            heading=session.title,
            paragraphs=(_("You asked to be told: the show of %(name)s begins.") % facts,),
            door=(_("Watch"), _page(session)),
            after=(_("You get this mail once, because you pressed “Remind me”."),),
        )

    return [_to(person, "show_begins", f"show_begins:{session_id}", words, session.pk)]


def show_canceled(session_id: str) -> list[Letter]:
    """Everybody who asked to be reminded."""
    session = live.find_session(uuid.UUID(session_id))
    if session is None:
        return []

    def words() -> Words:
        facts = {"name": session.creator.name, "title": session.title}
        return Words(
            subject=_("The show “%(title)s” is called off") % facts,
            heading=_("No show this time"),
            paragraphs=(_("%(name)s has called off the show “%(title)s”, of which you wanted to be told.") % facts,),
            door=(_("See what else is live"), settings.BASE_URL + reverse("storefront:live")),
        )

    asked = session.reminders.select_related("user")
    return [_to(one.user, "show_canceled", f"show_canceled:{session_id}", words, session.pk) for one in asked]


def person_restricted(restriction_id: str) -> list[Letter]:
    """Whoever was muted or banned: why, until when, and where to answer."""
    found = Restriction.objects.select_related("user", "creator").filter(pk=uuid.UUID(restriction_id)).first()
    if found is None:
        return []
    way = reverse("storefront:live_restriction", args=[found.session_id or uuid.UUID(int=0), found.pk])

    def words() -> Words:
        facts = {"name": found.creator.name, "reason": found.reason}
        is_ban = found.kind == Restriction.Kind.BAN
        return Words(
            subject=_("You may not take part in the shows of %(name)s") % facts
            if is_ban
            else _("You may not write in a show of %(name)s for now") % facts,
            heading=_("Why"),
            paragraphs=(found.reason,),
            door=(_("Read more, or answer"), settings.BASE_URL + way),
        )

    return [_to(found.user, "person_restricted", f"person_restricted:{restriction_id}", words, found.session_id)]


def _page(session: LiveSession) -> str:
    return settings.BASE_URL + reverse("storefront:live_room", args=[session.pk])


def _to(person: User, kind: str, key: str, words: Callable[[], Words], session_id: uuid.UUID | None) -> Letter:
    return Letter(
        kind=kind,
        key=key,
        to=person.email,
        language=person.language or "en",
        words=words,
        reference=("live_session", session_id),
    )
