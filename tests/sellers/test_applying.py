"""From application to decision, and what is refused on the way."""

from __future__ import annotations

import zlib

import pytest

from halles.kit.storage import private_storage
from halles.moderation.models import StaffAction
from halles.sellers import services
from halles.sellers.errors import (
    ApplicationInvalid,
    DocumentNotFound,
    DocumentRefused,
    NotComplete,
    NothingAsked,
    RoleTooLow,
    TooManyShops,
    WhyMissing,
    WrongStatus,
)
from halles.sellers.events import SellerApplied, SellerApproved, SellerNeedsInfo, SellerSuspended
from halles.sellers.models import Seller, SellerDocument, SellerStaff
from halles.sellers.queries import list_missing_points, list_waiting
from halles.users.addresses import AddressData
from tests.announcements import heard
from tests.sellers.makers import make_applicant, make_application, make_seller, paper
from tests.users.makers import make_user

pytestmark = pytest.mark.django_db


def test_an_application_is_kept_in_clean_form_and_waits() -> None:
    user = make_user()
    with heard(SellerApplied) as events:
        seller = services.apply(user=user, application=make_application())
    seller.refresh_from_db()
    assert (seller.status, seller.slug, seller.country, seller.market) == ("applied", "les-mailles-dyport", "FR", "FR")
    assert (seller.registration_number, seller.vat_number) == ("732829320", "FR40303265045")
    assert (seller.bank_account, seller.phone) == ("FR7630006000011234567890189", "+33235277711")
    assert SellerStaff.objects.get(seller=seller).role == "owner"
    assert events == [SellerApplied(seller.pk)]
    assert [waiting.pk for waiting in list_waiting().rows] == [seller.pk]


def test_what_is_wrong_is_said_field_by_field_and_nothing_is_written() -> None:
    application = make_application(
        name=" ",
        kind="club",
        market="ZZ",
        contact_email="nobody",
        registration_number="732 829 321",
        bank_account="FR76 3000 6000 0112 3456 7890 188",
        address=AddressData(name="", line1="8 rue Foy", postal_code="9", city="Yport", country="FR", phone="12"),
    )
    with pytest.raises(ApplicationInvalid) as refused:
        services.apply(user=make_user(), application=application)
    assert sorted(refused.value.fields) == [
        "bank_account",
        "contact_email",
        "kind",
        "legal_name",
        "market",
        "name",
        "phone",
        "postal_code",
        "registration_number",
    ]
    assert not Seller.objects.exists()


def test_two_shops_of_one_name_get_two_addresses() -> None:
    slugs = [services.apply(user=make_user(), application=make_application()).slug for _ in range(3)]
    assert slugs == ["les-mailles-dyport", "les-mailles-dyport-2", "les-mailles-dyport-3"]
    japanese = services.apply(user=make_user(), application=make_application(name="山田屋"))
    assert japanese.slug.startswith("shop-")


def test_a_sixth_shop_is_refused() -> None:
    user = make_user()
    for number in range(5):
        make_seller(owner=user, slug=f"shop-{number}", status="closed" if number == 0 else "approved")
    services.apply(user=user, application=make_application())
    with pytest.raises(TooManyShops):
        services.apply(user=user, application=make_application())
    assert Seller.objects.filter(owner=user).count() == 6


def test_staff_approves_a_complete_application() -> None:
    seller, staff = make_applicant(), make_user(is_staff=True)
    with heard(SellerApproved) as events:
        services.approve(seller, by=staff, why="Papers fit.")
    seller.refresh_from_db()
    assert seller.status == "approved"
    assert seller.may_sell
    assert events == [SellerApproved(seller.pk)]
    action = StaffAction.objects.get()
    assert (action.by_id, action.verb, action.target_id, action.why) == (
        staff.pk,
        "approve_seller",
        str(seller.pk),
        "Papers fit.",
    )


def test_approval_names_exactly_what_the_market_still_requires() -> None:
    application = make_application(tax_id="", is_certified=False)
    seller = services.apply(user=make_user(), application=application)
    services.add_document(seller, user=seller.owner, kind="register_extract", file=paper("pdf"))
    with pytest.raises(NotComplete) as refused, heard(SellerApproved) as events:
        services.approve(seller, by=make_user(is_staff=True))
    assert refused.value.data["missing"] == ["identity_document", "tax_id", "self_certification"]
    assert str(refused.value) == (
        "This shop cannot be approved yet. Missing: Send a readable copy of the identity card or passport of the"
        " responsible person. Give the tax number under which you declare your sales. Confirm that you will only offer"
        " goods that respect the law."
    )
    seller.refresh_from_db()
    assert (seller.status, events, StaffAction.objects.count()) == ("applied", [], 0)


def test_a_person_needs_no_register() -> None:
    seller = services.apply(
        user=make_user(), application=make_application(kind="individual", registration_number="", vat_number="")
    )
    services.add_document(seller, user=seller.owner, kind="identity_document", file=paper("jpeg"))
    assert services.approve(seller, by=make_user(is_staff=True)).status == "approved"


