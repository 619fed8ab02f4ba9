"""Ends of periods as people say them."""

from __future__ import annotations

import datetime as dt

from django import template

from halles.kit.templatetags.money import when

register = template.Library()
ONE_MINUTE = dt.timedelta(minutes=1)


@register.filter
def last_moment(end: dt.datetime | None) -> str:
    """The last minute before an end: midnight lasts until 23:59, which nobody misreads by a day."""
    return str(when(end - ONE_MINUTE)) if end is not None else ""
