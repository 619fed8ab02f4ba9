"""Which texts wait for a person to read them: lists of patterns per language, as data."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import lru_cache
from importlib.resources import files

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Long enough for every text people may write here; more than that is not searched.
TEXT_LENGTH_MAX = 5000

RULE_NAMES: dict[str, Promise] = {
    "link": _("contains a link"),
    "email": _("contains an e-mail address"),
    "phone": _("contains a phone number"),
    "messenger": _("leads to a messenger outside"),
    "gibberish": _("repeats one character"),
    "crypto": _("names a crypto address"),
    "easy_money": _("promises easy money"),
    "outside_payment": _("asks for payment outside"),
    "self_promotion": _("advertises a profile"),
    "counterfeit": _("offers counterfeits"),
    "marabout": _("offers fortune telling"),
}


def find_rules(text: str, language: str) -> list[str]:
    """The names of the rules (keys of RULE_NAMES) that a text of `language` meets, in the order of the lists.

    Spam does not keep to the language it is filed under, so English is read as well as the text's own.
    """
    plain = _plain(text[:TEXT_LENGTH_MAX])
    lists = ("any", *dict.fromkeys((language.split("-", maxsplit=1)[0].lower(), "en")))
    found = [name for which in lists for name, pattern in _rules(which) if pattern.search(plain)]
    return list(dict.fromkeys(found))


def _plain(text: str) -> str:
    """Folded so that full-width letters, capitals and invisible characters do not slip through."""
    folded = unicodedata.normalize("NFKC", text).lower()
    return "".join(character for character in folded if unicodedata.category(character) != "Cf")


@lru_cache
def _rules(which: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    if not re.fullmatch(r"[a-z]{2,3}", which):
        return ()
    source = files("halles.moderation").joinpath("data", "held", f"{which}.toml")
    if not source.is_file():
        return ()
    return tuple((rule["name"], re.compile(rule["pattern"])) for rule in tomllib.loads(source.read_text())["rules"])
