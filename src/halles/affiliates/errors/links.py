"""Refusals of links."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from halles.kit.errors import NotFound


class LinkNotFound(NotFound):
    code = "affiliates.link_not_found"
    sentence = _("This link leads to nothing on sale any more. Look for the creator’s page instead.")
