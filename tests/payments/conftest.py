"""What payments announces during a test, in order."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from halles import wiring
from halles.kit import events as kit_events
from halles.payments import events


@pytest.fixture
def announced() -> Iterator[list[object]]:
    """Events of payments as they are emitted; nobody else listens."""
    heard: list[object] = []
    kinds = [kind for kind in vars(events).values() if isinstance(kind, type) and kind.__module__ == events.__name__]
    kit_events.connect(dict.fromkeys(kinds, (heard.append,)))
    yield heard
    kit_events.connect(wiring.EVENTS)


@pytest.fixture(autouse=True)
def _nobody_listens(announced: list[object]) -> None:
    """Payments stands alone here: no order reacts."""
