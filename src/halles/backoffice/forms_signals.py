"""What staff fill in to decide about a signal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from halles.scores.models.signal import WHY_LENGTH_MAX

DAYS_FIRST = 7
DAYS_MAX = 365


class SignalForm(forms.Form):
    """An outcome, for how many days money is held when it is, and why."""

    decision = forms.ChoiceField(label=_("Decision"), widget=forms.RadioSelect)
    days = forms.IntegerField(
        label=_("For how many days, when payouts are held"),
        min_value=1,
        max_value=365,
        initial=DAYS_FIRST,
        required=False,
    )
    why = forms.CharField(
        label=_("Why (read by the creator when payouts are held)"),
        max_length=WHY_LENGTH_MAX,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, choices: Sequence[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        decision = self.fields["decision"]
        assert isinstance(decision, forms.ChoiceField)
        decision.choices = choices

    def clean_days(self) -> int:
        """The days, or the usual ones."""
        return int(self.cleaned_data["days"] or DAYS_FIRST)
