"""Facts announced by modules. What happens after what stands in one table, `halles.wiring`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

Handler = Callable[[Any], None]
_table: dict[type, tuple[Handler, ...]] = {}


def connect(table: Mapping[type, Sequence[Handler]]) -> None:
    """Replace the table of event → handlers; called once when the application is ready."""
    _table.clear()
    _table.update({event: tuple(handlers) for event, handlers in table.items()})


def emit(event: object) -> None:
    """Run every handler of this event now, in the caller's transaction; a failing handler fails the whole."""
    for handler in _table.get(type(event), ()):
        handler(event)
