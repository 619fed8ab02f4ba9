"""How scores are worked out, from the numbers that the market itself works by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from halles.markets.queries import find_market, market_name
from halles.markets.score_rules import MINUTES, MetricRule
from halles.scores import words
from halles.storefront.requests import market_of


@dataclass(frozen=True)
class ExplainedMetric:
    """A rule with its words."""

    rule: MetricRule
    words: words.MetricWords

    @property
    def is_minutes(self) -> bool:
        """Whether it is a time instead of a share."""
        return self.rule.metric in MINUTES

    @property
    def best_words(self) -> str:
        """What gives five points, when it is a time."""
        return words.span(self.rule.best)

    @property
    def worst_words(self) -> str:
        """What gives none, when it is a time."""
        return words.span(self.rule.worst)


@require_safe
@transaction.non_atomic_requests
def scores_home(request: HttpRequest) -> HttpResponse:
    """The page of the reader's own market."""
    return redirect("storefront:scores_of", market_of(request).code.lower())


@require_safe
@transaction.non_atomic_requests
def scores_page(request: HttpRequest, market_code: str) -> HttpResponse:
    """The formula in plain words, with the numbers of one market."""
    market = find_market(market_code.upper())
    if market is None:
        raise Http404
    context = {
        "rules": market,
        "rules_name": market_name(market, get_language() or "en"),
        "shop_metrics": _explained(market.scores.shop),
        "creator_metrics": _explained(market.scores.creator),
    }
    return render(request, "storefront/legal/scores.html", context)


def _explained(rules: Sequence[MetricRule]) -> list[ExplainedMetric]:
    return [ExplainedMetric(rule, words.METRICS[rule.metric]) for rule in rules]
