"""What shops and creators fill in about flat fees."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from halles.affiliates.models import Fee, Plan
from halles.affiliates.models.fees import WORDS_LENGTH_MAX
from halles.affiliates.services.fees import FeeDraft
from halles.kit.money import parse_money


class PromiseForm(forms.Form):
    """A fee for a piece of work."""

    amount = forms.CharField(
        label=_("Fee"), max_length=30, widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    )
    content_kind = forms.ChoiceField(label=_("For"))
    due_on = forms.DateField(label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    words = forms.CharField(
        label=_("What it should be"),
        max_length=WORDS_LENGTH_MAX,
        required=False,
        help_text=_("The creator reads it before they agree, and our staff if you should not be of one mind later."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, plan: Plan, currencies: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = self.fields["content_kind"]
        assert isinstance(kind, forms.ChoiceField)
        kind.choices = [one for one in Fee.ContentKind.choices if plan.content_kind in {"any", one[0]}]
        self.currencies = list(currencies)
        if len(self.currencies) > 1:
            self.fields["currency"] = forms.ChoiceField(
                label=_("Currency"), choices=[(one, one) for one in self.currencies]
            )
            self.order_fields(["amount", "currency"])
        else:
            self.fields["amount"].label = _("Fee in %(currency)s") % {"currency": self.currencies[0]}

    @property
    def currency(self) -> str:
        """The one that was chosen, or the only one."""
        return str(self.cleaned_data.get("currency") or self.currencies[0])

    def clean(self) -> dict[str, Any]:
        """The amount in minor units of the currency, as `amount_minor`."""
        text = self.cleaned_data.get("amount", "")
        if text and not self.has_error("currency"):
            try:
                self.cleaned_data["amount_minor"] = parse_money(text, self.currency, get_language() or "en")
            except ValueError:
                self.add_error("amount", _("Give an amount in %(currency)s.") % {"currency": self.currency})
        return self.cleaned_data

    def draft(self) -> FeeDraft:
        """What was typed, for services.fees.promise_fee, after `is_valid()`."""
        given = self.cleaned_data
        due_on: dt.date = given["due_on"]
        return FeeDraft(given["amount_minor"], self.currency, given["content_kind"], due_on, given["words"])


class WorkForm(forms.Form):
    """Which video or show it is."""

    content = forms.UUIDField(label=_("Which one"))

    @property
    def content_id(self) -> uuid.UUID:
        """The chosen content, after `is_valid()`."""
        found: uuid.UUID = self.cleaned_data["content"]
        return found
