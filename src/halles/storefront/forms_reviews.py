"""Writing a review: stars, words, photos."""

from __future__ import annotations

from typing import IO, Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from halles.media.limits import IMAGE_BYTES_MAX
from halles.reviews.models import REMARK_LENGTH_MAX, TEXT_LENGTH_MAX
from halles.reviews.services.writing import PICTURES_MAX

STARS = (
    ("1", pgettext_lazy("stars", "Bad")),
    ("2", pgettext_lazy("stars", "Poor")),
    ("3", pgettext_lazy("stars", "Fair")),
    ("4", pgettext_lazy("stars", "Good")),
    ("5", pgettext_lazy("stars", "Great")),
)


class PicturesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class PicturesField(forms.FileField):
    """Several photos from one control; their bytes are read by media, which refuses what is no picture."""

    def __init__(self, *, count_max: int, **options: Any) -> None:
        self.count_max = count_max
        accepted = {"accept": "image/jpeg,image/png,image/webp,image/heic"}
        super().__init__(widget=PicturesInput(attrs=accepted), required=False, **options)

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[bytes]]:
        """The files, at most `count_max`, none larger than media takes."""
        files = [super(PicturesField, self).clean(one, initial) for one in data or []]
        if len(files) > self.count_max:
            raise forms.ValidationError(_("At most %(count)d pictures."), params={"count": self.count_max})
        if any((one.size or 0) > IMAGE_BYTES_MAX for one in files):
            raise forms.ValidationError(_("A picture is too large."))
        return files


def opened(files: list[UploadedFile[bytes]]) -> list[IO[bytes]]:
    """The uploaded files as streams of bytes."""
    return [file.file for file in files if file.file is not None]


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
