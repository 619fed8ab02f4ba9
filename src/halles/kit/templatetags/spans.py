"""Spans of time in words."""

from __future__ import annotations

import datetime as dt
import math

from babel.units import format_unit
from django import template
from django.utils.translation import get_language

register = template.Library()


@register.filter
def roughly(span: dt.timedelta) -> str:
    """A time span rounded up to whole hours, from two days on to days: "1 hour", "5 hours", "3 days"."""
    hours = max(1, math.ceil(span.total_seconds() / 3600))
    number, unit = (hours, "hour") if hours < 48 else (math.ceil(hours / 24), "day")
    locale = (get_language() or "en").replace("-", "_")
    # CLDR writes Japanese units once, in their short form; asked for the long one, Babel answers in English.
    return str(format_unit(number, unit, length="short" if locale.startswith("ja") else "long", locale=locale))
