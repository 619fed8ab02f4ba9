"""Forms of a live show's desk: the plan, the bag, the run sheet, who helps."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from halles.catalog.forms import PICTURES
from halles.creators.models import Creator
from halles.live.models import Member, RunSheetItem
from halles.live.models.sessions import DESCRIPTION_LENGTH_MAX, TITLE_LENGTH_MAX
from halles.markets.market import Market
from halles.studio import reading
from halles.studio.forms import LANGUAGES

SHAPES = [("portrait", _("Upright, as a phone is held")), ("landscape", _("Wide"))]
ACTS = [
    ("flash_deal", _("Flash deal")),
    ("price_drop", _("Price drop")),
    ("giveaway", _("Giveaway")),
    ("poll", _("Poll or quiz")),
    ("coupon", _("Coupon")),
]
WHEN = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class ShowForm(forms.Form):
    """A show: what, when, where. `instant()` is the aware time in the market's own clock."""

    creator = forms.ChoiceField(label=_("Who hosts?"))
    title = forms.CharField(label=_("Title"), max_length=TITLE_LENGTH_MAX)
    description = forms.CharField(
        label=_("What will be shown?"),
        max_length=DESCRIPTION_LENGTH_MAX,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    market = forms.ChoiceField(label=_("Market"))
    language = forms.ChoiceField(label=_("Language spoken"), choices=LANGUAGES)
    at = forms.CharField(label=_("Day and time"), widget=WHEN)
    shape = forms.ChoiceField(label=_("Picture"), choices=SHAPES, widget=forms.RadioSelect)
    cover = forms.FileField(
        label=_("Cover"), required=False, widget=forms.ClearableFileInput(attrs={"accept": PICTURES})
    )

    def __init__(
        self,
        *args: Any,
        creators: list[Creator],
        markets: list[tuple[str, str]],
        zones: dict[str, Market],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.zones = zones
        for name, choices in (("creator", [(str(one.pk), one.name) for one in creators]), ("market", markets)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices

    def instant(self) -> dt.datetime:
        """The time in UTC; what is no time raises the refusal of `studio.reading`."""
        zone = self.zones[self.cleaned_data["market"]].time_zone
        found = reading.instant(self.cleaned_data["at"], zone)
        assert found is not None, "the field is required"
        return found


class MemberForm(forms.Form):
    """Somebody who helps."""

    email = forms.EmailField(label=_("E-mail of the person"), max_length=254)
    role = forms.ChoiceField(label=_("As"), choices=Member.Role.choices)


class StepForm(forms.Form):
    """One more step of the run sheet."""

    kind = forms.ChoiceField(label=_("Step"), choices=RunSheetItem.Kind.choices)
    title = forms.CharField(label=_("Words for yourself"), max_length=TITLE_LENGTH_MAX, required=False)
    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=240, initial=5)
    product = forms.ChoiceField(label=_("Product"), required=False)
    act_kind = forms.ChoiceField(label=_("Act"), choices=[("", "—"), *ACTS], required=False)

    def __init__(self, *args: Any, products: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["product"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "—"), *products]
