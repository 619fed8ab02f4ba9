"""What the one button to report needs to know."""

from __future__ import annotations

from django import template

from halles.moderation.models import Report

register = template.Library()


@register.simple_tag
def report_reasons() -> list[tuple[str, str]]:
    """The reasons one can give, code and words."""
    return [(code, str(words)) for code, words in Report.Reason.choices]
