"""The way back: from the hall to where one stands."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from halles.catalog.categories import Category, find_category


@dataclass(frozen=True)
class Crumb:
    """One step; `url` is empty for where one stands."""

    name: str
    url: str = ""


def home() -> Crumb:
    """The first step."""
    return Crumb(_("The hall"), reverse("storefront:hall"))


def way_to(*steps: Crumb) -> list[Crumb]:
    """From the hall along these steps."""
    return [home(), *steps]


def way_to_category(category: Category, *, is_here: bool = True) -> list[Crumb]:
    """From the hall through the department; the last one without a link when one stands there."""
    language = get_language() or "en"
    parent = find_category(category.parent) if category.parent else None
    steps = [step for step in (parent, category) if step is not None]
    return way_to(
        *(
            Crumb(
                step.name_in(language),
                "" if is_here and step is category else reverse("storefront:category", args=[step.code]),
            )
            for step in steps
        )
    )
