"""What a shop fills in about what comes back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from halles.kit.money import parse_money
from halles.media.forms import PicturesField
from halles.returns.models import ReturnClass, ReturnLine, ReturnRequest
from halles.returns.services import Finding
from halles.returns.services.evidence import PICTURES_MAX, TEXT_LENGTH_MAX


def _why(label: Any, *, is_required: bool) -> forms.CharField:
    return forms.CharField(label=label, required=is_required, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class DeclineForm(forms.Form):
    """Why a return is declined."""

    why = _why(_("Why not? The customer reads it."), is_required=True)


@dataclass(frozen=True)
class InspectRow:
    """A line that came back, with its fields."""

    line: ReturnLine
    off: forms.BoundField
    shelf: forms.BoundField


class InspectForm(forms.Form):
    """What the shop found: an amount to take off per line, and the pieces it can sell again."""

    why = _why(_("Why less? The customer reads it."), is_required=False)

    def __init__(self, request: ReturnRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.currency = request.currency
        self.lines = [line for line in request.lines.all() if line.sent_quantity]
        for line in self.lines:
            self.fields[f"off-{line.pk}"] = forms.CharField(
                label=_("Take off"),
                required=False,
                max_length=20,
                widget=forms.TextInput(attrs={"inputmode": "decimal", "placeholder": "0"}),
            )
            self.fields[f"shelf-{line.pk}"] = forms.IntegerField(
                label=_("Back on the shelf"),
                required=False,
                min_value=0,
                max_value=line.sent_quantity,
                initial=line.sent_quantity,
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            )

    @property
    def rows(self) -> list[InspectRow]:
        """The lines that came back."""
        return [InspectRow(line, self[f"off-{line.pk}"], self[f"shelf-{line.pk}"]) for line in self.lines]

    def clean(self) -> dict[str, Any]:
        """Read the amounts as the reader writes numbers."""
        self.findings: dict[int, Finding] = {}
        for line in self.lines:
            text = str(self.cleaned_data.get(f"off-{line.pk}", "")).strip()
            shelf = self.cleaned_data.get(f"shelf-{line.pk}") or 0
            try:
                off = parse_money(text, self.currency, get_language() or "en") if text else 0
            except ValueError:
                self.add_error(f"off-{line.pk}", _("Write an amount in %(currency)s.") % {"currency": self.currency})
                continue
            self.findings[line.pk] = Finding(off, shelf)
        if any(found.deducted_minor for found in self.findings.values()) and not self.cleaned_data.get("why"):
            self.add_error("why", _("Say why you take something off."))
        return self.cleaned_data


class AnswerForm(forms.Form):
    """The shop's side of a case."""

    text = forms.CharField(
        label=_("What do you say to it?"), max_length=TEXT_LENGTH_MAX, widget=forms.Textarea(attrs={"rows": 4})
    )
    pictures = PicturesField(
        label=_("Pictures"),
        count_max=PICTURES_MAX,
        help_text=_("Up to five. The customer and Halles see them."),
    )


class GoodsForm(forms.Form):
    """Which kind of goods each product of a page is."""

    def __init__(self, products: Sequence[Any], kinds: dict[Any, str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.products = products
        for product in products:
            self.fields[str(product.pk)] = forms.ChoiceField(
                label=product.title, choices=ReturnClass.Kind.choices, required=False, initial=kinds[product.pk]
            )

    @property
    def rows(self) -> list[tuple[Any, forms.BoundField]]:
        """Each product with its field."""
        return [(product, self[str(product.pk)]) for product in self.products]
