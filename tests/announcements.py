"""Listening to what services announce."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from halles.kit import events


@contextmanager
def heard(*kinds: type) -> Iterator[list[Any]]:
    """Collect the events of these kinds announced in the block; the handlers of the house run as always."""
    found: list[Any] = []
    before = dict(events._table)
    events.connect({**before, **{kind: (*before.get(kind, ()), found.append) for kind in kinds}})
    try:
        yield found
    finally:
        events.connect(before)
