"""The customer's pages over HTTP: a guest by the link of the mail, two steps, one return."""

from __future__ import annotations

import io
import re
import uuid
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image

from halles.kit import clock
from halles.orders.models import Order
from halles.orders.queries import guest_token
from halles.returns import services
from halles.returns.models import Dispute, Picture, ReturnRequest
from tests.moderation.makers import make_staff
from tests.returns.makers import DAY, DELIVERED_AT, HOUR, SHOP, ask, make_two_lines, withdraw

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at() -> Iterator[None]:
    with clock.travel(DELIVERED_AT + HOUR):
        yield


def guest_of(order: Order) -> Client:
    """A browser that has opened the link of the mail."""
    client = Client()
    opened = client.get(reverse("storefront:guest_order", args=[guest_token(order.group)]))
    assert opened.status_code == 302
    return client


def a_picture() -> io.BytesIO:
    picture = io.BytesIO()
    Image.new("RGB", (64, 80), "teal").save(picture, "PNG")
    picture.seek(0)
    picture.name = "rim.png"
    return picture


def test_a_guest_withdraws_in_two_steps_and_a_second_press_changes_nothing() -> None:
    order, _bowls, cup = make_two_lines()
    client = guest_of(order)
    page = client.get(reverse("storefront:order", args=[order.group_id])).content.decode()
    assert "Withdraw from contract here" in page
    assert reverse("returns:withdraw", args=[order.pk]) in page
    first = client.get(reverse("returns:withdraw", args=[order.pk]))
    assert first.status_code == 200
    told = {f"pieces-{cup.pk}": "1", "name": "Camille Durand", "email": "camille@example.org"}
    second = client.get(reverse("returns:confirm_withdrawal", args=[order.pk]), told)
    text = second.content.decode()
    assert "Confirm withdrawal" in text
    assert "camille@example.org" in text
    assert not ReturnRequest.objects.exists()
    (key,) = re.findall(r'name="key" value="([^"]+)"', text)
    for _ in range(2):
        done = client.post(reverse("returns:confirm_withdrawal", args=[order.pk]), {**told, "key": key})
        assert done.status_code == 302
    request = ReturnRequest.objects.get()
    assert done.headers["Location"] == reverse("returns:return", args=[request.pk])
    assert (request.name, request.email, request.status) == ("Camille Durand", "camille@example.org", "approved")
    waiting = client.get(done.headers["Location"])
    assert "You withdrew on" in waiting.content.decode()
    assert waiting.headers["Refresh"] == "3"
    services.make_label(request.pk)
    assert "Refresh" not in client.get(done.headers["Location"]).headers
    label = client.get(reverse("returns:label", args=[request.pk]))
    assert request.parcel.tracking_number in label.content.decode()
    assert client.post(reverse("returns:handed_over", args=[request.pk])).status_code == 302
    request.refresh_from_db()
    assert request.status == "in_transit"


def test_nothing_chosen_is_told_beside_the_form() -> None:
    order, _bowls, _cup = make_two_lines()
    client = guest_of(order)
    answer = client.get(
        reverse("returns:confirm_withdrawal", args=[order.pk]), {"name": "Camille", "email": "camille@example.org"}
    )
    assert answer.status_code == 422
    assert "Choose at least one piece." in answer.content.decode()
    assert not ReturnRequest.objects.exists()


def test_a_return_with_a_picture_that_only_its_sides_see() -> None:
    order, bowls, _cup = make_two_lines()
    client = guest_of(order)
    form = client.get(reverse("returns:new", args=[order.pk])).content.decode()
    (key,) = re.findall(r'name="key" value="([^"]+)"', form)
    asked = {
        f"pieces-{bowls.pk}": "2",
        "reason": "arrived_damaged",
        "text": "Two rims are broken.",
        "pictures": a_picture(),
        "key": key,
    }
    answer = client.post(reverse("returns:new", args=[order.pk]), asked)
    assert answer.status_code == 302, answer.content.decode()
    request = ReturnRequest.objects.get()
    assert (request.status, request.ground, request.carriage_paid_by) == ("requested", "fault", "seller")
    shown = client.get(reverse("returns:return", args=[request.pk])).content.decode()
    assert "Two rims are broken." in shown
    address = reverse("returns:picture", args=[Picture.objects.get().pk])
    seen = client.get(address)
    assert (seen.status_code, seen.headers["Content-Type"]) == (200, "image/webp")
    assert seen.headers["Cache-Control"] == "private, no-store"
    assert seen.content[8:12] == b"WEBP"
    assert Client().get(address).status_code == 404


