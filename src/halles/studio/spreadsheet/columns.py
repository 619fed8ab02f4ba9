"""The columns of the table. One line is one variant; lines with the same product name are one product."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from halles.catalog.drafts import list_languages
from halles.catalog.options import LABELS

PRICE_PREFIX = "price_"
OPTION_PREFIX = "option_"
# What opens a formula in a spreadsheet: such a text is written with an apostrophe before it, and read without.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Column:
    """One column: its heading in the file (the same in every language), and what belongs in it."""

    name: str
    says: Promise | str
    is_needed: bool = False


COLUMNS: Sequence[Column] = (
    Column("product", _("The product’s name. Lines with the same name are variants of one product."), is_needed=True),
    Column("sku", _("Your own number of the variant, once in the shop. A known one is updated."), is_needed=True),
    Column("category", _("The code of a category, as in the list below."), is_needed=True),
    Column("description", _("A few sentences for customers.")),
    Column("language", _("The language you write in, such as en or fr.")),
    Column("option_size", _("A value for each choice; any heading option_… makes one, such as option_colour.")),
    Column(
        "option_size.fr",
        _("The same value in another language, if it differs; any heading option_… with .en, .fr, .ja… behind it."),
    ),
    Column("origin_country", _("Two letters, such as FR.")),
    Column("origin_region", _("The region it comes from.")),
    Column("origin_place", _("The town or village.")),
    Column("origin_maker", _("Who makes it.")),
    Column("origin_proof_kind", _("self_declared, label, workshop or register.")),
    Column("origin_proof", _("What shows it, such as the name of the label.")),
    Column("origin_proof_url", _("A web address where it can be checked.")),
    Column("warranty_months", _("A whole number.")),
    Column("weight_grams", _("A whole number.")),
    Column("measure", _("g, ml, cm, cm2 or piece, where the law wants a unit price.")),
    Column("measure_amount", _("What is inside, in that measure.")),
    Column("stock", _("Pieces on the shelf; empty leaves the count as it is.")),
    Column("price_FR", _("The price in a market; any heading price_… sets one, such as price_US. Empty leaves it.")),
    Column("status", _("draft or active; active puts the product on sale if nothing is missing.")),
)
NAMES = frozenset(column.name for column in COLUMNS)
NEEDED = tuple(column.name for column in COLUMNS if column.is_needed)


def option_of(heading: str) -> tuple[str, str]:
    """The option whose values stand under a heading, and in which language ("" for the product's own); ("", "") for a
    heading of something else."""
    if not heading.startswith(OPTION_PREFIX):
        return "", ""
    name = heading.removeprefix(OPTION_PREFIX)
    own, _dot, language = name.rpartition(".")
    return (own, language) if own and language in list_languages() else (name, "")


def spelled(heading: str) -> str:
    """A heading as it is compared: in any case, but for the market's code and a seller's own word for an option."""
    lower = heading.lower()
    if lower.startswith(PRICE_PREFIX):
        return PRICE_PREFIX + lower.removeprefix(PRICE_PREFIX).upper()
    if lower.startswith(OPTION_PREFIX) and option_of(lower)[0] not in LABELS:
        return OPTION_PREFIX + heading[len(OPTION_PREFIX) :]
    return lower


def is_known(name: str) -> bool:
    """Whether a heading is one of ours."""
    return name in NAMES or (name.startswith((PRICE_PREFIX, OPTION_PREFIX)) and len(name) > len(PRICE_PREFIX))
