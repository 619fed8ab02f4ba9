"""The bank account of a shop: changed by its owner alone, in the trader's name, sealed."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from halles.kit import clock
from halles.kit.errors import Refusal
from halles.sellers import services
from halles.sellers.errors import AccountInvalid, RoleTooLow
from halles.sellers.events import SellerAccountChanged
from halles.sellers.models import Seller
from tests.announcements import heard
from tests.creators.makers import IBAN
from tests.sellers.makers import give_place, make_seller
from tests.users.makers import make_user

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 6, 1, 9, tzinfo=dt.UTC)
OTHER_IBAN = "DE89370400440532013000"
TRADER = "Les Mailles d'Yport SARL"


def make_paid_shop() -> Seller:
    seller = make_seller(bank_account_holder="Mailles")
    seller.bank_account = IBAN
    seller.save()
    return seller


def test_the_owner_gives_another_account_and_it_stands_sealed() -> None:
    seller = make_paid_shop()
    assert services.holders_of(seller) == ["Mailles", TRADER]
    with clock.travel(NOW), heard(SellerAccountChanged) as told:
        services.change_account(seller, by=seller.owner, holder=TRADER, number="de89 3704 0044 0532 0130 00")
    assert told == [SellerAccountChanged(seller.pk, NOW)]
    kept = Seller.objects.get()
    assert (kept.bank_account, kept.bank_account_holder, kept.account_changed_at) == (OTHER_IBAN, TRADER, NOW)
    assert OTHER_IBAN not in str(Seller.objects.values().get())
    with heard(SellerAccountChanged) as told:
        services.change_account(seller, by=seller.owner, holder=TRADER, number=OTHER_IBAN)
    assert told == []
    assert Seller.objects.get().account_changed_at == NOW, "the same account is no change"


@pytest.mark.parametrize(
    ("refusal", "who", "changes", "fields"),
    [
        (RoleTooLow, "manager", {}, set()),
        (RoleTooLow, "stranger", {}, set()),
        (AccountInvalid, "owner", {"number": "DE89370400440532013001"}, {"number"}),
        (AccountInvalid, "owner", {"holder": "Somebody Else"}, {"holder"}),
        (AccountInvalid, "owner", {"holder": "", "number": ""}, {"holder", "number"}),
    ],
)
def test_nobody_else_changes_it_and_no_account_of_somebody_else_is_taken(
    refusal: type[Refusal], who: str, changes: dict[str, str], fields: set[str]
) -> None:
    seller = make_paid_shop()
    people: dict[str, Any] = {"owner": seller.owner, "manager": make_user(), "stranger": make_user()}
    give_place(seller, people["manager"], "manager")
    before = Seller.objects.values().get()
    with heard(SellerAccountChanged) as told, pytest.raises(refusal) as refused:
        services.change_account(seller, by=people[who], **{"holder": TRADER, "number": OTHER_IBAN, **changes})
    assert set(getattr(refused.value, "fields", {})) == fields
    assert (Seller.objects.values().get(), told) == (before, [])
