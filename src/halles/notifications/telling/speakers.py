"""Mails to whoever posted or reported something: what was decided, and why."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from halles.moderation.words import RULE_NAMES
from halles.notifications.services import Letter, Words
from halles.users import queries as users
from halles.users.models import User
from halles.videos import queries as videos
from halles.videos.models import Video


def video_held(*, video_id: str, user_id: str, why: str, rules: str, at: str) -> list[Letter]:
    """The author learns that a person has to look first."""

    def words() -> Words:
        names = [str(RULE_NAMES[rule]) for rule in rules.split(",") if rule in RULE_NAMES]
        said = _("Reason: %(reason)s") % {"reason": why}
        reason = said if why else _("We read it first because its text %(what)s.") % {"what": ", ".join(names)}
        return Words(
            subject=_("We are looking at your video first"),
            heading=_("A person looks at your video first"),
            paragraphs=(_("It is not shown until then."), reason),
            door=(_("Open the video"), settings.BASE_URL + reverse("studio:video", args=[video_id])),
        )

    return [_letter(user_id, "video_held", f"video_held:{video_id}:{at}", words, ("video", uuid.UUID(video_id)))]


def video_released(video_id: str, user_id: str, at: str) -> list[Letter]:
    """The author learns that nothing was wrong, and what happens now."""
    video = videos.get_video_for_staff(uuid.UUID(video_id))

    def words() -> Words:
        outcome = {
            Video.Status.PUBLISHED: _("Everything is fine with it. It is in the feed."),
            Video.Status.SCHEDULED: _("Everything is fine with it. It appears by itself at its time."),
        }.get(Video.Status(video.status), _("Everything is fine with it. It is a draft: show it whenever you like."))
        return Words(
            subject=_("We have looked at your video"),
            heading=_("Thank you for waiting"),
            paragraphs=(outcome,),
            door=(_("Open the video"), settings.BASE_URL + reverse("studio:video", args=[video_id])),
        )

    key = f"video_released:{video_id}:{at}"
    return [_letter(user_id, "video_released", key, words, ("video", uuid.UUID(video_id)))]


def report_decided(*, target_id: str, kind: str, reporter_ids: str, is_upheld: str, why: str, at: str) -> list[Letter]:
    """Whoever reported it hears what became of it."""

    def words() -> Words:
        outcome = _("You were right, and we have acted.") if is_upheld else _("We looked at it, and it stays.")
        return Words(
            subject=_("What became of your report"),
            heading=_("Thank you for looking out"),
            paragraphs=(outcome, _("Reason: %(reason)s") % {"reason": why}),
        )

    reference = (kind, uuid.UUID(target_id))
    return [
        _letter(one, "report_decided", f"report_decided:{target_id}:{at}", words, reference)
        for one in reporter_ids.split(",")
    ]


def _letter(
    user_id: str, kind: str, key: str, words: Callable[[], Words], reference: tuple[str, uuid.UUID | None]
) -> Letter:
    person: User = users.get_user(uuid.UUID(user_id))
    return Letter(
        kind=kind, key=key, to=person.email, language=person.language or "en", words=words, reference=reference
    )
