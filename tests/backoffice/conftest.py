from __future__ import annotations

import pytest
from django.test import Client

from halles.users.models import User
from tests.moderation.makers import make_staff


@pytest.fixture
def staff() -> User:
    """Somebody of the staff."""
    return make_staff()


@pytest.fixture
def desk(staff: User) -> Client:
    """Their browser, in English."""
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(staff)
    return client
