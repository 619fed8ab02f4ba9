"""The shop's pages, the staff's pages, and the mails that tell what happened."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse

from halles.kit import clock
from halles.kit.money import format_money
from halles.ledger import queries as ledger
from halles.ledger.accounts import carriers_due, seller_pending
from halles.moderation.models import StaffAction
from halles.orders.models import Order, OrderLine
from halles.returns import services
from halles.returns.models import Dispute, ReturnClass, ReturnRequest
from halles.sellers.models import SellerStaff
from tests.moderation.makers import make_staff
from tests.notifications.makers import forget, tell_all
from tests.orders.makers import stock_of
from tests.returns.makers import DAY, DELIVERED_AT, HOUR, ask, make_two_lines, send_back, withdraw
from tests.users.makers import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at() -> Iterator[None]:
    with clock.travel(DELIVERED_AT + HOUR):
        yield


def a_shop_with_an_order() -> tuple[Client, Order, OrderLine, OrderLine]:
    owner = make_user()
    order, bowls, cup = make_two_lines(owner=owner)
    SellerStaff.objects.create(seller=order.seller, user=owner, role=SellerStaff.Role.OWNER, added_at=clock.now())
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(owner)
    return client, order, bowls, cup


def desk(name: str, order: Order, *rest: object) -> str:
    return reverse(f"studio:{name}", args=[order.seller.slug, *rest])


def test_a_shop_accepts_receives_inspects_and_reads_what_it_cost() -> None:
    client, order, bowls, _cup = a_shop_with_an_order()
    request = ask(order, {bowls.pk: 2})
    listed = client.get(desk("returns", order)).content.decode()
    assert "1 return waits for you" in listed
    assert "Answer before" in listed
    assert client.post(desk("approve_return", order, request.pk)).status_code == 302
    send_back(request)
    line = request.lines.get()
    page = client.get(desk("return", order, request.pk)).content.decode()
    assert "What did you find?" in page
    found = {f"shelf-{line.pk}": "1", f"off-{line.pk}": "2.50", "why": ""}
    answer = client.post(desk("inspect_return", order, request.pk), found)
    assert answer.status_code == 422
    assert "Say why you take something off." in answer.content.decode()
    before = ledger.balance(seller_pending(order.seller_id, "EUR"))
    answer = client.post(desk("inspect_return", order, request.pk), {**found, "why": "One bowl was used."})
    assert answer.status_code == 302, answer.content.decode()
    request.refresh_from_db()
    assert (request.status, request.refunded_minor, request.postage_minor) == ("partially_refunded", 1750, 590)
    assert stock_of(bowls.variant) == (8, 0)
    cost = before - ledger.balance(seller_pending(order.seller_id, "EUR"))
    # 17.50 went back, 0.87 of it was the fee's, and the label was the shop's to pay.
    assert cost == 1750 - 87 + 590
    shown = client.get(desk("return", order, request.pk)).content.decode()
    for amount in (1750, 590, cost):
        assert format_money(amount, "EUR", "en") in shown
    assert ledger.balance(carriers_due("EUR")) == 590


def test_who_packs_reads_a_case_and_does_not_speak_for_the_shop() -> None:
    client, order, _bowls, _cup = a_shop_with_an_order()
    dispute = services.open_dispute(
        order.pk, kind="other", side="customer", by_id=None, text="The glaze is another one."
    )
    packer = make_user()
    SellerStaff.objects.create(seller=order.seller, user=packer, role=SellerStaff.Role.PACKER, added_at=clock.now())
    packing = Client(headers={"Accept-Language": "en"})
    packing.force_login(packer)
    page = packing.get(desk("case", order, dispute.pk)).content.decode()
    assert "The glaze is another one." in page
    assert 'name="text"' not in page
    said = {"text": "Refund them all."}
    assert packing.post(desk("case", order, dispute.pk), said).status_code == 403
    assert dispute.statements.count() == 1
    assert client.post(desk("case", order, dispute.pk), said).status_code == 302
    assert dispute.statements.count() == 2


def test_a_shop_declines_only_with_a_reason_and_never_a_withdrawal() -> None:
    client, order, bowls, cup = a_shop_with_an_order()
    request = ask(order, {bowls.pk: 1})
    assert client.post(desk("decline_return", order, request.pk), {"why": " "}).status_code == 422
    request.refresh_from_db()
    assert request.status == "requested"
    assert client.post(desk("decline_return", order, request.pk), {"why": "It is fine."}).status_code == 302
    request.refresh_from_db()
    assert (request.status, request.why, request.deadline_at) == ("rejected", "It is fine.", None)
    declared = withdraw(order, {cup.pk: 1})
    answer = client.post(desk("decline_return", order, declared.pk), {"why": "No."})
    assert answer.status_code == 422
    assert "A withdrawal cannot be declined." in answer.content.decode()
    declared.refresh_from_db()
    assert declared.status == "approved"


def test_another_shop_finds_nothing() -> None:
    _client, order, bowls, _cup = a_shop_with_an_order()
    other, others, _bowls, _cup = a_shop_with_an_order()
    request = ask(order, {bowls.pk: 1})
    assert other.get(desk("return", order, request.pk)).status_code == 404
    assert other.get(desk("return", others, request.pk)).status_code == 404
    assert other.post(desk("approve_return", others, request.pk)).status_code == 404
    request.refresh_from_db()
    assert request.status == "requested"


def test_goods_are_left_out_from_now_on() -> None:
    client, order, bowls, _cup = a_shop_with_an_order()
    page = client.get(desk("return_goods", order)).content.decode()
    assert bowls.product.title in page
    told = {str(bowls.product_id): "made_to_order"}
    assert client.post(desk("return_goods", order), told).status_code == 302
    assert ReturnClass.objects.get().kind == "made_to_order"
    # Bought before: still an ordinary good.
    assert withdraw(order, {bowls.pk: 1}).status == "approved"


def test_staff_hear_both_sides_and_decide() -> None:
    client, order, bowls, _cup = a_shop_with_an_order()
    request = ask(order, {bowls.pk: 1})
    assert client.post(desk("decline_return", order, request.pk), {"why": "It was whole."}).status_code == 302
    dispute = services.open_dispute(
        order.pk, kind="return_declined", side="customer", by_id=None, text="It was broken.", return_id=request.pk
    )
    answer = client.post(desk("case", order, dispute.pk), {"text": "We have a picture of it."})
    assert answer.status_code == 302, answer.content.decode()
    staff = make_staff()
    office = Client(headers={"Accept-Language": "en"})
    office.force_login(staff)
    assert "1 case to decide" in office.get(reverse("backoffice:disputes")).content.decode()
    page = office.get(reverse("backoffice:dispute", args=[dispute.pk])).content.decode()
    for words in ("The rim is broken.", "It was broken.", "We have a picture of it."):
        assert words in page
    address = reverse("backoffice:decide_dispute", args=[dispute.pk])
    answer = office.post(address, {"decision": "refund_part", "amount": "10.00", "why": "Half."})
    assert answer.status_code == 422
    dispute.refresh_from_db()
    assert dispute.status == "open"
    answer = office.post(address, {"decision": "refund_part", "amount": "6.00", "why": "Both could do better."})
    assert answer.status_code == 302, answer.content.decode()
    dispute.refresh_from_db()
    request.refresh_from_db()
    assert (dispute.status, dispute.decision, dispute.decided_minor) == ("decided", "refund_part", 600)
    assert (request.status, request.refunded_minor) == ("partially_refunded", 600)
    assert StaffAction.objects.get(verb="decide_dispute").by_id == staff.pk
    assert ledger.check_books().problems == ()


def test_a_moderator_who_may_not_is_refused_and_customers_find_nothing() -> None:
    _client, order, _bowls, _cup = a_shop_with_an_order()
    dispute = services.open_dispute(order.pk, kind="other", side="customer", by_id=None, text="It smells.")
    moderator, customer = Client(), Client()
    moderator.force_login(make_staff("moderator"))
    customer.force_login(make_user())
    address = reverse("backoffice:decide_dispute", args=[dispute.pk])
    told = {"decision": "refund_all", "amount": "", "why": "Why not."}
    assert moderator.post(address, told).status_code == 403
    assert customer.post(address, told).status_code == 404
    dispute.refresh_from_db()
    assert (dispute.status, Dispute.objects.count()) == ("open", 1)


def test_everybody_is_told_once_in_their_own_language() -> None:
    _client, order, bowls, cup = a_shop_with_an_order()
    order.group.language = "fr"
    order.group.save()
    forget()
    withdraw(order, {cup.pk: 1}, email="camille@example.org")
    acknowledgement, news = tell_all()
    assert (acknowledgement.kind, acknowledgement.to, acknowledgement.language) == (
        "withdrawal_declared",
        "camille@example.org",
        "fr",
    )
    for fact in (order.group.number, cup.title, "Camille Durand", "04/06/2026"):
        assert re.sub(r"\s", " ", fact) in re.sub(r"\s", " ", acknowledgement.text) or fact in acknowledgement.html
    assert (news.kind, news.to) == ("withdrawal_shop", order.seller.contact_email)
    forget()
    request = ask(order, {bowls.pk: 1})
    assert [mail.kind for mail in tell_all()] == ["return_requested", "return_requested_shop"]
    forget()
    with clock.travel(DELIVERED_AT + 3 * DAY):
        services.keep_deadlines()
        assert [mail.kind for mail in tell_all()] == ["return_approved", "return_approved_shop"]
        forget()
        send_back(ReturnRequest.objects.get(pk=request.pk))
        assert [mail.kind for mail in tell_all()] == ["return_received", "return_received_shop"]
        forget()
    with clock.travel(DELIVERED_AT + 20 * DAY):
        services.keep_deadlines()
        told = {mail.kind for mail in tell_all()}
    assert told == {"refund_issued", "return_refunded_shop", "return_closed", "return_closed_shop"}
