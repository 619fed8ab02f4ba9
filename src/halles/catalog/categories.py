"""Categories of goods: data of the file beside, the same on every installation."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from halles.catalog.errors import UnknownCategory

DATA = Path(__file__).parent / "data" / "categories.toml"


@dataclass(frozen=True)
class Category:
    """A shelf of the hall. Roots hold leaves, leaves hold products."""

    code: str
    parent: str
    names: Mapping[str, str]
    tax_class: str

    @property
    def is_root(self) -> bool:
        """Whether it holds categories instead of products."""
        return not self.parent

    def name_in(self, language: str) -> str:
        """The name in `language` (`fr`, `fr-FR`), else in English."""
        return self.names.get(language.split("-", maxsplit=1)[0], self.names["en"])


@lru_cache(maxsize=1)
def _all() -> dict[str, Category]:
    rows = tomllib.loads(DATA.read_text(encoding="utf-8"))["category"]
    found = [Category(row["code"], row.get("parent", ""), row["names"], row["tax_class"]) for row in rows]
    by_code = {category.code: category for category in found}
    assert len(by_code) == len(found), "a category stands twice in the file"
    assert all(not c.parent or by_code[c.parent].is_root for c in found), "two levels, roots and leaves"
    return by_code


def list_roots() -> list[Category]:
    """The top categories, in the order they are shown."""
    return [category for category in _all().values() if category.is_root]


def list_leaves(root: str | None = None) -> list[Category]:
    """The categories products can be in, in the order they are shown; only those of `root` when given."""
    return [c for c in _all().values() if not c.is_root and root in {None, c.parent}]


def find_category(code: str) -> Category | None:
    """The category of this code, or None."""
    return _all().get(code)


def get_category(code: str) -> Category:
    """The category of this code; refuses catalog.unknown_category."""
    found = _all().get(code)
    if found is None:
        raise UnknownCategory(category=code)
    return found


def codes_under(code: str) -> list[str]:
    """The leaf codes that a shopper means by `code`: itself, or all leaves of a root."""
    category = get_category(code)
    return [leaf.code for leaf in list_leaves(code)] if category.is_root else [category.code]
