"""The statement of reasons in words: the same lines on the page, in the mail and over the API."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, pgettext
from django.utils.translation import gettext as _

from halles.kit import clock
from halles.kit.templatetags.words import colon
from halles.markets.queries import find_market, market_name
from halles.markets.reading import Reader
from halles.moderation.models import Appeal, Decision
from halles.moderation.rules import EVERYWHERE, LANGUAGES, Rule, find_rule

MEANINGS: dict[str, str | Promise] = {
    "remove": gettext_lazy("It is no longer shown to anybody."),
    "take_off_sale": gettext_lazy("It cannot be bought for now. Orders that are paid go on as before."),
    "close_link": gettext_lazy("Its link no longer opens. You keep the list."),
    "remove_live_session": gettext_lazy(
        "It is off the air, and for now neither the show nor its replay is shown to anybody. Orders made in it go on "
        "as before, and whoever bought keeps the moments that prove it."
    ),
    "warn": gettext_lazy("It stays. This is a warning: we look at it when something like it happens again."),
    "suspend_creator": gettext_lazy("The profile may not post, and its videos are not shown for now."),
    "suspend_shop": gettext_lazy(
        "The shop may not sell for now. Orders that are paid must still be sent, and their money stays yours."
    ),
}


@dataclass(frozen=True)
class Line:
    """One line of the statement: what is asked, and the answer."""

    code: str
    label: str
    text: str
    is_quoted: bool = False


def headline(decision: Decision) -> str:
    """What was decided about what, e.g. Comment: Removed."""
    return f"{colon(decision.get_kind_display())} {decision.get_sanction_display()}"


def meaning(decision: Decision) -> str:
    """What follows from it for the person."""
    return str(MEANINGS.get(f"{decision.sanction}_{decision.kind}") or MEANINGS[decision.sanction])


def statement(decision: Decision) -> list[Line]:
    """The whole statement of reasons in the reader's language; dates are for the page and the mail."""
    rule = find_rule(decision.rule)
    market = find_market(decision.market)
    lines = [
        Line("about", _("What it is about"), decision.about or str(decision.get_kind_display()), bool(decision.about)),
        Line("meaning", _("What follows"), _meaning_now(decision)),
        Line("rule", _("Which rule"), _rule_words(rule)),
        Line("ground", _("On what ground"), _ground_words(decision, rule)),
        Line("facts", _("What we saw"), decision.facts),
        Line("detected", _("How we came to see it"), str(decision.get_detected_by_display())),
        Line("by", _("Who decided"), _who(decision)),
    ]
    if market is not None:
        lines.append(Line("where", _("Where it holds"), market_name(market, get_language() or "en")))
    return lines


def _meaning_now(decision: Decision) -> str:
    """What follows, and whether it does at the moment."""
    said = meaning(decision)
    if decision.status == Decision.Status.PAUSED:
        return f"{said} {_('Your appeal has paused this: for now it does not apply.')}"
    if decision.status in (Decision.Status.REVERSED, Decision.Status.LIFTED):
        return f"{said} {_('This no longer holds.')}"
    return said


def redress(decision: Decision) -> str:
    """Where else the person can go with it, in their market."""
    for markets, words in _redress():
        if decision.market in markets or EVERYWHERE in markets:
            return words.get((get_language() or "en").split("-", maxsplit=1)[0], words["en"])
    return ""


def can_appeal(decision: Decision) -> bool:
    """Whether the person concerned can still appeal."""
    is_fresh = clock.now() <= decision.appeal_until and decision.status == Decision.Status.IN_FORCE
    return is_fresh and not Appeal.objects.filter(decision=decision).exists()


def meanwhile(decision: Decision) -> str:
    """What an appeal does to the sanction."""
    if decision.sanction == Decision.Sanction.WARN:
        return _("Our staff looks at it again.")
    if decision.is_urgent:
        return _("Because harm would go on, the decision holds while our staff looks at it again.")
    return _("Until our staff has looked at it again, the decision is paused.")


def _rule_words(rule: Rule | None) -> str:
    if rule is None:
        return _("It was decided before our rules had names.")
    return f"{rule.title}. {rule.text}"


def _ground_words(decision: Decision, rule: Rule | None) -> str:
    ground = str(decision.get_ground_display())
    return (
        pgettext("ground and its article", "%(ground)s: %(article)s")
        % {
            "ground": ground,
            "article": rule.reference,
        }
        if rule
        else ground
    )


def _who(decision: Decision) -> str:
    if decision.is_automated:
        return _("A machine, without a person.")
    return _("A member of our staff, not a machine.")


@cache
def _redress() -> list[tuple[tuple[str, ...], Mapping[str, str]]]:
    name = "redress.toml"
    top = Reader(name, tomllib.loads(files("halles.moderation").joinpath("data", name).read_text(encoding="utf-8")))
    found: list[tuple[tuple[str, ...], Mapping[str, str]]] = []
    for part in top.parts("redress", at_least=1):
        found.append((part.texts("markets", at_least=1), part.words("text", LANGUAGES)))
        part.end()
    top.end()
    return found
