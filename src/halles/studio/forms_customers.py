"""What a shop says to its customers."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from halles.media.forms import PicturesField
from halles.reviews.models import REMARK_LENGTH_MAX
from halles.social.models import ANSWER_LENGTH_MAX, MESSAGE_LENGTH_MAX
from halles.social.services.messages import PICTURES_MAX


class MessageForm(forms.Form):
    """A message to a customer."""

    text = forms.CharField(
        label=_("Your message"), max_length=MESSAGE_LENGTH_MAX, widget=forms.Textarea(attrs={"rows": 3})
    )
    pictures = PicturesField(label=_("Photos"), count_max=PICTURES_MAX)


class AnswerForm(forms.Form):
    """The answer to a question, for everybody who wonders."""

    text = forms.CharField(
        label=_("Your answer"), max_length=ANSWER_LENGTH_MAX, widget=forms.Textarea(attrs={"rows": 3})
    )


class ReplyForm(forms.Form):
    """The one reply to a review."""

    text = forms.CharField(
        label=_("Your reply"),
        max_length=REMARK_LENGTH_MAX,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One reply, which everybody can read and nobody can change. Thank, explain, say what you will do."),
    )
