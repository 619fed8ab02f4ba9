"""Both sides of returns and cases over the API: what a shop's people do, and what each side says and shows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from halles.kit import clock
from halles.orders.models import Order, OrderLine
from halles.returns.models import Dispute, Picture, ReturnRequest, Statement
from halles.sellers.models import SellerStaff
from halles.users.models import User
from tests.catalog.makers import picture
from tests.orders.makers import stock_of
from tests.returns.makers import DELIVERED_AT, HOUR, ask, make_two_lines, send_back, withdraw
from tests.returns.test_api import client_of
from tests.users.makers import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at() -> Iterator[None]:
    with clock.travel(DELIVERED_AT + HOUR):
        yield


def bought() -> tuple[Order, OrderLine, User, dict[str, Client]]:
    """A delivered order, its line of three bowls, the customer, and programs of customer, owner, packer, stranger."""
    people = {name: make_user() for name in ("customer", "owner", "packer", "stranger")}
    order, bowls, _cup = make_two_lines(owner=people["owner"])
    order.group.user = people["customer"]
    order.group.save()
    for name, role in (("owner", SellerStaff.Role.OWNER), ("packer", SellerStaff.Role.PACKER)):
        SellerStaff.objects.create(seller=order.seller, user=people[name], role=role, added_at=clock.now())
    return order, bowls, people["customer"], {name: client_of(person) for name, person in people.items()}


def at(order: Order, path: str) -> str:
    return f"/api/v1/shops/{order.seller.slug}/{path}"


def post(client: Client, address: str, body: dict[str, Any] | None = None) -> Any:
    return client.post(address, body or {}, content_type="application/json")


def test_a_shop_approves_receives_inspects_and_reads_the_cost() -> None:
    order, bowls, _customer, programs = bought()
    request = ask(order, {bowls.pk: 2})
    listed = programs["packer"].get(at(order, "returns")).json()
    assert [(one["id"], one["status"], one["reason_text"]) for one in listed["returns"]] == [
        (str(request.pk), "requested", "It arrived damaged")
    ]
    here = at(order, f"returns/{request.pk}")
    assert post(programs["packer"], f"{here}/approve").status_code == 403
    assert post(programs["stranger"], f"{here}/approve").status_code == 404
    assert post(programs["owner"], f"{here}/approve").json()["status"] == "approved"
    assert post(programs["owner"], f"{here}/approve").json()["code"] == "returns.status_moved"
    send_back(request)
    found = {"findings": [{"line_id": str(bowls.pk), "deducted_minor": 250, "restocked_quantity": 1}]}
    refused = post(programs["owner"], f"{here}/inspect", found)
    assert (refused.status_code, refused.json()["code"]) == (422, "returns.words_missing")
    request.refresh_from_db()
    assert (request.status, request.refunded_minor) == ("received", 0)
    settled = post(programs["owner"], f"{here}/inspect", {**found, "why": "One was used."})
    assert settled.status_code == 200, settled.content
    told = settled.json()
    assert (told["status"], told["refunded_minor"]) == ("partially_refunded", 1750)
    assert told["cost"] == {
        "goods_minor": 1750,
        "fee_minor": 87,
        "tax_minor": 0,
        "label_minor": 590,
        "total_minor": 1750 - 87 + 590,
    }
    assert stock_of(bowls.variant) == (8, 0)


def test_a_shop_rejects_with_a_reason_refunds_at_once_and_never_rejects_a_withdrawal() -> None:
    order, bowls, _customer, programs = bought()
    request, declared = ask(order, {bowls.pk: 1}), withdraw(order, {bowls.pk: 1})
    assert post(programs["owner"], at(order, f"returns/{request.pk}/reject"), {"why": ""}).status_code == 422
    rejected = post(programs["owner"], at(order, f"returns/{request.pk}/reject"), {"why": "It is fine."}).json()
    assert (rejected["status"], rejected["why"]) == ("rejected", "It is fine.")
    refused = post(programs["owner"], at(order, f"returns/{declared.pk}/reject"), {"why": "No."})
    assert (refused.status_code, refused.json()["code"]) == (409, "returns.withdrawal_is_a_right")
    assert ReturnRequest.objects.get(pk=declared.pk).status == "approved"
    kept = post(programs["owner"], at(order, f"returns/{declared.pk}/refund")).json()
    assert (kept["status"], kept["refunded_minor"]) == ("refunded", 1000)


def test_a_line_that_is_not_in_the_return_is_refused() -> None:
    order, bowls, _customer, programs = bought()
    cup = order.lines.order_by("position")[1]
    request = ask(order, {bowls.pk: 1})
    post(programs["owner"], at(order, f"returns/{request.pk}/approve"))
    send_back(request)
    found = {"findings": [{"line_id": str(cup.pk), "restocked_quantity": 1}]}
    assert post(programs["owner"], at(order, f"returns/{request.pk}/inspect"), found).status_code == 404
    assert ReturnRequest.objects.get(pk=request.pk).status == "received"


def test_both_sides_speak_and_show_in_a_case_and_nobody_else_reads_it() -> None:
    order, _bowls, _customer, programs = bought()
    form = {"order_id": str(order.pk), "kind": "other", "text": "The glaze is another one."}
    shown = {"pictures": SimpleUploadedFile("a.png", picture().read())}
    opened = programs["customer"].post(f"/api/v1/orders/{order.group_id}/cases", {**form, **shown})
    assert opened.status_code == 201, opened.content
    case = opened.json()
    assert (case["status"], case["at_stake_minor"], len(case["statements"])) == ("open", 4267, 1)
    twice = programs["customer"].post(f"/api/v1/orders/{order.group_id}/cases", form)
    assert (twice.status_code, twice.json()["code"]) == (409, "returns.case_open")
    assert (Dispute.objects.count(), Statement.objects.count(), Picture.objects.count()) == (1, 1, 1)
    (evidence,) = case["statements"][0]["picture_ids"]
    seen = programs["packer"].get(at(order, f"returns/pictures/{evidence}"))
    assert seen["Content-Type"] == "image/webp"
    said = {"text": "It is the glaze of the picture.", "pictures": SimpleUploadedFile("b.png", picture().read())}
    assert programs["packer"].post(at(order, f"cases/{case['id']}/statements"), said).status_code == 403
    said["pictures"] = SimpleUploadedFile("b.png", picture().read())
    assert programs["owner"].post(at(order, f"cases/{case['id']}/statements"), said).status_code == 201
    read = programs["customer"].get(f"/api/v1/cases/{case['id']}").json()
    assert [(one["by_kind"], len(one["picture_ids"])) for one in read["statements"]] == [("customer", 1), ("seller", 1)]
    for program, address in (
        ("stranger", f"/api/v1/cases/{case['id']}"),
        ("owner", f"/api/v1/cases/{case['id']}"),
        ("stranger", at(order, f"cases/{case['id']}")),
        ("stranger", f"/api/v1/orders/{order.group_id}/cases"),
    ):
        assert programs[program].get(address).status_code == 404, address
    closed = post(programs["customer"], f"/api/v1/cases/{case['id']}/close").json()
    assert (closed["status"], closed["at_stake_minor"]) == ("withdrawn", 0)
    late = programs["customer"].post(f"/api/v1/cases/{case['id']}/statements", {"text": "And another thing."})
    assert (late.status_code, late.json()["code"]) == (409, "returns.case_closed")
    listed = programs["customer"].get(f"/api/v1/orders/{order.group_id}/cases").json()["cases"]
    assert [one["id"] for one in listed] == [case["id"]]


def test_a_shop_asks_the_staff_about_what_came_back() -> None:
    order, bowls, _customer, programs = bought()
    request = ask(order, {bowls.pk: 1})
    here = at(order, f"returns/{request.pk}/case")
    early = programs["owner"].post(here, {"text": "An empty box."})
    assert (early.status_code, early.json()["code"]) == (422, "returns.case_kind_invalid")
    assert Dispute.objects.count() == 0
    post(programs["owner"], at(order, f"returns/{request.pk}/approve"))
    send_back(request)
    opened = programs["owner"].post(here, {"text": "An empty box."})
    assert opened.status_code == 201, opened.content
    case = opened.json()
    assert (case["kind"], case["opened_by"], case["at_stake_minor"]) == ("wrong_return", "seller", 1000)
    assert [one["id"] for one in programs["packer"].get(at(order, "cases")).json()["cases"]] == [case["id"]]
    assert post(programs["customer"], f"/api/v1/cases/{case['id']}/close").status_code == 404
    assert post(programs["owner"], at(order, f"cases/{case['id']}/close")).json()["status"] == "withdrawn"
