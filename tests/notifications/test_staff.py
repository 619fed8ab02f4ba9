"""What only a person of the staff can put right reaches one by mail, and stands on the work list it leads to."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client

from halles.checkout.purchase import PayWith
from halles.orders import story
from halles.orders.services import cancel_order
from halles.payments import services as payments
from halles.payments.models import Payment
from halles.payments.providers.sandbox import later
from halles.payments.providers.sandbox.models import SandboxRefund
from halles.users.models import User
from tests.fulfillment.makers import make_order_to_pack
from tests.moderation.makers import make_staff
from tests.notifications.makers import forget, tell_all
from tests.orders.makers import make_card, make_variant

pytestmark = pytest.mark.django_db


@pytest.fixture
def cashier() -> User:
    """Somebody who looks after money; a moderator who does not is there as well."""
    make_staff("moderator")
    return make_staff("finance")


def read_list(cashier: User, address: str) -> str:
    desk = Client(headers={"Accept-Language": "en"})
    desk.force_login(cashier)
    return desk.get(address.removeprefix(settings.BASE_URL)).content.decode()


def test_a_chargeback_is_a_mail_and_a_line_of_the_work_list(cashier: User) -> None:
    order = make_order_to_pack((make_variant(), 1))
    payment, number = Payment.objects.get(), order.group.number
    forget()
    later.open_chargeback.func(ref=payment.provider_ref)
    for _twice in range(2):
        payments.refresh(payment.pk)

    (mail,) = tell_all()
    assert (mail.kind, mail.to, mail.reference_id) == ("chargeback_opened", cashier.email, payment.pk)
    assert mail.subject == f"Chargeback of €29.80 for order {number}"
    assert "the customer says that they did not buy this" in mail.text
    door = f"{settings.BASE_URL}/staff/payments/?q={number}"
    assert door in mail.text
    page = read_list(cashier, door)
    assert "the customer says that they did not buy this" in page
    assert number in page


def test_a_refund_that_failed_is_a_mail_and_a_button(cashier: User) -> None:
    order = make_order_to_pack((make_variant(), 1), pay_with=PayWith("card", token=make_card("refund_fails", "5126")))
    number = order.group.number
    cancel_order(order.pk, by=story.seller(order.seller.owner_id), reason="out_of_stock")
    forget()
    payment = Payment.objects.get()
    payments.send_refund(payment.refunds.get().pk)
    later.settle_refund.func(refund_ref=SandboxRefund.objects.get().ref)
    for _twice in range(2):
        payments.refresh(payment.pk)

    (mail,) = [one for one in tell_all() if one.kind == "refund_failed"]
    assert (mail.to, mail.subject) == (cashier.email, f"Refund of €29.80 for order {number} failed")
    assert "the account is closed" in mail.text
    assert "The money is still owed" in mail.text
    page = read_list(cashier, f"/staff/payments/?q={number}")
    assert "the account is closed" in page
    assert f"/staff/refunds/{payment.refunds.get().pk}/retry/" in page
