"""Refusals of social."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from halles.kit.errors import Invalid, NotFound


class CommentNotFound(NotFound):
    code = "social.comment_not_found"
    sentence = _("This comment is no longer there.")


class CommentEmpty(Invalid):
    code = "social.comment_empty"
    sentence = _("Write something first.")


class CommentTooLong(Invalid):
    code = "social.comment_too_long"
    sentence = _("A comment has at most %(length_max)d characters. Yours has %(length)d.")


class TargetUnknown(Invalid):
    code = "social.target_unknown"
    sentence = _("This cannot be liked, hidden or commented on.")
