"""Every test leaves its lines closed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.edge.rooms.client import OPEN


@pytest.fixture(autouse=True)
def _lines_are_closed() -> Iterator[None]:
    yield
    for client in OPEN:
        client.close()
    OPEN.clear()
