"""What the modules keep of a person. Each stands once in `wiring.KEEPERS`; the copy, the list of what goes and what
stays, and the erasure follow from it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from halles.kit.errors import Refusal
from halles.users.models import User

# Of one kind of thing; who has more asks the operator.
ROWS_MAX = 20_000
Rows = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True)
class Keeper:
    """One module's answers about a person.

    `tell` gives what it keeps, by a plain name: rows of plain values. `erase` takes it away in transactions of its
    own; run again, also after dying half-way, it ends the same. `hinder` raises the refusal that says why the person
    cannot go yet.
    """

    module: str
    tell: Callable[[User], Rows]
    erase: Callable[[User], None]
    hinder: Callable[[User], None] | None = None


_keepers: tuple[Keeper, ...] = ()


def connect(keepers: Sequence[Keeper]) -> None:
    """Replace the table of keepers; called once when the application is ready. The first are erased first."""
    global _keepers  # noqa: PLW0603 - one table, as that of the events
    _keepers = tuple(keepers)


def list_keepers() -> tuple[Keeper, ...]:
    """The modules that keep something of people, in the order in which they erase it."""
    return _keepers


def list_hindrances(user: User) -> list[Refusal]:
    """Why this person cannot be erased yet, each with its sentence; none when nothing stands in the way."""
    found = []
    for keeper in _keepers:
        if keeper.hinder is not None:
            try:
                keeper.hinder(user)
            except Refusal as refusal:
                found.append(refusal)
    return found


def rows(found: QuerySet[Any], *fields: str) -> list[dict[str, Any]]:
    """The newest 20,000 rows as plain values, for a copy."""
    return list(found.order_by("-pk").values(*fields)[:ROWS_MAX])
