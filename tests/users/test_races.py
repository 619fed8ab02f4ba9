"""Two browsers of one person at the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from halles.users import services
from halles.users.models import Address, User
from tests.users.makers import make_address_data, make_user


def _save(user: User, number: int) -> None:
    try:
        services.save_address(user, make_address_data(line1=f"{number} rue des Halles"), is_default=True)
    finally:
        connection.close()


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_addresses_saved_at_once_leave_one_default() -> None:
    user = make_user()
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda number: _save(user, number), range(8)))
    assert Address.objects.filter(user=user).count() == 8
    assert Address.objects.filter(user=user, is_default=True).count() == 1
