"""Refusals of the recommender."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from halles.kit.errors import Invalid


class CursorRefused(Invalid):
    code = "recommender.cursor_refused"
    sentence = _("This feed has been open for too long. Start again from the top.")


class ShareRefused(Invalid):
    code = "recommender.share_refused"
    sentence = _("Choose how often the feed may sell: between never and always.")
