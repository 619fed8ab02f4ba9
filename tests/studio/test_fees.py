"""Flat fees at the desks of both sides and of the staff, by their pages."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from halles.affiliates.models import Fee
from halles.affiliates.services import fees
from halles.kit import clock
from halles.payouts.services import hold_payee
from halles.sellers.models import SellerStaff
from tests.affiliates.fee_makers import make_fee, make_fee_plainly, make_part
from tests.payouts.makers import make_available
from tests.users.makers import make_user
from tests.videos.makers import make_video

pytestmark = pytest.mark.django_db


def signed_in(person: object) -> Client:
    client = Client(headers={"Accept-Language": "fr"})
    client.force_login(person)  # type: ignore[arg-type]
    return client


def owner_of(fee_or_part: object) -> Client:
    seller = fee_or_part.seller if isinstance(fee_or_part, Fee) else fee_or_part.plan.seller  # type: ignore[attr-defined]
    SellerStaff.objects.get_or_create(
        seller=seller, user=seller.owner, defaults={"role": "owner", "added_at": clock.now()}
    )
    return signed_in(seller.owner)


def test_a_shop_offers_a_fee_and_reads_what_is_wrong_with_it() -> None:
    part = make_part()
    make_available(part.plan.seller_id, 50_000)
    shop, path = owner_of(part), f"/studio/shops/{part.plan.seller.slug}/plans/parts/{part.pk}/fee/"
    assert 'Disponible maintenant\xa0: <b class="money">500,00\xa0€</b>' in shop.get(path).content.decode()
    due_on = clock.today("Europe/Paris") + dt.timedelta(days=9)
    given = {"amount": "120,50", "content_kind": "video", "due_on": due_on.isoformat(), "words": "Une minute"}
    for wrong, said in (
        ({"amount": "beaucoup"}, "Indiquez un montant en EUR."),
        ({"amount": "900"}, "La boutique n’a pas cette somme disponible"),
        ({"due_on": "2020-01-01"}, "Le dernier jour se situe entre demain et dans 180 jours."),
    ):
        answer = shop.post(path, {**given, **wrong})
        assert (answer.status_code, said in answer.content.decode(), Fee.objects.count()) == (422, True, 0)
    assert shop.post(path, given).status_code == 302
    fee = Fee.objects.get()
    assert (fee.amount_minor, fee.currency, fee.words) == (12_050, "EUR", "Une minute")
    listed = shop.get(f"/studio/shops/{part.plan.seller.slug}/fees/").content.decode()
    assert "120,50\xa0€" in listed
    assert "Retirer l’offre" in listed


def test_a_creator_agrees_delivers_and_the_shop_refuses_for_staff_to_decide() -> None:
    fee = make_fee()
    mine, shop = signed_in(fee.creator.user), owner_of(fee)
    page, act = f"/studio/profiles/{fee.creator_id}/fees/", f"/studio/fees/{fee.pk}/"
    assert "Accepter<span" in mine.get(page).content.decode()
    mine.post(act, {"act": "agree"})
    assert "Vos vidéos parues depuis votre accord" in mine.get(page).content.decode()
    video = make_video(fee.creator, shows=fee.participation.plan.product.variants.get(), published_at=clock.now())
    assert str(video.pk) in mine.get(page).content.decode()
    told = mine.post(act, {"act": "deliver", "content": "nothing"}, follow=True).content.decode()
    assert "Choisissez quoi faire." in told
    mine.post(act, {"act": "deliver", "content": str(video.pk)})
    review = f"/studio/shops/{fee.seller.slug}/fees/{fee.pk}/"
    assert "le silence vaut accord" in shop.get(f"/studio/shops/{fee.seller.slug}/fees/").content.decode()
    shop.post(review, {"act": "refuse", "why": "Le bol ne se voit pas"})
    staff = signed_in(make_user(is_staff=True, staff_role="admin"))
    listed = staff.get("/staff/fees/").content.decode()
    assert "Le bol ne se voit pas" in listed
    assert "One minute, at your own table" in listed
    # What was delivered, as it stands: the plan's goods in it, and that it is to be seen.
    assert f"<li>{fee.participation.plan.product.title} ·" in listed
    assert "Voir la vidéo" in listed
    video.status = "draft"
    video.save()
    assert "N’est plus visible" in staff.get("/staff/fees/").content.decode()
    staff.post(f"/staff/fees/{fee.pk}/decide/", {"decision": "pay", "why": "Le bol se voit."})
    fee.refresh_from_db()
    assert (fee.status, fee.decision_words) == ("paid", "Le bol se voit.")
    assert "Le bol se voit." in mine.get(page).content.decode()


def test_nobody_else_answers() -> None:
    fee = make_fee()
    stranger = signed_in(make_user())
    assert stranger.post(f"/studio/fees/{fee.pk}/", {"act": "agree"}).status_code == 404
    assert stranger.get(f"/studio/profiles/{fee.creator_id}/fees/").status_code == 404
    assert stranger.post(f"/studio/shops/{fee.seller.slug}/fees/{fee.pk}/", {"act": "withdraw"}).status_code == 404
    fee.refresh_from_db()
    assert fee.status == "offered"


def test_while_the_shops_payouts_are_held_both_sides_read_why_and_until_when() -> None:
    fee, now = make_fee(agreed=True), clock.now()
    staff = make_user(is_staff=True, staff_role="admin")
    words, until = "Envoyez-nous un relevé.", now + dt.timedelta(days=10)
    hold_payee("seller", fee.seller_id, reason="account", words=words, until=until, by=staff)
    mine, shop = signed_in(fee.creator.user), owner_of(fee)
    variant = fee.participation.plan.product.variants.get()
    fees.deliver(fee.pk, make_video(fee.creator, shows=variant, published_at=now).pk)
    shop.post(f"/studio/shops/{fee.seller.slug}/fees/{fee.pk}/", {"act": "accept"})
    fee.refresh_from_db()
    assert fee.status == "accepted"
    listed = shop.get(f"/studio/shops/{fee.seller.slug}/fees/").content.decode()
    assert "Vos virements sont suspendus" in listed
    assert words in listed
    page = mine.get(f"/studio/profiles/{fee.creator_id}/fees/").content.decode()
    assert "Les virements de la boutique sont suspendus" in page
    assert "le compte bancaire de la boutique a changé" in page
    # What the staff wrote to the shop is the shop's.
    assert words not in page
    offer = make_fee_plainly(fee.participation)
    page = mine.get(f"/studio/profiles/{fee.creator_id}/fees/").content.decode()
    assert "Rien ne peut être mis de côté pour vous avant cela" in page
    assert f'Accepter<span class="visually-hidden"> {offer.number}' not in page
