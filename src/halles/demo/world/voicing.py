"""Words for thousands of small occasions: what buyers and shops write, so that nothing stands twice in one place."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal

from halles.demo.world.kinds import ProductData
from halles.demo.world.numbers import steady

Mood = Literal["good", "mixed", "bad"]
GROUPS = {
    "clothing": ("knitwear", "tops", "coats", "dresses", "children-clothing"),
    "small": ("accessories", "underwear"),
    "linen": ("textiles",),
    "food": ("pantry", "preserves", "sweets", "tea-coffee"),
    "care": ("soap-care",),
    "kitchen": ("kitchen", "tools"),
    "table": ("tableware", "decoration"),
    "play": ("games",),
    "tech": ("audio", "lighting", "outdoor", "phone-computer", "watches"),
}
GROUP_OF = {category: group for group, categories in GROUPS.items() for category in categories}
# Languages people of a market write in; the pages themselves speak fewer.
WRITTEN = {"FR": "fr", "US": "en", "JP": "ja", "GB": "en", "DE": "de"}


@lru_cache(maxsize=8)
def voices(language: str) -> dict[str, Any]:
    """Everything written in a language."""
    return tomllib.loads(files("halles.demo.world").joinpath(f"voices/{language}.toml").read_text(encoding="utf-8"))


def mood_of(stars: int) -> Mood:
    """How somebody feels who gives so many stars."""
    return "bad" if stars <= 2 else "mixed" if stars == 3 else "good"


def review_texts(product: ProductData, stars: int, language: str) -> list[str]:
    """What may be said about a thing of this kind, in an order of the product's own."""
    said = voices(language)["reviews"]
    groups = dict.fromkeys((product.kind, product.category, GROUP_OF[product.category], "any"))
    mood = mood_of(stars)
    texts = [text for group in groups for text in said.get(group, {}).get(mood, ())]
    return sorted(texts, key=lambda text: steady(f"{product.key}{text}", 1 << 30))


def questions_about(product: ProductData, language: str) -> list[tuple[str, str]]:
    """Questions with the shop's answers that fit a thing of this kind."""
    asked = voices(language)["questions"]
    groups = dict.fromkeys((product.kind, product.category, GROUP_OF[product.category]))
    return [(question, answer) for group in groups for question, answer in asked.get(group, ())]


def pick(choices: list[Any], key: str) -> Any:
    """One of them, always the same for the same key."""
    return choices[steady(key, len(choices))]
