"""What shops pay creators: read by those who may sell for them, and by no other shop."""

from __future__ import annotations

import pytest
from django.test import Client

from halles.affiliates.models import Participation, Plan
from halles.affiliates.queries.marketplace import usual_rates
from halles.affiliates.queries.showcase import list_showcase
from halles.affiliates.services import marketplace, participating, plans
from halles.catalog.models import Product
from halles.kit import clock
from halles.markets.queries import get_market
from halles.sellers.models import SellerStaff
from tests.affiliates.makers import make_creator
from tests.affiliates.plan_makers import make_invitation, make_open_plan
from tests.affiliates.test_plans_api import api_of
from tests.orders.makers import make_seller, make_variant

pytestmark = pytest.mark.django_db


def signed_in(user: object) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(user)  # type: ignore[arg-type]
    return client


def test_what_shops_pay_is_read_by_those_who_may_sell_for_them() -> None:
    bowl = make_variant()
    make_open_plan(bowl, rate_bps=2_000)
    marketplace.refresh_products([bowl.product_id])
    shop = make_seller()
    official = make_creator(shop.owner, seller=shop)
    SellerStaff.objects.create(seller=shop, user=shop.owner, role="owner", added_at=clock.now())
    newcomer = make_creator(selling="none")
    for profile, said in ((official, "own profile"), (newcomer, "First, permission to earn")):
        desk = signed_in(profile.user)
        page = desk.get(f"/studio/profiles/{profile.pk}/marketplace/").content.decode()
        assert said in page
        assert (bowl.product.title in page, "20%" in page) == (False, False)
        answer = api_of(profile.user).get(f"/api/v1/profiles/{profile.pk}/marketplace?market=FR")
        assert (answer.status_code, answer.json()["code"]) == (403, "creators.not_selling")


def test_one_shop_cannot_reckon_out_what_another_pays() -> None:
    goods = [make_variant() for _ in range(10)]
    for number, one in enumerate(goods):
        make_open_plan(one, rate_bps=500 + 100 * number)
    # Twenty more plans of one shop move nothing but that shop's own middle.
    first = goods[0]
    for _ in range(20):
        make_open_plan(make_variant(seller=first.seller), rate_bps=500)
    usual = usual_rates(get_market("FR"))
    assert (usual.low_bps, usual.middle_bps, usual.high_bps, usual.shop_count) == (700, 900, 1_100, 10)


def test_who_takes_part_by_a_card_of_a_whole_shop_shows_that_product() -> None:
    bowl, other, camille = make_variant(), make_variant(), make_creator()
    plan = make_open_plan(bowl, whole_shop=True)
    desk, base = signed_in(camille.user), f"/studio/profiles/{camille.pk}/"
    marketplace.refresh_products([bowl.product_id])
    assert "10% on all of the shop" in desk.get(f"{base}marketplace/").content.decode()
    # Another shop's product in the same press changes nothing there.
    wrong = desk.post(f"{base}marketplace/{plan.pk}/join/", {"product": str(other.product_id)})
    assert (wrong.status_code, list_showcase(camille.pk)) == (302, [])
    second = make_creator()
    press = signed_in(second.user).post(
        f"/studio/profiles/{second.pk}/marketplace/{plan.pk}/join/", {"product": str(bowl.product_id)}, follow=True
    )
    assert press.redirect_chain[0][0].endswith(f"/marketplace/#good-{bowl.product_id}")
    assert f"all that {bowl.seller.name} sells. The product is in your showcase." in press.content.decode()
    assert list_showcase(second.pk) == [bowl.product_id]


def test_of_two_plans_of_a_shop_the_one_that_counts_is_said() -> None:
    bowl, camille = make_variant(), make_creator()
    participating.join(camille, make_open_plan(bowl, whole_shop=True, rate_bps=800).pk)
    make_invitation(bowl, camille, rate_bps=1_300)
    mine = signed_in(camille.user).get
    said, page = "counts instead", f"/studio/profiles/{camille.pk}/plans/"
    invited = Participation.objects.get(status="invited")
    participating.answer_invitation(invited.pk, yes=True)
    # One product of the shop: the open plan still counts for the others.
    assert said not in mine(page).content.decode()
    Participation.objects.filter(pk=invited.pk).update(target_id=bowl.seller_id)
    Plan.objects.filter(pk=invited.plan_id).update(product=None)
    shown = mine(page).content.decode()
    assert "Your invitation of this shop counts instead: 13%." in shown
    assert shown.index("Targeted plan") < shown.index("Open plan")
    # Raised above it, the open plan is what both pay: it is not replaced by less.
    plans.set_rate(Plan.objects.get(kind="open").pk, 2_000)
    assert said not in mine(page).content.decode()


def test_plans_for_the_same_goods_are_told_apart_by_whom_they_are_for() -> None:
    bowl = make_variant()
    make_open_plan(bowl, whole_shop=True, rate_bps=800)
    zoe, adam = make_creator(handle="zoe.makes"), make_creator(handle="adam.makes")
    for rate_bps, people in ((1_300, (zoe, adam)), (2_000, (make_creator(handle="max"),))):
        Plan.objects.filter(pk=make_invitation(bowl, *people, rate_bps=rate_bps).pk).update(product=None)
    SellerStaff.objects.create(seller=bowl.seller, user=bowl.seller.owner, role="owner", added_at=clock.now())
    desk = signed_in(bowl.seller.owner)
    listed = desk.get(f"/studio/shops/{bowl.seller.slug}/plans/").content.decode()
    assert "Targeted plan @adam.makes @zoe.makes · 0 creators · 2 invited" in listed
    offered = desk.get(f"/studio/shops/{bowl.seller.slug}/samples/").content.decode()
    for name in (
        "The whole shop · Open plan · 8%",
        "The whole shop · Targeted plan · @adam.makes @zoe.makes · 13%",
        "The whole shop · Targeted plan · @max · 20%",
    ):
        assert f">{name}</option>" in offered


def test_the_sum_on_a_card_is_by_the_rate_on_it() -> None:
    bowl, camille = make_variant(prices={"FR": 12_000}), make_creator()
    make_open_plan(bowl, whole_shop=True, rate_bps=800)
    marketplace.refresh_products([bowl.product_id])
    mine, base = signed_in(camille.user), f"/studio/profiles/{camille.pk}/marketplace/"
    assert "€8.00 per sale" in mine.get(base).content.decode()
    make_invitation(bowl, camille, rate_bps=1_300)
    participating.answer_invitation(Participation.objects.get(status="invited").pk, yes=True)
    shown = mine.get(base).content.decode()
    assert ("€13.00 per sale" in shown, "€8.00 per sale" in shown, "on all of the shop" in shown) == (
        True,
        False,
        False,
    )
    (chance,) = api_of(camille.user).get(f"/api/v1/profiles/{camille.pk}/marketplace?market=FR").json()["chances"]
    assert (chance["rate_bps"], chance["my_rate_bps"], chance["earn_minor"]) == (800, 1_300, 1_300)


def test_goods_are_named_in_the_language_of_the_page() -> None:
    bowl, camille = make_variant(), make_creator()
    Product.objects.filter(pk=bowl.product_id).update(translations={"en": {"title": "A stoneware bowl"}})
    part = participating.join(camille, make_open_plan(bowl).pk)
    mine = signed_in(camille.user)
    for path in (f"/studio/profiles/{camille.pk}/plans/", f"/studio/plans/{part.pk}/"):
        shown = mine.get(path).content.decode()
        assert "A stoneware bowl" in shown
        assert bowl.product.title not in shown
