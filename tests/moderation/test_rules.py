"""The rules are data: complete, strict, and those of one's own market only."""

from __future__ import annotations

import pytest
from django.utils import translation

from halles.markets.errors import MarketFileError
from halles.markets.queries import all_markets
from halles.moderation.rules import find_rule, list_rules, list_terms, read_rules

GOOD = """
markets = ["FR"]
[[rules]]
code = "one"
ground = "legal"
reference = { en = "Act 1", fr = "Loi 1" }
title = { en = "One", fr = "Un" }
text = { en = "Not this.", fr = "Pas ceci." }
usual = "restrict"
is_urgent = false
appeal_days = 30
"""


def test_every_market_has_rules_of_the_law_and_of_the_house() -> None:
    for code in all_markets():
        rules = list_rules(code)
        assert {rule.ground for rule in rules} == {"legal", "terms"}, code
        assert len({rule.code for rule in rules}) == len(rules)
        if code in {"FR", "DE"}:
            assert all(rule.appeal_days >= 180 for rule in rules), "Digital Services Act, article 20"
    known = {code for market in all_markets() for rule in list_rules(market) for code in rule.markets}
    assert known <= {"*", *all_markets()}


def test_a_rule_speaks_the_readers_language_else_english() -> None:
    rule = find_rule("jp_counterfeit")
    assert rule is not None
    with translation.override("ja"):
        assert rule.title == "模倣品"
    with translation.override("de"):
        assert rule.title == "Counterfeit"


def test_a_rule_of_the_house_names_the_section_of_the_terms_under_which_it_is_told() -> None:
    for code in all_markets():
        told = {rule.code: section for section, rules in list_terms(code) for rule in rules}
        assert set(told) == {rule.code for rule in list_rules(code) if rule.ground == "terms"}
    respect = find_rule("respect")
    assert respect is not None
    assert respect.reference == "Terms of use, “How we treat each other”"
    with translation.override("fr"):
        assert respect.reference == "Conditions d’utilisation, « Comment nous nous parlons »"


@pytest.mark.parametrize(
    ("was", "now", "why"),
    [
        ('ground = "legal"', 'ground = "taste"', "must be one of legal, terms"),
        ('ground = "legal"', 'ground = "terms"', "section"),
        ("appeal_days = 30", "appeal_days = 0", "whole number from 1"),
        ("appeal_days = 30", "appeal_days = true", "whole number"),
        ('fr = "Loi 1"', 'it = "Legge 1"', "fr is missing"),
        ("is_urgent = false", 'is_urgent = "no"', "true or false"),
        ('usual = "restrict"', 'usual = "restrict"\nurgent = true', "not a field we know"),
        ('markets = ["FR"]', "markets = []", "at least 1"),
    ],
)
def test_a_file_with_a_mistake_is_refused_and_says_where(was: str, now: str, why: str) -> None:
    assert [rule.code for rule in read_rules("test.toml", GOOD)] == ["one"]
    with pytest.raises(MarketFileError, match=why):
        read_rules("test.toml", GOOD.replace(was, now))
