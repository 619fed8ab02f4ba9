"""What variants of a product differ in. The usual names are codes with a translation; a seller may write their own."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

OPTION_NAMES_MAX = 3
OPTION_NAME_LENGTH_MAX = 30
OPTION_VALUE_LENGTH_MAX = 40

LABELS: dict[str, Promise | str] = {
    "size": _("Size"),
    "colour": _("Colour"),
    "material": _("Material"),
    "pattern": _("Pattern"),
    "scent": _("Scent"),
    "flavour": _("Flavour"),
    "volume": _("Volume"),
    "weight": _("Weight"),
    "length": _("Length"),
    "set": _("Set"),
    "model": _("Model"),
    "edition": _("Edition"),
}


def label_of(name: str) -> str:
    """The option's name for people, in the active language; a seller's own word is shown as written."""
    return str(LABELS.get(name, name))
