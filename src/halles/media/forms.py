"""Photos from a form: one control for every page that takes some."""

from __future__ import annotations

from typing import IO, Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from halles.media.limits import IMAGE_BYTES_MAX

ACCEPTED = "image/jpeg,image/png,image/webp,image/heic"


class PicturesInput(forms.ClearableFileInput):
    """Several pictures at once."""

    allow_multiple_selected = True


class PicturesField(forms.FileField):
    """Up to `count_max` pictures from one control, none needed; cleaned, they are open files in their order.

    Their bytes are read by whoever keeps them: `images.read_picture` refuses what is no picture.
    """

    def __init__(self, *, count_max: int, **options: Any) -> None:
        self.count_max = count_max
        super().__init__(required=False, widget=PicturesInput(attrs={"accept": ACCEPTED}), **options)

    def clean(self, data: Any, initial: Any = None) -> list[IO[bytes]]:
        """The opened files; too many, and one larger than media takes, are refused."""
        given = data if isinstance(data, (list, tuple)) else [data] if data else []
        files: list[UploadedFile[bytes]] = [super(PicturesField, self).clean(one, initial) for one in given]
        if len(files) > self.count_max:
            raise forms.ValidationError(_("At most %(count)d pictures."), params={"count": self.count_max})
        if any((one.size or 0) > IMAGE_BYTES_MAX for one in files):
            raise forms.ValidationError(_("A picture is too large."))
        return [one.file for one in files if one.file is not None]
