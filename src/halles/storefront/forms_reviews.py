"""Writing a review: stars, words, photos."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from halles.media.forms import PicturesField
from halles.reviews.models import REMARK_LENGTH_MAX, TEXT_LENGTH_MAX
from halles.reviews.services.writing import PICTURES_MAX

STARS = (
    ("1", pgettext_lazy("stars", "Bad")),
    ("2", pgettext_lazy("stars", "Poor")),
    ("3", pgettext_lazy("stars", "Fair")),
    ("4", pgettext_lazy("stars", "Good")),
    ("5", pgettext_lazy("stars", "Great")),
)


class ReviewForm(forms.Form):
    """What a buyer thinks of what arrived."""

    stars = forms.ChoiceField(label=_("Your rating"), choices=STARS, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("In your words"),
        max_length=TEXT_LENGTH_MAX,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("What would you tell a friend who thinks of buying it? Good and bad both help."),
    )
    pictures = PicturesField(label=_("Photos"), count_max=PICTURES_MAX)


class FollowUpForm(forms.Form):
    """How it went on."""

    text = forms.CharField(
        label=_("How is it by now?"), max_length=REMARK_LENGTH_MAX, widget=forms.Textarea(attrs={"rows": 3})
    )
