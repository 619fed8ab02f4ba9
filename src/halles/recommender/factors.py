"""What the feed weighs, told to people: the parts of the score with their true weights, and the rules beside them."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from halles.recommender import weights

WORDS: dict[str, tuple[Promise, Promise, bool]] = {
    "followed": (_("You follow who made it"), _("Videos of the last 30 days from creators you follow."), True),
    "popular": (
        _("Many people like it"),
        _("How many watch it to the end, like it or share it in your market; it halves every two days."),
        False,
    ),
    "fresh": (_("It is new"), _("How recently it was posted; it halves every three days."), False),
    "chance": (
        _("Chance"),
        _("A draw that differs from visit to visit, so that nobody owns the first place."),
        False,
    ),
    "language": (_("You read its language"), _("Your page’s language and your market’s."), False),
}
WEIGHTS: dict[str, float] = {
    "followed": weights.FOLLOWED,
    "popular": weights.POPULAR,
    "fresh": weights.FRESH,
    "chance": weights.CHANCE,
    "language": weights.LANGUAGE,
}


@dataclass(frozen=True)
class Factor:
    """A part of the score. `share_bps` is the most it can make of the whole, in basis points, to the per cent;
    `is_personal` says that it counts only for those who agreed to it."""

    code: str
    name: str
    words: str
    share_bps: int
    is_personal: bool


def list_factors() -> list[Factor]:
    """The parts of the score, the weightiest first, in the reader's language."""
    whole = sum(WEIGHTS.values())
    ordered = sorted(WEIGHTS, key=lambda code: -WEIGHTS[code])
    return [
        Factor(code, str(WORDS[code][0]), str(WORDS[code][1]), 100 * round(100 * WEIGHTS[code] / whole), WORDS[code][2])
        for code in ordered
    ]