def test_a_fault_without_a_word_is_refused_and_nothing_is_written() -> None:
    order, bowls, _cup = make_two_lines()
    told = {f"pieces-{bowls.pk}": "1", "reason": "does_not_work", "text": " ", "key": uuid.uuid4().hex}
    answer = guest_of(order).post(reverse("returns:new", args=[order.pk]), told)
    assert answer.status_code == 422
    assert "Please say in a few words what is the matter." in answer.content.decode()
    assert not ReturnRequest.objects.exists()


def test_strangers_find_nothing() -> None:
    order, _bowls, cup = make_two_lines()
    request = withdraw(order, {cup.pk: 1})
    stranger = Client()
    for name in ("problem", "withdraw", "confirm_withdrawal", "new", "new_case"):
        assert stranger.get(reverse(f"returns:{name}", args=[order.pk])).status_code == 404
    for name in ("return", "label"):
        assert stranger.get(reverse(f"returns:{name}", args=[request.pk])).status_code == 404
    for name in ("keep", "handed_over", "sent"):
        assert stranger.post(reverse(f"returns:{name}", args=[request.pk])).status_code == 404
    request.refresh_from_db()
    assert request.status == "approved"


def test_the_problem_page_shows_only_ways_that_lead_somewhere() -> None:
    order, _bowls, _cup = make_two_lines()
    client = guest_of(order)
    page = client.get(reverse("returns:problem", args=[order.pk])).content.decode()
    for name in ("withdraw", "new", "new_case"):
        assert reverse(f"returns:{name}", args=[order.pk]) in page
    with clock.travel(DELIVERED_AT + 40 * DAY):
        page = client.get(reverse("returns:problem", args=[order.pk])).content.decode()
    assert reverse("returns:withdraw", args=[order.pk]) not in page
    assert "It is broken, wrong or not complete" in page
    assert "I do not want to keep it" not in page


def test_a_declined_return_becomes_a_case_and_the_customer_may_settle_it() -> None:
    order, bowls, _cup = make_two_lines()
    client = guest_of(order)
    request = ask(order, {bowls.pk: 1})
    services.reject(request.pk, by=SHOP, why="It was whole when we packed it.")
    shown = client.get(reverse("returns:return", args=[request.pk])).content.decode()
    assert "It was whole when we packed it." in shown
    address = f"{reverse('returns:new_case', args=[order.pk])}?return={request.pk}"
    assert address in shown
    told = {"kind": "return_declined", "text": "It was broken when I opened it."}
    answer = client.post(address, told)
    assert answer.status_code == 302, answer.content.decode()
    dispute = Dispute.objects.get()
    page = reverse("returns:case", args=[dispute.pk])
    assert client.post(page, {"text": "The box was dented, too."}).status_code == 302
    assert [said.text for said in dispute.statements.order_by("pk")] == [
        "It was broken when I opened it.",
        "The box was dented, too.",
    ]
    assert client.post(reverse("returns:settle_case", args=[dispute.pk])).status_code == 302
    dispute.refresh_from_db()
    assert dispute.status == "withdrawn"


def test_a_case_about_the_whole_order_stands_on_its_sum() -> None:
    order, _bowls, _cup = make_two_lines()
    client = guest_of(order)
    page = reverse("storefront:order", args=[order.group_id])
    dispute = services.open_dispute(order.pk, kind="other", side="customer", by_id=None, text="All of it smells.")
    assert "decided by Halles" not in client.get(page).content.decode()
    services.decide_dispute(dispute.pk, "refund_part", amount_minor=1234, by=make_staff(), why="Half each.")
    shown = client.get(page).content.decode()
    assert "Of it, decided by Halles about the whole order</dt><dd>€12.34</dd>" in shown
