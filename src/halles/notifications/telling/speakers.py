"""Mails to whoever posted or reported something: what was decided, and why."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from halles.notifications.services import Letter, Words
from halles.users import queries as users
from halles.users.models import User


def video_held(video_id: str, user_id: str, why: str) -> list[Letter]:
    """The author learns that a person has to look first."""

    def words() -> Words:
        return Words(
            subject=_("We are looking at your video first"),
            heading=_("A person looks at your video first"),
            paragraphs=(_("It is not shown until then. Reason: %(reason)s") % {"reason": why},),
            door=(_("Open the video"), settings.BASE_URL + reverse("studio:video", args=[video_id])),
        )

    return [_letter(user_id, "video_held", f"video_held:{video_id}:{why}", words, ("video", uuid.UUID(video_id)))]


def video_removed(video_id: str, user_id: str, why: str) -> list[Letter]:
    """The statement of reasons."""

    def words() -> Words:
        return Words(
            subject=_("Your video was removed"),
            heading=_("Your video was removed"),
            paragraphs=(
                _("Reason: %(reason)s") % {"reason": why},
                _("A person decided this, not a machine. If you think it is wrong, answer this mail."),
            ),
        )

    return [_letter(user_id, "video_removed", f"video_removed:{video_id}", words, ("video", uuid.UUID(video_id)))]


def comment_removed(comment_id: str, user_id: str, text: str, why: str) -> list[Letter]:
    """The statement of reasons, with the words it is about."""

    def words() -> Words:
        return Words(
            subject=_("Your comment was removed"),
            heading=_("Your comment was removed"),
            paragraphs=(
                _("You wrote: “%(text)s”") % {"text": text},
                _("Reason: %(reason)s") % {"reason": why},
                _("A person decided this, not a machine. If you think it is wrong, answer this mail."),
            ),
        )

    key = f"comment_removed:{comment_id}"
    return [_letter(user_id, "comment_removed", key, words, ("comment", uuid.UUID(comment_id)))]


def report_decided(target_id: str, kind: str, reporter_ids: str, is_upheld: str, why: str) -> list[Letter]:
    """Whoever reported it hears what became of it."""

    def words() -> Words:
        outcome = _("You were right, and it is gone.") if is_upheld else _("We looked at it, and it stays.")
        return Words(
            subject=_("What became of your report"),
            heading=_("Thank you for looking out"),
            paragraphs=(outcome, _("Reason: %(reason)s") % {"reason": why}),
        )

    reference = (kind, uuid.UUID(target_id))
    return [
        _letter(one, "report_decided", f"report_decided:{target_id}:{one}", words, reference)
        for one in reporter_ids.split(",")
    ]


def _letter(
    user_id: str, kind: str, key: str, words: Callable[[], Words], reference: tuple[str, uuid.UUID | None]
) -> Letter:
    person: User = users.get_user(uuid.UUID(user_id))
    return Letter(
        kind=kind, key=key, to=person.email, language=person.language or "en", words=words, reference=reference
    )
