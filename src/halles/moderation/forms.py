"""What a person writes to appeal."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from halles.moderation.models import APPEAL_LENGTH_MAX


class AppealForm(forms.Form):
    """Why the decision is wrong, in one's own words."""

    text = forms.CharField(
        label=_("Why is the decision wrong?"),
        max_length=APPEAL_LENGTH_MAX,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Please say why the decision is wrong, in one sentence at least.")},
    )
