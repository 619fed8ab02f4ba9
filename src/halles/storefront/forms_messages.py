"""Asking in public and writing in private."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from halles.media.forms import PicturesField
from halles.social.models import ANSWER_LENGTH_MAX, MESSAGE_LENGTH_MAX, QUESTION_LENGTH_MAX
from halles.social.services.messages import PICTURES_MAX


class QuestionForm(forms.Form):
    """Something one wants to know about a product."""

    text = forms.CharField(
        label=_("Your question"),
        max_length=QUESTION_LENGTH_MAX,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Everybody can read it and the answer. For an order of yours, write to the shop instead."),
    )


class AnswerForm(forms.Form):
    """What somebody who has it answers."""

    text = forms.CharField(
        label=_("Your answer"), max_length=ANSWER_LENGTH_MAX, widget=forms.Textarea(attrs={"rows": 3})
    )


class MessageForm(forms.Form):
    """A message to a shop, with photos."""

    text = forms.CharField(
        label=_("Your message"), max_length=MESSAGE_LENGTH_MAX, widget=forms.Textarea(attrs={"rows": 3})
    )
    pictures = PicturesField(label=_("Photos"), count_max=PICTURES_MAX)
