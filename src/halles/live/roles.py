"""Who may do what in a show."""

from __future__ import annotations

from django.db.models import Q

from halles.creators.queries import postable_by
from halles.live.models import LiveSession, Member
from halles.users.models import User


def hosted_by(user: User) -> Q:
    """Sessions this person runs: with their own profile, with that of a shop they own or manage, or as a named host."""
    named = Member.objects.filter(user=user, role=Member.Role.HOST).values("session")
    return Q(creator__in=postable_by(user)) | Q(pk__in=named)


def moderated_by(user: User) -> Q:
    """Sessions whose chat this person keeps: hosts and named moderators."""
    named = Member.objects.filter(user=user).values("session")
    return hosted_by(user) | Q(pk__in=named)


def role_in(session: LiveSession, user: User | None) -> str:
    """ "host", "moderator" or "viewer"."""
    if user is None:
        return "viewer"
    if LiveSession.objects.filter(hosted_by(user), pk=session.pk).exists():
        return "host"
    is_moderator = session.members.filter(user=user, role=Member.Role.MODERATOR).exists()
    return "moderator" if is_moderator else "viewer"
