"""Whether a page must ask for consent."""

from __future__ import annotations

from django import template
from django.http import HttpRequest
from django.template import Context

from halles.users.consent import is_question_open

register = template.Library()


@register.simple_tag(takes_context=True)
def consent_question(context: Context) -> bool:
    """`{% consent_question as is_open %}`: true while this person has not answered and the market's law asks."""
    request: HttpRequest | None = context.get("request")
    return request is not None and is_question_open(request)
