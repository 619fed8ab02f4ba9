"""One way to draw a form's field: label, control, hint, error, each tied to the other for screen readers."""

from __future__ import annotations

from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput, Select

register = template.Library()


@register.inclusion_tag("kit/field.html")
def field(bound: BoundField, hint: str = "", autocomplete: str = "") -> dict[str, Any]:
    """Draw `bound` with its label, hint and errors."""
    described = []
    if hint or bound.help_text:
        described.append(f"{bound.id_for_label}-hint")
    if bound.errors:
        described.append(f"{bound.id_for_label}-error")
    attributes: dict[str, Any] = {}
    if described:
        attributes["aria-describedby"] = " ".join(described)
    if bound.errors:
        attributes["aria-invalid"] = "true"
    if autocomplete:
        attributes["autocomplete"] = autocomplete
    return {
        "bound": bound,
        "control": bound.as_widget(attrs=attributes),
        "hint": hint or bound.help_text,
        "is_checkbox": isinstance(bound.field.widget, CheckboxInput),
        "is_optional": not bound.field.required and not _always_answered(bound),
    }


def _always_answered(bound: BoundField) -> bool:
    """Whether leaving the field alone is an answer in words: a tick, or a list whose empty choice is named."""
    widget = bound.field.widget
    if isinstance(widget, CheckboxInput):
        return True
    return isinstance(widget, Select) and any(
        value == "" and str(label).strip(" -–—") for value, label in widget.choices
    )
