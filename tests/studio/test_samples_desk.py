"""Pages of samples, of earning, of who is paid, and of a shop of one's own."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from halles.affiliates.models import Sample, SampleAppeal, SampleOffer
from halles.affiliates.queries import samples as queries
from halles.affiliates.services.samples import asking
from halles.creators import services as creating
from halles.creators.models import CreatorSelling, PayoutDetails
from halles.kit import clock
from halles.sellers.models import Seller, SellerStaff
from halles.users.models import User
from tests.affiliates.plan_makers import make_open_plan
from tests.affiliates.sample_makers import START, make_asked, make_delivered, make_offer, standing_with_sales
from tests.creators.makers import IBAN, make_creator, make_payee
from tests.creators.test_payout_details import make_verified
from tests.creators.test_selling import follow
from tests.orders.makers import make_variant
from tests.sellers.makers import paper
from tests.users.makers import PASSWORD, make_address, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _has_sold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "standing_of", standing_with_sales)
    monkeypatch.setattr(queries, "standing_of", standing_with_sales)


def enter(person: User) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(person)
    return client


def give_owner(seller: Seller) -> User:
    SellerStaff.objects.get_or_create(
        seller=seller, user=seller.owner, defaults={"role": "owner", "added_at": clock.now()}
    )
    return seller.owner


def test_a_newcomer_reads_what_is_missing_starts_and_sees_the_week() -> None:
    creator = make_creator(selling="none")
    client, page = enter(creator.user), f"/studio/profiles/{creator.pk}/earning/"
    follow(creator, 640)
    assert "640 follow you: 360 are missing." in client.get(page).content.decode()
    refused = client.post(page, {"is_of_age": "on"})
    assert refused.status_code == 422
    assert "so 360 are missing" in refused.content.decode()
    follow(creator, 2_360)
    assert client.post(page, {}).status_code == 422
    assert not CreatorSelling.objects.exists()
    assert client.post(page, {"is_of_age": "on"}).status_code == 302
    creating.spend_place(creator, kind="video", content_id=creator.pk)
    assert "1 of 5 videos this week" in client.get(page).content.decode()
    assert "1 of 5 videos and 0 of 3 shows" in client.get("/studio/").content.decode()
    assert enter(make_user()).get(page).status_code == 404


def test_account_numbers_are_never_shown_again() -> None:
    user = make_user()
    client, page = enter(user), "/studio/payout-details/"
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    assert client.get(page).status_code == 200
    typed = {
        "country": "FR",
        "holder": "Nora Petit",
        "line1": "12 rue des Halles",
        "postal_code": "75001",
        "city": "Paris",
        "phone": "01 42 36 00 00",
        "tax_id": "1234567890123",
        "bank_account": "FR76",
    }
    assert client.post(page, typed).status_code == 422
    assert not PayoutDetails.objects.exists()
    assert client.post(page, {**typed, "bank_account": IBAN}).status_code == 302
    shown = client.get(page).content.decode()
    assert "•••• 0189" in shown
    assert IBAN not in shown
    assert "1234567890123" not in shown
    assert client.post(f"{page}paper/", {"file": paper(name="id.png", content=b"nothing")}).status_code == 422
    assert client.post(f"{page}paper/", {"file": paper()}).status_code == 302
    assert PayoutDetails.objects.get().document_type == "image/png"


def test_five_steps_to_a_shop_of_ones_own() -> None:
    creator = make_creator(name="Nora")
    client = enter(creator.user)

    def step(number: int, **typed: Any) -> Any:
        return client.post(f"/studio/own-shop/{number}/", typed)

    assert client.get("/studio/own-shop/6/").status_code == 404
    assert client.get("/studio/own-shop/3/")["Location"] == "/studio/own-shop/1/"
    assert 'value="Nora"' in client.get("/studio/own-shop/1/").content.decode()
    assert step(1, name="", contact_email="nora@example.org").status_code == 422
    assert step(1, name="Chez Nora", contact_email="nora@example.org", place="Dijon").status_code == 302
    assert step(2, story="Je tourne des bols.")["Location"] == "/studio/own-shop/3/"
    assert "We know too little about you" in client.get("/studio/own-shop/3/").content.decode()
    make_verified(creator.user)
    assert "Nora Petit" in client.get("/studio/own-shop/3/").content.decode()
    step(3)
    assert IBAN not in client.get("/studio/own-shop/4/").content.decode()
    step(4)
    unsaid = step(5)
    assert (unsaid.status_code, Seller.objects.count()) == (422, 0)
    assert "A shop opens with this promise only." in unsaid.content.decode()
    assert step(5, is_certified="on")["Location"] == "/studio/shops/chez-nora/"
    seller = Seller.objects.get()
    assert (seller.status, seller.story, seller.place) == ("approved", "Je tourne des bols.", "Dijon")


def test_without_details_no_shop_opens() -> None:
    client = enter(make_user())
    client.post("/studio/own-shop/1/", {"name": "Chez Nora", "contact_email": "nora@example.org"})
    assert client.post("/studio/own-shop/5/", {"is_certified": "on"}).status_code == 422
    assert not Seller.objects.exists()


def test_a_creator_asks_on_the_page_and_the_shop_answers_on_its_own() -> None:
    variant, creator = make_variant(), make_creator()
    offer = make_offer(variant, words="Filmez-le plein de soupe.")
    client, address = enter(creator.user), make_address(creator.user)
    offers = client.get(f"/studio/profiles/{creator.pk}/samples/?which=offers").content.decode()
    assert variant.product.title in offers
    page = f"/studio/profiles/{creator.pk}/samples/offers/{offer.pk}/"
    assert "Filmez-le plein de soupe." in client.get(page).content.decode()
    assert client.post(page, {"variant": "x", "address": "y"}).status_code == 422
    asked = {"variant": str(variant.pk), "address": str(address.pk), "words": "Au petit déjeuner."}
    assert client.post(page, asked).status_code == 302
    sample = Sample.objects.get()
    assert (sample.status, sample.ship_to["line1"]) == ("asked", "12 rue des Halles")
    desk = enter(give_owner(variant.seller))
    listed = desk.get(f"/studio/shops/{variant.seller.slug}/samples/").content.decode()
    assert f"@{creator.handle}" in listed
    # The address is the creator's own until the shop says yes.
    assert "12 rue des Halles" not in listed
    decide = f"/studio/shops/{variant.seller.slug}/samples/{sample.pk}/decide/"
    assert enter(make_user()).post(decide, {"answer": "yes"}).status_code == 404
    assert desk.post(decide, {"answer": "yes"}).status_code == 302
    sample.refresh_from_db()
    assert sample.status == "approved"


def test_a_shop_offers_changes_and_closes() -> None:
    variant = make_variant()
    desk, page = enter(give_owner(variant.seller)), f"/studio/shops/{variant.seller.slug}/samples/"
    assert "open a plan first" in desk.get(page).content.decode()
    plan = make_open_plan(variant)
    typed = {
        "offer-plan": str(plan.pk),
        "offer-product": str(variant.product_id),
        "offer-pieces": "2",
        "offer-followers_min": "0",
        "offer-sales_min": "0",
    }
    assert desk.post(f"{page}offer/", {**typed, "offer-pieces": "0"}).status_code == 422
    assert desk.post(f"{page}offer/", typed).status_code == 302
    offer = SampleOffer.objects.get()
    desk.post(f"{page}offers/{offer.pk}/", {"pieces": "5"})
    offer.refresh_from_db()
    assert offer.piece_max == 5
    desk.post(f"{page}offers/{offer.pk}/", {"pieces": "5", "close": "1"})
    offer.refresh_from_db()
    assert offer.closed_at is not None


def test_days_more_an_appeal_the_staffs_answer_and_stars() -> None:
    with clock.travel(START):
        sample = make_delivered(make_asked())
    assert sample.due_at is not None
    client, staff = enter(sample.creator.user), enter(make_user(is_staff=True, staff_role="admin"))
    with clock.travel(sample.due_at - dt.timedelta(days=1)):
        listed = client.get(f"/studio/profiles/{sample.creator_id}/samples/").content.decode()
        assert "7 days more, once" in listed
        client.post(f"/studio/samples/{sample.pk}/extend/")
        appeal = f"/studio/samples/{sample.pk}/appeal/"
        assert client.get(appeal).status_code == 200
        assert client.post(appeal, {"reason": "defect", "words": ""}).status_code == 422
        assert client.post(appeal, {"reason": "defect", "words": "Fendu."}).status_code == 302
        assert "Fendu." in staff.get("/staff/samples/").content.decode()
        staff.post(f"/staff/samples/{sample.pk}/answer/", {"decision": "grant", "answer": ""})
        assert SampleAppeal.objects.get().status == "open"
        staff.post(f"/staff/samples/{sample.pk}/answer/", {"decision": "grant", "answer": "We see the crack."})
        assert SampleAppeal.objects.get().status == "granted"
        desk = enter(give_owner(sample.seller))
        page = f"/studio/shops/{sample.seller.slug}/samples/"
        assert "How did it go?" in desk.get(f"{page}?which=over").content.decode()
        desk.post(f"{page}{sample.pk}/rate/", {"stars": "9"})
        desk.post(f"{page}{sample.pk}/rate/", {"stars": "4", "words": "Honnête."})
    sample.refresh_from_db()
    assert (sample.status, sample.stars, sample.extended_at is not None) == ("excused", 4, True)


def test_a_request_is_taken_back_by_its_own_creator_only() -> None:
    sample = make_asked()
    stranger = enter(make_creator().user)
    assert stranger.post(f"/studio/samples/{sample.pk}/withdraw/").status_code == 404
    enter(sample.creator.user).post(f"/studio/samples/{sample.pk}/withdraw/")
    sample.refresh_from_db()
    assert sample.status == "withdrawn"


def test_staff_verifies_an_identity_and_who_read_the_paper_is_written_down() -> None:
    user = make_user()
    creating.save_payout_details(user, payee=make_payee())
    details = creating.give_identity_paper(user, file=paper())
    staff = enter(make_user(is_staff=True, staff_role="admin"))
    assert "Nora Petit" in staff.get("/staff/identities/").content.decode()
    read = staff.get(f"/staff/identities/{user.pk}/paper/")
    assert read["Content-Disposition"].startswith("attachment")
    assert b"".join(read) != b""  # type: ignore[arg-type]
    decide = f"/staff/identities/{user.pk}/decide/"
    staff.post(decide, {"decision": "verify", "paper": "another"})
    assert PayoutDetails.objects.get().status == "given"
    assert enter(make_user()).post(decide, {"decision": "verify", "paper": details.document_key}).status_code == 404
    seen = {"paper": details.document_key, "changed": details.changed_at.isoformat()}
    staff.post(decide, {"decision": "verify", **seen})
    assert PayoutDetails.objects.get().status == "verified"
