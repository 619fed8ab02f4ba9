"""What a shop says to its customers."""

from __future__ import annotations

from typing import IO, Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from halles.media.limits import IMAGE_BYTES_MAX
from halles.reviews.models import REMARK_LENGTH_MAX
from halles.social.models import ANSWER_LENGTH_MAX, MESSAGE_LENGTH_MAX
from halles.social.services.messages import PICTURES_MAX


class PicturesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class PicturesField(forms.FileField):
    """Several photos from one control; media refuses what is no picture."""

    def clean(self, data: Any, initial: Any = None) -> list[IO[bytes]]:
        """The opened files, at most four, none larger than media takes."""
        files: list[UploadedFile[bytes]] = [super(PicturesField, self).clean(one, initial) for one in data or []]
        if len(files) > PICTURES_MAX:
            raise forms.ValidationError(_("At most %(count)d pictures."), params={"count": PICTURES_MAX})
        if any((one.size or 0) > IMAGE_BYTES_MAX for one in files):
            raise forms.ValidationError(_("A picture is too large."))
        return [one.file for one in files if one.file is not None]


class MessageForm(forms.Form):
    """A message to a customer."""

    text = forms.CharField(
        label=_("Your message"), max_length=MESSAGE_LENGTH_MAX, widget=forms.Textarea(attrs={"rows": 3})
    )
    pictures = PicturesField(
        label=_("Photos"),
        required=False,
        widget=PicturesInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/heic"}),
    )


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
