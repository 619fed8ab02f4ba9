"""What `search` refuses."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from halles.kit.errors import Invalid


class TextTooLong(Invalid):
    """More characters than anyone types into a search."""

    code = "search.text_too_long"
    sentence = _("Please search with fewer words: at most %(limit)s characters.")


class UnknownChoice(Invalid):
    """A kind, order or filter that the search does not have."""

    code = "search.unknown_choice"
    sentence = _("The search does not know this choice: %(choice)s. Begin again from the search page.")
