"""How often a visitor may do a thing: counted by their line, for a visit costs nothing to begin anew."""

from __future__ import annotations

from django.http import HttpRequest

from halles.kit import rate_limits
from halles.kit.http import client_address
from halles.storefront.requests import person_of

# A school or an office may share one line.
REPORTS_PER_HOUR_MAX = 60
HIDES_PER_HOUR_MAX = 1000


def take_report(request: HttpRequest) -> None:
    """Count a report of a visitor; TooOften. People are counted by the service, by their account."""
    _take(request, "report", REPORTS_PER_HOUR_MAX)


def take_hide(request: HttpRequest) -> None:
    """Count what a visitor does not want to see; TooOften."""
    _take(request, "hide", HIDES_PER_HOUR_MAX)


def _take(request: HttpRequest, deed: str, limit: int) -> None:
    if person_of(request) is None:
        rate_limits.take(f"{deed}.line:{client_address(request)}", limit=limit, per_seconds=3600)
