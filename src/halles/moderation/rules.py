"""The rules by which staff decide: data per market (data/rules/*.toml), read strictly once.

A rule of the law names its article, one of the house the section of the terms of use under which everybody can read it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from halles.markets.reading import Reader
from halles.moderation.errors import RuleUnknown

EVERYWHERE = "*"
LANGUAGES = ("en", "fr")
GROUNDS = ("legal", "terms")
USUAL = ("restrict", "warn")
APPEAL_DAYS_MAX = 400


@dataclass(frozen=True)
class Rule:
    """One rule: where it holds, on what ground it stands, what usually follows, how long one may appeal."""

    code: str
    markets: tuple[str, ...]
    ground: str
    is_urgent: bool
    usual: str
    appeal_days: int
    references: Mapping[str, str]
    sections: Mapping[str, str]
    titles: Mapping[str, str]
    texts: Mapping[str, str]

    @property
    def title(self) -> str:
        """Its name in the reader's language, else in English."""
        return _in_language(self.titles)

    @property
    def text(self) -> str:
        """What it says, in the reader's language, else in English."""
        return _in_language(self.texts)

    @property
    def reference(self) -> str:
        """The article of the law, or the section of the terms."""
        if self.sections:
            return _("Terms of use, “%(section)s”") % {"section": self.section}
        return _in_language(self.references)

    @property
    def section(self) -> str:
        """The heading under which the terms tell it; "" for a rule of the law."""
        return _in_language(self.sections) if self.sections else ""


def list_rules(market: str) -> list[Rule]:
    """The rules that hold in a market, those of the law first."""
    found = [rule for rule in _all().values() if market in rule.markets or EVERYWHERE in rule.markets]
    return sorted(found, key=lambda rule: rule.ground != "legal")


def list_terms(market: str) -> list[tuple[str, list[Rule]]]:
    """The sections of the terms of use in the reader's language, each with its rules that hold in a market."""
    sections: dict[str, list[Rule]] = {}
    for rule in list_rules(market):
        if rule.section:
            sections.setdefault(rule.section, []).append(rule)
    return list(sections.items())


def get_rule(code: str, market: str) -> Rule:
    """The rule of this name where it holds in the market; refuses moderation.rule_unknown."""
    rule = _all().get(code)
    if rule is None or rule not in list_rules(market):
        raise RuleUnknown
    return rule


def find_rule(code: str) -> Rule | None:
    """A rule by its name, in whatever market; None for one that is no longer kept."""
    return _all().get(code)


def read_rules(name: str, text: str) -> list[Rule]:
    """The rules of one file; refuses what is missing, unknown or of the wrong kind, saying where."""
    top = Reader(name, tomllib.loads(text))
    markets = top.texts("markets", at_least=1)
    rules = [_read(part, markets) for part in top.parts("rules", at_least=1)]
    top.end()
    return rules


def _read(part: Reader, markets: tuple[str, ...]) -> Rule:
    ground = part.one_of("ground", GROUNDS)
    rule = Rule(
        code=part.text("code", length_max=40),
        markets=markets,
        ground=ground,
        is_urgent=part.flag("is_urgent"),
        usual=part.one_of("usual", USUAL),
        appeal_days=part.whole("appeal_days", 1, APPEAL_DAYS_MAX),
        references=part.words("reference", LANGUAGES) if ground == "legal" else {},
        sections=part.words("section", LANGUAGES) if ground == "terms" else {},
        titles=part.words("title", LANGUAGES),
        texts=part.words("text", LANGUAGES),
    )
    part.end()
    return rule


@cache
def _all() -> dict[str, Rule]:
    found: dict[str, Rule] = {}
    for file in sorted(files("halles.moderation").joinpath("data", "rules").iterdir(), key=lambda one: one.name):
        if file.name.endswith(".toml"):
            for rule in read_rules(file.name, file.read_text(encoding="utf-8")):
                assert rule.code not in found, f"{file.name}: {rule.code} is there twice"
                found[rule.code] = rule
    return found


def _in_language(words: Mapping[str, str]) -> str:
    return words.get((get_language() or "en").split("-", maxsplit=1)[0], words["en"])
