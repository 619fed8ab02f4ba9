"""Every page of the staff is for the staff: visitors sign in, everybody else finds nothing."""

from __future__ import annotations

import uuid

import pytest
from django.test import Client
from django.urls import URLPattern, reverse

from halles.backoffice import urls as backoffice
from halles.moderation.models import StaffAction
from halles.notifications import urls as notifications
from tests.users.makers import make_user

pytestmark = pytest.mark.django_db
ANY = uuid.UUID("01900000-0000-7000-8000-000000000001")
DECISIONS = (
    "/decide/",
    "/take-back/",
    "/lift/",
    "/tier/",
    "/hold/",
    "/answer/",
    "/strike/",
    "/mute/",
    "/unmute/",
    "/admit/",
)


def addresses() -> list[str]:
    """The address of every page and decision, about things that need not exist."""
    found = []
    for module in (backoffice, notifications):
        for pattern in module.urlpatterns:
            assert isinstance(pattern, URLPattern)
            values = {name: 1 if name == "job_id" else ANY for name in pattern.pattern.converters}
            found.append(reverse(f"{module.app_name}:{pattern.name}", kwargs=values))
    return found


def test_there_is_a_door_to_check_for_each_page() -> None:
    assert len(addresses()) == len(set(addresses())) >= 25


@pytest.mark.parametrize("address", addresses())
def test_visitors_sign_in_and_others_find_nothing(address: str) -> None:
    visitor = Client()
    is_deed = address.endswith(("/retry/", "/again/", *DECISIONS))
    ask = visitor.post if is_deed else visitor.get
    assert ask(address)["Location"].startswith("/account/login/?next=/staff/")
    person = Client()
    person.force_login(make_user())
    ask = person.post if is_deed else person.get
    assert ask(address).status_code == 404
    assert not StaffAction.objects.exists()


@pytest.mark.parametrize(
    "address", [one for one in addresses() if str(ANY) not in one and "/1/" not in one and ".csv" not in one]
)
def test_every_list_opens_empty(desk: Client, address: str) -> None:
    answer = desk.get(address)
    assert answer.status_code == 200
    # Precedent is a part of another page.
    assert ("<h1>" if "precedents" not in address else "<h2>") in answer.content.decode()


@pytest.mark.parametrize("address", [one for one in addresses() if str(ANY) in one])
def test_what_is_not_there_is_not_found(desk: Client, address: str) -> None:
    if "/refunds/" in address or "/assets/" in address or address.endswith(DECISIONS):
        # Whatever somebody else settled meanwhile is told on the list it was on.
        answer = desk.post(address, {"decision": "release", "why": "tested"})
        assert answer.status_code in (302, 404, 422)
    else:
        answer = desk.post(address) if address.endswith("/again/") else desk.get(address)
        assert answer.status_code == 404
    assert not StaffAction.objects.exists()
