"""What customers and shops are told about an order: whom, in which language, with which figures and doors."""

from __future__ import annotations

import datetime as dt
import re
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client

from halles.checkout.purchase import PayWith
from halles.checkout.services.finishing import expire_unpaid
from halles.kit import clock
from halles.notifications.models import Mail
from halles.orders import services as orders
from halles.orders.models import OrderEvent
from halles.orders.story import By
from tests.fulfillment.makers import RELEASED_AT, make_order_to_pack, make_package
from tests.notifications.makers import forget, tell_all
from tests.orders.makers import AT, SOMEBODY, Bought, make_bought, make_seller, make_shipping, make_variant

pytestmark = pytest.mark.django_db
CUSTOMER, SHOP = By(OrderEvent.By.CUSTOMER), By(OrderEvent.By.SELLER, SOMEBODY)


def buy(**changes: object) -> Bought:
    with clock.travel(AT):
        return make_bought((make_variant(title="Bol <bleu> & blanc"), 2), **changes)


def only(kind: str, mails: list[Mail]) -> Mail:
    (mail,) = [one for one in mails if one.kind == kind]
    return mail


def open_door(mail: Mail, client: Client) -> str:
    """The page behind the mail's one link, which text and HTML share."""
    (link,) = set(re.findall(rf'href="({re.escape(settings.BASE_URL)}/[^"]+)"', mail.html))
    assert link in mail.text
    answer = client.get(urlsplit(link).path, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_guest_gets_the_receipt_in_their_language_and_the_shop_the_news() -> None:
    bought = buy(language="fr")
    mails = tell_all()
    assert sorted((mail.kind, mail.to) for mail in mails) == [
        ("new_order", bought.order.seller.contact_email),
        ("order_paid", "guest@example.org"),
    ]
    receipt = only("order_paid", mails)
    assert (receipt.language, receipt.reference_id) == ("fr", bought.group.pk)
    assert bought.group.number in receipt.subject
    assert "Bol <bleu> & blanc Bleu × 2  49,80\xa0€" in receipt.text
    assert "Bol &lt;bleu&gt; &amp; blanc" in receipt.html
    for words in ("4,90\xa0€", "54,70\xa0€", "juin 2026"):
        assert words in receipt.text
        assert words in receipt.html
    assert "{" not in receipt.text
    assert "&" not in receipt.text.replace("& blanc", "")
    assert bought.group.number in open_door(receipt, Client())


def test_the_shops_news_stand_in_its_owners_language() -> None:
    with clock.travel(AT):
        variant = make_variant()
        owner = variant.seller.owner
        owner.language = "fr"
        owner.save()
        make_bought((variant, 1), language="en")
    news = only("new_order", tell_all())
    assert news.language == "fr"
    assert "24,90\xa0€" in news.text
    assert f"{settings.BASE_URL}/studio/shops/{variant.seller.slug}/" in news.text


def test_japan_pays_in_whole_yen() -> None:
    with clock.travel(AT):
        seller = make_seller(country="JP", market="JP")
        make_shipping(seller, "JP", price_minor=800)
        make_bought((make_variant(seller, prices={"JP": 3200}), 1), market="JP", language="ja")
    receipt = only("order_paid", tell_all())
    assert receipt.language == "ja"
    assert re.search(r"[¥￥]4,000", receipt.text)
    assert "2026年6月" in receipt.text


def test_whoever_cancels_has_it_in_writing_and_the_shop_stops_packing() -> None:
    bought = buy()
    forget()
    with clock.travel(AT + dt.timedelta(minutes=5)):
        orders.cancel_order(bought.order.pk, by=CUSTOMER, reason="changed_mind")
    mails = tell_all()
    assert "You have cancelled it." in only("order_canceled", mails).text
    assert only("order_canceled_shop", mails).to == bought.order.seller.contact_email
    assert len(mails) == 2


def test_a_cancel_of_the_shop_goes_to_the_customer_only() -> None:
    bought = buy()
    forget()
    with clock.travel(AT + dt.timedelta(minutes=5)):
        orders.cancel_order(bought.order.pk, by=SHOP, reason="out_of_stock")
    (mail,) = tell_all()
    assert (mail.kind, mail.to) == ("order_canceled", "guest@example.org")
    assert "had to cancel it" in mail.text


def test_a_part_that_will_not_come_is_told_with_its_pieces() -> None:
    order = make_order_to_pack((make_variant(title="Bol bleu"), 3))
    forget()
    with clock.travel(RELEASED_AT):
        orders.cancel_line(order.lines.get().pk, 2, by=SHOP, reason="out_of_stock")
    mail = only("line_canceled", tell_all())
    assert "2 × Bol bleu" in mail.text


def test_a_parcel_is_told_with_its_number_and_its_arrival_with_a_question() -> None:
    order = make_order_to_pack((make_variant(), 1))
    forget()
    with clock.travel(RELEASED_AT):
        package = make_package(order)
    mail = only("order_shipped", tell_all())
    assert package.tracking_number in mail.text
    assert package.tracking_number in mail.html
    with clock.travel(RELEASED_AT + dt.timedelta(days=2)):
        orders.mark_delivered(order.pk, by=By(OrderEvent.By.CARRIER), at=clock.now(), kind="delivered")
    arrived = only("order_delivered", tell_all())
    assert order.group.number in open_door(arrived, Client())


def test_money_that_comes_back_is_told_to_the_cent_with_its_reason() -> None:
    order = make_order_to_pack((make_variant(), 2))
    forget()
    with clock.travel(RELEASED_AT):
        orders.refund_amount(order.pk, 1005, by=SHOP, reason="goodwill")
    mail = only("refund_issued", tell_all())
    assert mail.subject.startswith("€10.05 comes back to you")
    assert "Reason: Goodwill" in mail.text


def test_a_transfer_that_never_came_is_told_as_nothing_bought() -> None:
    bought = buy(pay_with=PayWith("transfer"))
    forget()
    with clock.travel(AT + dt.timedelta(days=30)):
        expire_unpaid()
    (mail,) = tell_all()
    assert (mail.kind, mail.to) == ("order_expired", "guest@example.org")
    assert bought.group.number in mail.subject
