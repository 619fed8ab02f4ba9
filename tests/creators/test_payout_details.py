"""Who is paid, where to, who they are; and a shop that opens with what is known."""

from __future__ import annotations

from typing import Any

import pytest

from halles.creators import errors, queries, services
from halles.creators.events import IdentityDecided, PayoutDetailsChanged
from halles.creators.models import Creator, PayoutDetails
from halles.creators.services import ShopFace
from halles.kit.sealing import reseal_all
from halles.moderation.models import StaffAction
from halles.sellers.errors import ApplicationInvalid, DocumentRefused
from halles.sellers.events import SellerApplied, SellerApproved
from halles.sellers.models import Seller
from halles.users.models import User
from tests.announcements import heard
from tests.creators.makers import IBAN, make_creator, make_payee
from tests.sellers.makers import paper
from tests.users.makers import make_address_data, make_user

pytestmark = pytest.mark.django_db
OTHER_IBAN = "DE89370400440532013000"
FACE: dict[str, Any] = {"name": "Chez Nora", "contact_email": "nora@example.org", "is_certified": True}


def make_staff() -> User:
    return make_user(is_staff=True, staff_role="admin")


def make_verified(user: User) -> PayoutDetails:
    services.save_payout_details(user, payee=make_payee())
    details = services.give_identity_paper(user, file=paper())
    return services.verify_identity(details, by=make_staff())


def test_numbers_stand_sealed_and_reach_only_the_bank() -> None:
    creator = make_creator()
    assert queries.payout_account(creator.pk) is None
    with heard(PayoutDetailsChanged) as told:
        details = services.save_payout_details(
            creator.user, payee=make_payee(bank_account="FR76 3000 6000 0112 3456 7890 189")
        )
    assert told == [PayoutDetailsChanged(creator.user_id, is_first=True)]
    row = PayoutDetails.objects.values().get()
    assert IBAN not in str(row)
    assert "1234567890123" not in str(row)
    account = queries.payout_account(creator.pk)
    assert account is not None
    assert (account.holder, account.country, account.bank_account, account.is_verified) == (
        "Nora Petit",
        "FR",
        IBAN,
        False,
    )
    assert details.status == "given"


def test_a_shops_profile_is_paid_as_a_shop() -> None:
    creator = make_creator()
    services.save_payout_details(creator.user, payee=make_payee())
    seller = Seller.objects.create(
        slug="a", name="A", owner=creator.user, country="FR", market="FR", kind="individual", legal_name="A",
        contact_email="a@example.org", phone="+33142360000", address={}, applied_at=creator.created_at,
    )  # fmt: skip
    Creator.objects.filter(pk=creator.pk).update(seller=seller)
    assert queries.payout_account(creator.pk) is None


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("holder", {"holder": "  "}),
        ("bank_account", {"bank_account": "FR7630006000011234567890188"}),
        ("bank_account", {"bank_account": ""}),
        ("tax_id", {"tax_id": "?"}),
        ("tax_id", {"tax_id": ""}),
        ("phone", {"address": make_address_data(phone="")}),
    ],
)
def test_what_is_wrong_is_said_by_field_and_nothing_kept(field: str, changes: dict[str, Any]) -> None:
    user = make_user()
    with pytest.raises(errors.DetailsInvalid) as refused:
        services.save_payout_details(user, payee=make_payee(**changes))
    assert list(refused.value.fields) == [field]
    assert PayoutDetails.objects.count() == 0


def test_empty_numbers_leave_what_was_given_and_another_name_is_verified_anew() -> None:
    user = make_user()
    make_verified(user)
    with heard(PayoutDetailsChanged) as told:
        same = services.save_payout_details(user, payee=make_payee(tax_id="", bank_account=""))
        assert (same.bank_account, same.tax_id, same.status) == (IBAN, "1234567890123", "verified")
        moved = services.save_payout_details(user, payee=make_payee(bank_account=OTHER_IBAN, tax_id=""))
        assert (moved.bank_account, moved.status) == (OTHER_IBAN, "verified")
    assert told == [PayoutDetailsChanged(user.pk, is_first=False)]
    renamed = services.save_payout_details(user, payee=make_payee(holder="Nora Grand", bank_account="", tax_id=""))
    assert (renamed.status, renamed.decided_at) == ("given", None)


