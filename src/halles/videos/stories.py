"""Storytelling templates: prompts that help to tell a product in a minute, as data."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

PARTS = ("hook", "maker", "proof", "offer")
PART_LENGTH_MAX = 300
NO_STORY = "none"


@dataclass(frozen=True)
class Story:
    """One template: a prompt for each part, in every language it was written in."""

    code: str
    names: Mapping[str, str]
    prompts: Mapping[str, Mapping[str, str]]

    def name_in(self, language: str) -> str:
        """The template's name in a language (a code such as `fr`), else in English."""
        return self.names.get(language.split("-", maxsplit=1)[0]) or self.names["en"]

    def prompt_in(self, part: str, language: str) -> str:
        """What to tell in a part, in a language, else in English."""
        prompts = self.prompts[part]
        return prompts.get(language.split("-", maxsplit=1)[0]) or prompts["en"]


@lru_cache(maxsize=1)
def list_stories() -> tuple[Story, ...]:
    """Every template, in the order it is offered."""
    text = files("halles.videos").joinpath("data", "stories.toml").read_text(encoding="utf-8")
    return tuple(Story(one["code"], one["names"], one["prompts"]) for one in tomllib.loads(text)["stories"])


def find_story(code: str) -> Story | None:
    """The template of a code, or None ("none" has none)."""
    return next((story for story in list_stories() if story.code == code), None)
