"""What staff fill in to decide a case."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from halles.kit.money import parse_money
from halles.returns.models import Dispute


class DecisionForm(forms.Form):
    """An outcome, an amount when it is a part, and reasons that both sides read."""

    decision = forms.ChoiceField(label=_("Decision"), choices=Dispute.Decision.choices, widget=forms.RadioSelect)
    amount = forms.CharField(
        label=_("How much, when it is a part"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    why = forms.CharField(
        label=_("Why (both sides read it)"), max_length=1000, widget=forms.Textarea(attrs={"rows": 5})
    )

    def __init__(self, currency: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.currency = currency

    def clean(self) -> dict[str, Any]:
        """Read the amount as the reader writes numbers; `amount_minor` beside it."""
        self.cleaned_data["amount_minor"] = 0
        text = str(self.cleaned_data.get("amount", "")).strip()
        if self.cleaned_data.get("decision") == Dispute.Decision.REFUND_PART:
            try:
                self.cleaned_data["amount_minor"] = parse_money(text, self.currency, get_language() or "en")
            except ValueError:
                self.add_error("amount", _("Write an amount in %(currency)s.") % {"currency": self.currency})
        return self.cleaned_data
