from __future__ import annotations

import pytest
from django.test import Client

FRENCH = {"Accept-Language": "fr-FR,fr;q=0.9"}


@pytest.fixture
def visitor() -> Client:
    """A browser in France, not signed in."""
    return Client(headers=FRENCH)


@pytest.fixture
def sheet() -> Client:
    """The same browser, asking for fragments as htmx does."""
    return Client(headers={**FRENCH, "HX-Request": "true"})
