"""Who may enter a shop, and what the public learns of it."""

from __future__ import annotations

import pytest

from halles.markets.queries import get_market
from halles.sellers.errors import RoleTooLow, SellerNotFound
from halles.sellers.queries import (
    get_public_seller,
    get_seller_for_staff_member,
    list_sellers_of,
    list_staff,
    trader_disclosure,
)
from tests.sellers.makers import give_place, make_seller
from tests.users.makers import make_user

pytestmark = pytest.mark.django_db


def test_a_shop_opens_to_its_people_by_id_and_by_slug(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    seller = make_seller()
    with django_assert_num_queries(1):
        assert get_seller_for_staff_member(seller.owner, seller.pk) == seller
    assert get_seller_for_staff_member(seller.owner, seller.slug, at_least="owner") == seller
    assert get_seller_for_staff_member(seller.owner, str(seller.pk)) == seller


def test_strangers_staff_of_the_platform_and_the_unknown_get_the_same_answer() -> None:
    seller = make_seller()
    for user, key in [
        (make_user(), seller.slug),
        (make_user(is_staff=True), seller.slug),
        (seller.owner, "no-such-shop"),
    ]:
        with pytest.raises(SellerNotFound):
            get_seller_for_staff_member(user, key)


def test_a_packer_packs_and_a_manager_manages() -> None:
    seller, packer, manager = make_seller(), make_user(), make_user()
    give_place(seller, packer)
    give_place(seller, manager, "manager")
    assert get_seller_for_staff_member(packer, seller.pk) == seller
    assert get_seller_for_staff_member(manager, seller.pk, at_least="manager") == seller
    with pytest.raises(RoleTooLow):
        get_seller_for_staff_member(packer, seller.pk, at_least="manager")
    with pytest.raises(RoleTooLow):
        get_seller_for_staff_member(manager, seller.pk, at_least="owner")
    assert list_sellers_of(packer) == [seller]
    assert list_sellers_of(packer, at_least="manager") == []
    assert [place.role for place in list_staff(seller)] == ["owner", "manager", "packer"]


@pytest.mark.parametrize("status", ["applied", "needs_info", "suspended", "closed"])
def test_only_approved_shops_have_a_public_page(status: str) -> None:
    seller = make_seller(status=status)
    with pytest.raises(SellerNotFound):
        get_public_seller(seller.slug)


def test_a_trader_is_shown_as_each_market_demands() -> None:
    seller = make_seller(registration_number="732829320", vat_number="FR40303265045", representative="Camille Durand")
    french = trader_disclosure(seller, get_market("FR"), "fr-FR")
    assert [(line.code, line.text) for line in french] == [
        ("legal_name", "Les Mailles d'Yport SARL"),
        ("address", "Les Mailles d'Yport SARL\n8 rue Emmanuel Foy\n76111 Yport\nFrance"),
        ("email", "bonjour@mailles.example"),
        ("phone", "+33 2 35 27 77 11"),
        ("registration_number", "732829320"),
        ("vat_number", "FR40303265045"),
    ]
    assert french[0].label == "Professionnel"
    american = trader_disclosure(seller, get_market("US"), "en-US")
    assert [line.code for line in american] == ["legal_name", "address", "email", "phone"]
    japanese = trader_disclosure(seller, get_market("JP"), "ja-JP")
    assert [line.code for line in japanese] == ["legal_name", "representative", "address", "phone", "email"]
    assert japanese[1].label == "運営責任者"


def test_a_line_the_trader_does_not_have_is_left_out() -> None:
    lines = trader_disclosure(make_seller(), get_market("FR"), "fr-FR")
    assert [line.code for line in lines] == ["legal_name", "address", "email", "phone"]
