"""Scores and signals on pages and over the API: who sees what, and what stands there."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from halles.creators.models import Creator
from halles.fulfillment.models import HandoverProof
from halles.kit import clock
from halles.payouts.models import PayeeHold
from halles.scores import services
from halles.scores.models import Signal
from halles.sellers.models import Seller, SellerStaff
from halles.users.models import User
from halles.users.services import issue_token
from tests.creators.makers import make_creator
from tests.moderation.makers import make_staff
from tests.scores.makers import DAY, NOW, earn, hand_over, make_order, make_orders, make_shop, review
from tests.scores.test_signals import make_signal
from tests.users.makers import make_user

pytestmark = pytest.mark.django_db


def make_scored() -> tuple[Seller, User]:
    """A shop with a score, and who manages it."""
    variant, boss = make_shop(), make_user()
    SellerStaff.objects.create(seller=variant.seller, user=boss, role="manager", added_at=NOW)
    for order in make_orders(variant, 30)[:3]:
        review(order, 1)
    with clock.travel(NOW):
        services.score_shop(variant.seller.pk)
    return Seller.objects.get(pk=variant.seller.pk), boss


def test_the_score_stands_where_people_decide(client: Client) -> None:
    seller, _boss = make_scored()
    assert seller.score_hundredths == 340

    assert "Shop score 3.40 of 5" in client.get(reverse("storefront:shop", args=[seller.slug])).content.decode()
    product = seller.orders.first().lines.get().product_id  # type: ignore[union-attr]
    sheet = client.get(reverse("storefront:offer_sheet", args=[product]), headers={"HX-Request": "true"})
    assert "shop score 3.40 of 5" in sheet.content.decode()


def test_the_sheet_of_a_shop_without_a_score_says_nothing_of_it(client: Client) -> None:
    product = make_shop().product_id
    sheet = client.get(reverse("storefront:offer_sheet", args=[product]), headers={"HX-Request": "true"})

    assert sheet.status_code == 200
    assert "shop score" not in sheet.content.decode()


def test_the_formula_is_told_with_the_numbers_of_the_market(client: Client) -> None:
    assert client.get("/scores/").status_code == 302
    page = client.get("/scores/fr/").content.decode()

    assert "A shop has a score from 30 delivered orders in 90 days on." in page
    assert "1.2%" in page
    assert "2 days" not in page.split("Time for returns")[0]
    assert "A shop below 2.50 opens no flash deals" in page
    assert client.get("/scores/xx/").status_code == 404


def test_the_desk_shows_figures_and_the_lines_of_one(client: Client) -> None:
    seller, boss = make_scored()
    client.force_login(boss)
    desk = reverse("studio:shop_score", args=[seller.slug])

    page = client.get(desk, {"metric": "negative_reviews"}).content.decode()

    assert "3.40" in page
    assert "10.0%" in page or "10%" in page
    assert page.count("first rating: 1 star") == 3
    assert client.get(desk, {"metric": "nonsense"}).status_code == 200


def test_working_it_out_again_is_possible_six_times_an_hour(client: Client) -> None:
    seller, boss = make_scored()
    client.force_login(boss)
    again = reverse("studio:work_out_shop", args=[seller.slug])
    with clock.travel(NOW):
        for _ in range(6):
            assert client.post(again).status_code == 302
        assert client.post(again).status_code == 429


def test_strangers_find_no_desk(client: Client) -> None:
    seller, _boss = make_scored()
    client.force_login(make_user())

    assert client.get(reverse("studio:shop_score_out", args=[seller.slug])).status_code == 404
    assert client.get(reverse("studio:profile_score", args=[make_creator().pk])).status_code == 404


def test_a_profile_sees_its_own_score(client: Client) -> None:
    creator, variant = make_creator(), make_shop()
    for order in make_orders(variant, 30):
        earn(order, creator)
    client.force_login(creator.user)
    with clock.travel(NOW):
        assert client.post(reverse("studio:work_out_profile", args=[creator.pk])).status_code == 302

    assert "5.00" in client.get(reverse("studio:profile_score", args=[creator.pk])).content.decode()
    assert Creator.objects.get(pk=creator.pk).score_hundredths == 500
    public = client.get(reverse("storefront:creator", args=[creator.handle])).content.decode()
    assert "Promotion score 5.00 of 5" in public


def test_the_api_gives_the_score_and_its_lines_to_its_people(client: Client) -> None:
    seller, boss = make_scored()
    secret = issue_token(boss, "score")
    mine = {"Authorization": f"Bearer {secret}"}

    score = client.get(f"/api/v1/shops/{seller.slug}/score", headers=mine).json()
    lines = client.get(f"/api/v1/shops/{seller.slug}/score/lines", headers=mine).json()

    assert (score["hundredths"], score["market"], score["progress"]) == (
        340,
        "FR",
        [{"what": "orders", "count": 30, "of": 30}],
    )
    assert [figure["metric"] for figure in score["figures"]][:2] == ["negative_reviews", "faulty_orders"]
    assert (len(lines["lines"]), lines["next_offset"]) == (120, None)
    assert client.get(f"/api/v1/shops/{seller.slug}/score").status_code == 401
    other = issue_token(make_user(), "score")
    refused = client.get(f"/api/v1/shops/{seller.slug}/score", headers={"Authorization": f"Bearer {other}"})
    assert refused.status_code == 404
    assert client.get("/api/v1/scores/FR").json()["shop"][0]["best"] == 120


def test_staff_read_a_signal_and_hold_payouts(client: Client) -> None:
    signal = make_signal()
    client.force_login(make_staff())

    listed = client.get(reverse("backoffice:signals")).content.decode()
    page = client.get(reverse("backoffice:signal", args=[signal.pk])).content.decode()
    assert "Buying from oneself" in listed
    assert "3 of 8 orders" in page
    assert "People who live together" in page

    decide = reverse("backoffice:decide_signal", args=[signal.pk])
    assert client.post(decide, {"decision": "hold", "days": "7", "why": ""}).status_code == 422
    assert not PayeeHold.objects.exists()
    assert client.post(decide, {"decision": "hold", "days": "7", "why": "Own door."}).status_code == 302
    assert PayeeHold.objects.get().words == "Own door."
    signal.refresh_from_db()
    assert signal.status == Signal.Status.HELD
    assert "Own door." in client.get(reverse("backoffice:signals"), {"which": "decided"}).content.decode()


def test_who_may_not_look_at_fraud_finds_no_signals(client: Client) -> None:
    signal = make_signal()
    client.force_login(make_staff("moderator"))

    assert client.get(reverse("backoffice:signal", args=[signal.pk])).status_code == 403
    assert client.post(reverse("backoffice:decide_signal", args=[signal.pk]), {}).status_code == 403


def test_a_shop_shows_the_receipt_of_a_parcel_and_looks_at_it(client: Client) -> None:
    variant, boss = make_shop(), make_user()
    SellerStaff.objects.create(seller=variant.seller, user=boss, role="packer", added_at=NOW)
    with clock.travel(NOW):
        package = hand_over(make_order(variant, delivered=None), NOW - DAY)
        page = reverse("studio:prove_handover", args=[variant.seller.slug, package.pk])
        assert client.get(page).status_code == 302
        client.force_login(boss)
        assert client.get(page).status_code == 200
        wrong = client.post(page, {"at": "2026-06-17T10:00", "picture": _photo()})
        assert wrong.status_code == 422
        assert not HandoverProof.objects.exists()
        assert client.post(page, {"at": "2026-06-15T10:00", "picture": _photo()}).status_code == 302

    # Ten o'clock in Paris.
    assert HandoverProof.objects.get().handed_over_at.isoformat() == "2026-06-15T08:00:00+00:00"
    shown = client.get(reverse("studio:handover_picture", args=[variant.seller.slug, package.pk]))
    assert (shown["Content-Type"], shown["Cache-Control"]) == ("image/webp", "private, no-store")


def _photo() -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(out, "PNG")
    return SimpleUploadedFile("receipt.png", out.getvalue(), content_type="image/png")


def test_staff_strike_a_receipt(client: Client) -> None:
    variant = make_shop()
    package = hand_over(make_order(variant, delivered=None), NOW - DAY)
    HandoverProof.objects.create(
        package=package,
        handed_over_at=NOW - 2 * DAY,
        key="receipts/x.webp",
        made_by_id=package.packed_by_id,
        made_at=NOW,
    )
    client.force_login(make_staff("support"))

    assert package.tracking_number in client.get(reverse("backoffice:receipts")).content.decode()
    strike = reverse("backoffice:strike_receipt", args=[package.pk])
    client.post(strike, {"why": " "})
    assert HandoverProof.objects.get().struck_at is None
    client.post(strike, {"why": "Another parcel's."})
    assert HandoverProof.objects.get().struck_why == "Another parcel's."