def test_staff_asks_for_what_is_missing_and_the_applicant_answers() -> None:
    seller, staff = make_applicant(), make_user(is_staff=True)
    with heard(SellerNeedsInfo) as events:
        services.ask_for(seller, missing=["document_expired", "nonsense"], by=staff, note="The passport ended in May.")
    seller.refresh_from_db()
    assert (seller.status, seller.missing) == ("needs_info", ["document_expired"])
    assert events == [SellerNeedsInfo(seller.pk, ("document_expired",), "The passport ended in May.")]
    assert [str(p.sentence) for p in list_missing_points(seller)] == [
        "A document is no longer valid. Send one that is."
    ]
    with pytest.raises(WrongStatus):
        services.approve(seller, by=staff)
    services.submit_again(seller, application=make_application(story="We knit, and mend."))
    seller.refresh_from_db()
    assert (seller.status, seller.missing, seller.missing_note) == ("applied", [], "")
    assert services.approve(seller, by=staff).status == "approved"
    with pytest.raises(WrongStatus):
        services.submit_again(seller, application=make_application())


def test_asking_for_nothing_is_refused() -> None:
    seller = make_applicant()
    with pytest.raises(NothingAsked):
        services.ask_for(seller, missing=["nonsense"], by=make_user(is_staff=True))
    seller.refresh_from_db()
    assert (seller.status, StaffAction.objects.count()) == ("applied", 0)


def test_a_shop_is_suspended_with_a_reason_and_reinstated() -> None:
    seller, staff = make_seller(), make_user(is_staff=True)
    with pytest.raises(WhyMissing):
        services.suspend(seller, by=staff, why="  ")
    with heard(SellerSuspended) as events:
        services.suspend(seller, by=staff, why="Counterfeits.")
    seller.refresh_from_db()
    assert (seller.status, seller.may_sell) == ("suspended", False)
    assert events == [SellerSuspended(seller.pk, "Counterfeits.")]
    assert services.reinstate(seller, by=staff, why="Invoices shown.").may_sell
    assert [a.verb for a in StaffAction.objects.order_by("at")] == ["suspend_seller", "reinstate_seller"]


def test_an_application_is_not_reinstated_past_its_papers() -> None:
    seller = services.apply(user=make_user(), application=make_application())
    with pytest.raises(WrongStatus):
        services.reinstate(seller, by=make_user(is_staff=True), why="Looks nice.")
    seller.refresh_from_db()
    assert seller.status == "applied"


def test_only_staff_or_the_owner_close_a_shop() -> None:
    seller = make_seller()
    with pytest.raises(RoleTooLow):
        services.close(seller, by=make_user(), why="Mine now.")
    services.close(seller, by=seller.owner, why="We retire.")
    seller.refresh_from_db()
    assert (seller.status, StaffAction.objects.count()) == ("closed", 0)


@pytest.mark.parametrize("kind", ["png", "jpeg", "pdf"])
def test_a_paper_is_kept_in_the_private_store(kind: str) -> None:
    seller = make_seller(status="applied")
    file = paper(kind, "../../passport of me\n.x")
    content = file.read()
    file.seek(0)
    document = services.add_document(seller, user=seller.owner, kind="identity_document", file=file)
    assert document.file_name == "passport of me.x"
    assert document.content_type == {"png": "image/png", "jpeg": "image/jpeg", "pdf": "application/pdf"}[kind]
    with private_storage().open(document.key) as kept:
        assert kept.read() == content


@pytest.mark.parametrize(
    "content",
    [b"", b"<svg xmlns='urn:x'/>", b"MZ" + b"0" * 500, b"\x89PNG\r\n\x1a\n", b"%PDF-1.7"],
)
def test_what_is_no_picture_and_no_pdf_is_refused(content: bytes) -> None:
    seller = make_seller(status="applied")
    file = paper(name="passport.png", content=content)
    with pytest.raises(DocumentRefused):
        services.add_document(seller, user=seller.owner, kind="identity_document", file=file)
    assert not SellerDocument.objects.exists()


def test_a_picture_that_unfolds_to_too_many_pixels_is_refused() -> None:
    seller = make_seller(status="applied")
    content = bytearray(paper().read())
    content[16:24] = (8_000).to_bytes(4, "big") * 2
    content[29:33] = zlib.crc32(content[12:29]).to_bytes(4, "big")
    file = paper(name="bomb.png", content=bytes(content))
    with pytest.raises(DocumentRefused):
        services.add_document(seller, user=seller.owner, kind="identity_document", file=file)


def test_a_paper_is_taken_back_before_the_decision_only(django_capture_on_commit_callbacks) -> None:  # type: ignore[no-untyped-def]
    seller = make_seller(status="applied")
    document = services.add_document(seller, user=seller.owner, kind="identity_document", file=paper())
    with pytest.raises(DocumentNotFound):
        services.remove_document(make_seller(status="applied"), document_id=document.pk)
    with django_capture_on_commit_callbacks(execute=True):
        services.remove_document(seller, document_id=document.pk)
    assert not private_storage().exists(document.key)
    kept = services.add_document(seller, user=seller.owner, kind="identity_document", file=paper())
    Seller.objects.filter(pk=seller.pk).update(status="approved")
    with pytest.raises(WrongStatus):
        services.remove_document(seller, document_id=kept.pk)
    assert private_storage().exists(kept.key)
