"""Amounts, dates and numbers as the reader's language writes them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from babel import Locale
from babel.core import UnknownLocaleError
from babel.dates import (
    format_date,
    format_datetime,
    format_skeleton,
    format_timedelta,
    get_timezone,
    get_timezone_location,
    get_timezone_name,
)
from babel.numbers import format_compact_decimal, format_decimal, format_percent
from babel.units import format_unit
from django import template
from django.utils import timezone, translation

from halles.kit import clock
from halles.kit.money import BPS, format_money, format_rough

register = template.Library()

# CLDR's medium length tells seconds, which nobody asked for.
WHEN = {"en": "MMM d, y, h:mm a", "fr": "d MMM y 'à' HH:mm", "ja": "y年M月d日 H:mm"}


def _locale() -> str:
    language = (translation.get_language() or "en").replace("-", "_")
    try:
        Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return language.split("_")[0].lower()
    return language


@register.filter
def money(minor: int | None, currency: str) -> str:
    """`{{ total_minor|money:currency }}` → 24,90 €; nothing for None."""
    return "" if minor is None else format_money(minor, currency, _locale())


@register.filter
def rough_money(minor: int, currency: str) -> str:
    """`{{ about_minor|rough_money:currency }}` → 20 €, an amount said roughly."""
    return format_rough(minor, currency, _locale())


@register.filter
def negated(minor: int) -> int:
    """The amount with its sign turned, for the credit side of a table."""
    return -minor


@register.filter
def when(at: dt.datetime | None) -> str:
    """An instant in the active time zone, to the minute: `24 nov. 2026 à 18:30`."""
    if at is None:
        return ""
    zone = get_timezone(timezone.get_current_timezone_name())
    shape = WHEN.get(_locale().split("_")[0], "medium")
    return str(format_datetime(at, shape, tzinfo=zone, locale=_locale()))


@register.filter
def when_there(at: dt.datetime | None) -> str:
    """An instant with its zone by name, where the reader may sit in another one: `… 3:20 PM (Eastern Time)`."""
    if at is None:
        return ""
    return f"{when(at)} ({zone_name(timezone.get_current_timezone_name(), _locale())})"


def zone_name(zone: str, locale: str) -> str:
    """What the locale calls a time zone the whole year round, such as `heure d’Europe centrale`."""
    return str(get_timezone_name(get_timezone(zone), zone_variant="generic", locale=locale))


@register.filter
def zone_city(zone: str) -> str:
    """The city that a time zone is named after, in the reader's language: `Londres` for Europe/London."""
    return str(get_timezone_location(get_timezone(zone), locale=_locale(), return_city=True))


@register.filter
def month_name(on: dt.date) -> str:
    """The month of a day with its year, such as `novembre 2026`."""
    return str(format_skeleton("yMMMM", on, locale=_locale()))


@register.filter
def day(on: dt.date | None) -> str:
    """A calendar day such as `mar. 24 nov.`, with the year only when it is another one."""
    if on is None:
        return ""
    skeleton = "EEE d MMM" if on.year == clock.now().year else "d MMM y"
    if _locale().startswith("ja"):
        skeleton = "M月d日(EEE)" if on.year == clock.now().year else "y年M月d日"
    elif _locale().startswith("en"):
        skeleton = "EEE, MMM d" if on.year == clock.now().year else "MMM d, y"
    return str(format_date(on, skeleton, locale=_locale()))


@register.filter
def ago(at: dt.datetime | None) -> str:
    """How long ago, in words."""
    return "" if at is None else str(format_timedelta(at - clock.now(), add_direction=True, locale=_locale()))


@register.filter
def compact(number: int | None) -> str:
    """12 400 → 12 k, as the language shortens it."""
    return (
        ""
        if number is None
        else str(format_compact_decimal(number, locale=_locale(), fraction_digits=1 if number >= 1000 else 0))
    )


@register.filter
def counted(number: int | None) -> str:
    """A number with every digit, in the reader's groups: `3,000`, `3 000`."""
    return "" if number is None else str(format_decimal(number, locale=_locale()))


@register.filter
def percent(bps: int | None) -> str:
    """Basis points as a percentage, e.g. 550 → 5,5 %."""
    if bps is None:
        return ""
    shape = "#,##0.##\u202f%" if _locale().startswith("fr") else "#,##0.##%"
    return str(format_percent(Decimal(bps) / BPS, shape, locale=_locale()))


@register.filter
def watched(milliseconds: int) -> str:
    """A length of watching such as `3 h 20 min`, in the reader's short units."""
    seconds = milliseconds // 1000
    minutes, hours = seconds // 60 % 60, seconds // 3600
    shown = (
        [(hours, "hour"), (minutes, "minute")] if hours else [(minutes, "minute")] if minutes else [(seconds, "second")]
    )
    return " ".join(format_unit(number, unit, length="short", locale=_locale()) for number, unit in shown)
