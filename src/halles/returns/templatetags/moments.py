"""Ends of periods as people say them."""

from __future__ import annotations

import datetime as dt

from django import template
from django.utils import timezone

from halles.kit.templatetags.money import day, when

register = template.Library()
ONE_MINUTE = dt.timedelta(minutes=1)


@register.filter
def last_moment(end: dt.datetime | None) -> str:
    """The last minute before an end: midnight lasts until 23:59, which nobody misreads by a day."""
    return str(when(end - ONE_MINUTE)) if end is not None else ""


@register.filter
def last_day(end: dt.datetime | None) -> str:
    """The last day before an end in the active time zone: midnight ends the day before it."""
    return str(day(timezone.localtime(end - ONE_MINUTE).date())) if end is not None else ""
