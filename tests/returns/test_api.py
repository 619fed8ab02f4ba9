"""Returns over the API: with pictures, read back by whoever they belong to and nobody else."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from halles.kit import clock
from halles.orders.models import Order
from halles.returns.models import Picture, ReturnRequest
from halles.users.models import User
from halles.users.services import issue_token
from tests.catalog.makers import picture
from tests.returns.makers import DAY, DELIVERED_AT, make_two_lines
from tests.users.makers import make_user

pytestmark = pytest.mark.django_db


def client_of(person: User) -> Client:
    return Client(headers={"Authorization": f"Bearer {issue_token(person, 'test')}", "Accept-Language": "en"})


def bought_by(person: User) -> tuple[Order, dict[str, Any]]:
    """A delivered order of this person, and the words with which its first line is asked back."""
    order, first, _second = make_two_lines()
    order.group.user = person
    order.group.save()
    asked = {
        "kind": "return",
        "order_id": str(order.pk),
        "lines": [{"line_id": str(first.pk), "quantity": 1}],
        "reason": "arrived_damaged",
        "text": "The rim is broken.",
        "key": "0123456789",
    }
    return order, asked


def test_pictures_come_with_the_request_and_are_shown_to_their_owner_only() -> None:
    person = make_user()
    order, asked = bought_by(person)
    address = f"/api/v1/orders/{order.group_id}/returns/with-pictures"
    with clock.travel(DELIVERED_AT + DAY):
        files = [SimpleUploadedFile(f"{n}.png", picture().read()) for n in range(2)]
        answer = client_of(person).post(address, {"asked": json.dumps(asked), "pictures": files})
        assert answer.status_code == 200, answer.content
        (said,) = answer.json()["statements"]
        assert (said["by_kind"], said["text"], len(said["picture_ids"])) == ("customer", "The rim is broken.", 2)
        shown = client_of(person).get(f"/api/v1/returns/pictures/{said['picture_ids'][0]}")
        assert shown["Content-Type"] == "image/webp"
        assert Image.open(io.BytesIO(shown.content)).format == "WEBP"
        foreign = client_of(make_user()).get(f"/api/v1/returns/pictures/{said['picture_ids'][0]}")
        assert (foreign.status_code, foreign.json()["code"]) == (404, "returns.picture_not_found")


@pytest.mark.parametrize(("count", "content"), [(6, None), (1, b"no picture")])
def test_too_many_pictures_or_none_at_all_write_nothing(count: int, content: bytes | None) -> None:
    person = make_user()
    order, asked = bought_by(person)
    with clock.travel(DELIVERED_AT + DAY):
        files = [SimpleUploadedFile("a.png", content or picture().read()) for _ in range(count)]
        answer = client_of(person).post(
            f"/api/v1/orders/{order.group_id}/returns/with-pictures", {"asked": json.dumps(asked), "pictures": files}
        )
    assert answer.status_code == 422, answer.content
    assert ReturnRequest.objects.count() == 0
    assert Picture.objects.count() == 0