def test_staff_looks_at_the_paper_once() -> None:
    user, staff = make_user(), make_staff()
    with pytest.raises(errors.DetailsMissing):
        services.give_identity_paper(user, file=paper())
    services.save_payout_details(user, payee=make_payee())
    with pytest.raises(DocumentRefused):
        services.give_identity_paper(user, file=paper(name="id.png", content=b"not a picture"))
    first = services.give_identity_paper(user, file=paper())
    assert [one.pk for one in queries.list_identities_waiting()] == [user.pk]
    with pytest.raises(errors.WhyMissing):
        services.refuse_identity(first, by=staff, note=" ")
    second = services.give_identity_paper(user, file=paper("pdf"))
    # A paper handed in meanwhile is another one than was looked at.
    with pytest.raises(errors.NothingToDecide):
        services.verify_identity(first, by=staff)
    # A name given since is another one than was compared with the paper.
    services.save_payout_details(user, payee=make_payee(holder="Somebody Else"))
    with pytest.raises(errors.NothingToDecide):
        services.verify_identity(second, by=staff)
    second.refresh_from_db()
    with heard(IdentityDecided) as told:
        services.refuse_identity(second, by=staff, note="One corner is missing.")
    assert told == [IdentityDecided(user.pk, is_verified=False, note="One corner is missing.")]
    with pytest.raises(errors.NothingToDecide):
        services.verify_identity(second, by=staff)
    assert (StaffAction.objects.get().verb, queries.list_identities_waiting()) == ("refuse_identity", [])


def test_a_verified_creator_opens_a_shop_at_once() -> None:
    creator = make_creator()
    make_verified(creator.user)
    with heard(SellerApplied, SellerApproved) as told:
        seller = services.open_own_shop(creator.user, face=ShopFace(**FACE))
    assert (seller.status, [type(one).__name__ for one in told]) == ("approved", ["SellerApplied", "SellerApproved"])
    assert (seller.legal_name, seller.kind, seller.market, seller.bank_account) == (
        "Nora Petit",
        "individual",
        "FR",
        IBAN,
    )
    assert seller.documents.get().kind == "identity_document"
    official = queries.find_official(seller.pk)
    assert official is not None
    assert official.name == "Chez Nora"


def test_who_is_not_verified_yet_waits_for_a_person() -> None:
    user = make_user()
    with pytest.raises(errors.DetailsMissing):
        services.open_own_shop(user, face=ShopFace(**FACE))
    assert Seller.objects.count() == 0
    services.save_payout_details(user, payee=make_payee())
    services.give_identity_paper(user, file=paper())
    assert services.open_own_shop(user, face=ShopFace(**FACE)).status == "applied"


def test_without_ones_word_the_market_asks_for_it() -> None:
    user = make_user()
    make_verified(user)
    seller = services.open_own_shop(user, face=ShopFace(**{**FACE, "is_certified": False}))
    assert seller.status == "applied"
    with pytest.raises(ApplicationInvalid):
        services.open_own_shop(user, face=ShopFace(**{**FACE, "name": ""}))
    assert Seller.objects.count() == 1


def test_a_new_secret_seals_a_creators_numbers_anew_and_leaves_what_none_opens(settings: Any) -> None:
    mine, lost = (services.save_payout_details(make_user(), payee=make_payee()) for _ in range(2))
    PayoutDetails.objects.filter(pk=lost.pk).update(bank_account_sealed="of a secret that is gone")
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "n" * 40, [settings.SECRET_KEY]
    assert reseal_all() == 3
    settings.SECRET_KEY_FALLBACKS = []
    assert reseal_all() == 0
    again = PayoutDetails.objects.get(pk=mine.pk)
    assert (again.bank_account, again.tax_id) == (make_payee().bank_account, make_payee().tax_id)
    assert PayoutDetails.objects.get(pk=lost.pk).bank_account_sealed == "of a secret that is gone"
