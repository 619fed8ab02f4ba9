"""What staff fill in to decide by a rule."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from halles.moderation.models import Decision
from halles.moderation.models.decisions import FACTS_LENGTH_MAX
from halles.moderation.rules import list_rules
from halles.moderation.services.deciding import sanctions_for


class RulingForm(forms.Form):
    """The rule (of the market's), what was seen, what follows, and whether harm would go on during an appeal."""

    rule = forms.ChoiceField(label=_("Which rule"))
    facts = forms.CharField(
        label=_("What you saw (the person concerned reads it)"),
        max_length=FACTS_LENGTH_MAX,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Please say what you saw: the person concerned will read it.")},
    )
    sanction = forms.ChoiceField(label=_("What follows"), widget=forms.RadioSelect)
    is_urgent = forms.BooleanField(label=_("Harm would go on: an appeal does not pause it"), required=False)

    def __init__(self, kind: str, was: str, market: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rules = list_rules(market)
        rule, sanction = self.fields["rule"], self.fields["sanction"]
        assert isinstance(rule, forms.ChoiceField)
        assert isinstance(sanction, forms.ChoiceField)
        by_ground = {
            "legal": pgettext_lazy("group of rules", "The law"),
            "terms": pgettext_lazy("group of rules", "Our terms"),
        }
        rule.choices = [
            ("", "—"),
            *(
                (str(name), [(one.code, one.title) for one in rules if one.ground == ground])
                for ground, name in by_ground.items()
            ),
        ]
        names = dict(Decision.Sanction.choices)
        sanction.choices = [(code, names[Decision.Sanction(code)]) for code in sanctions_for(kind, was)]
        sanction.initial = sanctions_for(kind, was)[0]
