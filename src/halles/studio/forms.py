"""Forms of the creator's desk."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from halles.videos.models import CAPTION_LENGTH_MAX, CallToAction
from halles.videos.stories import NO_STORY, PART_LENGTH_MAX, PARTS, list_stories

LANGUAGES = [("fr", "Français"), ("en", "English"), ("ja", "日本語"), ("de", "Deutsch")]


class CreatorForm(forms.Form):
    """A profile to post with."""

    name = forms.CharField(label=_("Name"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "nickname"}))
    handle = forms.CharField(
        label=_("Handle"),
        max_length=30,
        help_text=_("3 to 30 letters, digits, points or underscores, such as camille.makes"),
    )
    bio = forms.CharField(
        label=_("About you"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class VideoForm(forms.Form):
    """The words of a video."""

    caption = forms.CharField(
        label=_("Caption"),
        max_length=CAPTION_LENGTH_MAX,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("With #hashtags and @handles"),
    )
    language = forms.ChoiceField(label=_("Language spoken"), choices=LANGUAGES)
    call_to_action = forms.ChoiceField(label=_("What shall people do?"), choices=CallToAction.choices)
    template = forms.ChoiceField(label=_("Story"), required=False)
    has_comments_on = forms.BooleanField(label=_("People may comment"), required=False)
    is_made_with_ai = forms.BooleanField(
        label=_("A machine made pictures or voices of it"),
        required=False,
        help_text=_("People see “Made with AI” on the video. Editing, colours and subtitles do not count."),
    )

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stories = [(story.code, story.name_in(language)) for story in list_stories()]
        template = self.fields["template"]
        assert isinstance(template, forms.ChoiceField)
        template.choices = [(NO_STORY, _("None")), *stories]
        for part in PARTS:
            self.fields[f"part_{part}"] = forms.CharField(
                required=False, max_length=PART_LENGTH_MAX, widget=forms.Textarea(attrs={"rows": 2})
            )
