"""What the reader may do among the staff, for menus that show no closed doors."""

from __future__ import annotations

from django import template
from django.template import Context

from halles.users.models import User
from halles.users.staff_roles import tasks_of

register = template.Library()


@register.simple_tag(takes_context=True)
def staff_tasks(context: Context) -> frozenset[str]:
    """The tasks of the reader's role; none for whoever is not staff."""
    person = context["request"].user
    return tasks_of(person) if isinstance(person, User) else frozenset()
