"""The pages of plans: a shop's, seen by its managers alone, and a creator's, seen by them alone."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.utils import translation

from halles.affiliates.models import MarketplaceEntry, Participation, Plan, TalkMessage
from halles.affiliates.services import marketplace, participating
from halles.kit import clock
from halles.markets.queries import get_market
from halles.orders.models import OrderLine
from halles.sellers.models import SellerStaff
from halles.studio.showable import showable_products
from halles.users.models import User
from tests.affiliates.makers import make_earned
from tests.affiliates.plan_makers import make_invitation, make_open_plan
from tests.creators.makers import make_creator
from tests.orders.makers import make_seller, make_variant
from tests.users.makers import make_user
from tests.videos.makers import make_video

pytestmark = pytest.mark.django_db


def signed_in(user: object) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(user)  # type: ignore[arg-type]
    return client


def owner_of(variant: object) -> Client:
    seller = variant.seller  # type: ignore[attr-defined]
    SellerStaff.objects.get_or_create(
        seller=seller, user=seller.owner, defaults={"role": "owner", "added_at": clock.now()}
    )
    return signed_in(seller.owner)


def test_a_shop_opens_a_plan_with_the_usual_rates_beside_the_field() -> None:
    bowl = make_variant()
    desk, base = owner_of(bowl), f"/studio/shops/{bowl.seller.slug}/plans/"
    assert "Nobody sells for you yet" in desk.get(base).content.decode()
    page = desk.get(f"{base}new/").content.decode()
    assert "about <b>12%</b>, mostly between 8% and 20%" in page
    refused = desk.post(f"{base}new/", {"product": "", "rate": "90", "content_kind": "any"})
    assert (refused.status_code, Plan.objects.count()) == (422, 0)
    assert "between 1 and 80 percent" in refused.content.decode()
    made = desk.post(f"{base}new/", {"product": str(bowl.product_id), "rate": "12.5", "content_kind": "any"})
    assert made["Location"] == base
    plan = Plan.objects.get()
    assert (plan.rates.get().rate_bps, plan.needs_approval) == (1_250, False)
    assert "12.5%" in desk.get(base).content.decode()
    desk.post(f"{base}{plan.pk}/", {"rate": "20"})
    assert [one.rate_bps for one in plan.rates.order_by("pk")] == [1_250, 2_000]
    desk.post(f"{base}{plan.pk}/end/", {"act": "end"})
    assert "Nobody sells for you yet" in desk.get(base).content.decode()
    assert bowl.product.title in desk.get(f"{base}?over=yes").content.decode()


def test_creators_are_found_invited_and_talked_to() -> None:
    bowl, camille = make_variant(), make_creator(handle="camille.makes")
    make_video(camille, shows=make_variant())
    desk, base = owner_of(bowl), f"/studio/shops/{bowl.seller.slug}/plans/"
    found = desk.get(f"{base}creators/").content.decode()
    assert "showed goods like yours in 1 video" in found
    assert "camille.makes" in desk.get(f"{base}creators/?market=FR").content.decode()
    assert "Nobody fits" in desk.get(f"{base}creators/?market=JP").content.decode()
    assert "Nobody is chosen" in desk.get(f"{base}invite/").content.decode()
    ends_on = (clock.today() + dt.timedelta(days=30)).isoformat()
    facts = {"product": str(bowl.product_id), "rate": "18", "content_kind": "video", "ends_on": ends_on}
    desk.post(f"{base}invite/", {**facts, "creator": str(camille.pk), "message": "With tea, please"})
    part = Participation.objects.get(creator=camille)
    desk.post(f"{base}parts/{part.pk}/", {"body": "Bonjour"})

    mine = signed_in(camille.user)
    assert "18%" in mine.get(f"/studio/profiles/{camille.pk}/plans/").content.decode()
    page = mine.get(f"/studio/plans/{part.pk}/").content.decode()
    assert "Bonjour" in page
    assert "With tea, please" in page
    mine.post(f"/studio/plans/{part.pk}/answer/", {"act": "yes"})
    mine.post(f"/studio/plans/{part.pk}/", {"body": "Avec plaisir"})
    part.refresh_from_db()
    assert (part.status, TalkMessage.objects.count()) == ("active", 2)
    assert "Avec plaisir" in desk.get(f"{base}parts/{part.pk}/").content.decode()
    mine.post(f"/studio/plans/{part.pk}/answer/", {"act": "leave"})
    part.refresh_from_db()
    assert part.status == "left"


def test_a_creator_looks_through_the_marketplace_by_what_they_would_earn() -> None:
    bowl, jug, camille = make_variant(), make_variant(prices={"FR": 12_000}), make_creator()
    make_open_plan(bowl, rate_bps=2_000)
    asked = make_open_plan(jug, rate_bps=1_000, needs_approval=True)
    marketplace.refresh_products([bowl.product_id, jug.product_id])
    mine, base = signed_in(camille.user), f"/studio/profiles/{camille.pk}/"
    page = mine.get(f"{base}marketplace/").content.decode()
    # 120.00 with 20 % of tax in it is 100.00; a tenth of that is 10.00 and beats a fifth of 20.75.
    assert "€10.00 per sale" in page
    assert "€4.15 per sale" in page
    assert page.index(jug.product.title) < page.index(bowl.product.title)
    by_rate = mine.get(f"{base}marketplace/?order=rate&market=FR").content.decode()
    assert by_rate.index(bowl.product.title) < by_rate.index(jug.product.title)
    assert jug.product.title not in mine.get(f"{base}marketplace/?rate=1500&market=FR").content.decode()
    assert "Nothing fits" in mine.get(f"{base}marketplace/?text=chaise&market=FR").content.decode()
    mine.post(f"{base}marketplace/{asked.pk}/join/")
    assert Participation.objects.get().status == "asked"
    owner_of(jug).post(
        f"/studio/shops/{jug.seller.slug}/plans/parts/{Participation.objects.get().pk}/answer/", {"answer": "yes"}
    )
    assert jug.product.title in mine.get(f"{base}showcase/").content.decode()
    mine.post(f"{base}showcase/", {"act": "put", "product": str(bowl.product_id)})
    mine.post(f"{base}showcase/", {"act": "up", "product": str(bowl.product_id)})
    shown = mine.get(f"{base}showcase/").content.decode()
    assert shown.index(bowl.product.title) < shown.index(jug.product.title)
    mine.post(f"{base}showcase/", {"act": "take", "product": str(jug.product_id)})
    assert jug.product.title not in mine.get(f"{base}showcase/").content.decode()


def test_the_marketplace_follows_goods_that_leave_it() -> None:
    bowl = make_variant(prices={"FR": 2_490, "JP": 4_000})
    plan = make_open_plan(bowl)
    assert marketplace.refresh_products([bowl.product_id]) == 2
    assert list(MarketplaceEntry.objects.order_by("market").values_list("market", "earn_minor")) == [
        ("FR", 207),
        ("JP", 363),
    ]
    plan.product.status = "paused"
    plan.product.save()
    assert marketplace.refresh_products([bowl.product_id]) == 0
    assert MarketplaceEntry.objects.count() == 0


def test_strangers_packers_and_other_shops_get_nothing() -> None:
    bowl, camille = make_variant(), make_creator()
    plan = make_open_plan(bowl)
    make_invitation(bowl, camille)
    part = Participation.objects.get()
    packer = make_user()
    SellerStaff.objects.create(seller=bowl.seller, user=packer, role="packer", added_at=clock.now())
    other = make_seller()
    SellerStaff.objects.create(seller=other, user=other.owner, role="owner", added_at=clock.now())
    base = f"/studio/shops/{bowl.seller.slug}/plans/"
    pages = ["", "new/", "invite/", "creators/", "sold/", f"{plan.pk}/", f"parts/{part.pk}/"]
    for page in pages:
        assert signed_in(packer).get(base + page).status_code == 403, page
        assert signed_in(other.owner).get(base + page).status_code == 404, page
        assert Client().get(base + page)["Location"].startswith("/account/login/"), page
    # A shop's own address does not open another's plan or part.
    theirs = f"/studio/shops/{other.slug}/plans/"
    for page in (f"{plan.pk}/", f"parts/{part.pk}/"):
        assert signed_in(other.owner).get(theirs + page).status_code == 404
    stranger = signed_in(make_creator().user)
    for page in ("marketplace/", "plans/", "showcase/"):
        assert stranger.get(f"/studio/profiles/{camille.pk}/{page}").status_code == 404
    assert stranger.get(f"/studio/plans/{part.pk}/").status_code == 404
    assert stranger.post(f"/studio/plans/{part.pk}/answer/", {"act": "yes"}).status_code == 404
    part.refresh_from_db()
    assert (part.status, TalkMessage.objects.count()) == ("invited", 0)


def test_the_rate_stands_beside_the_product_where_it_is_placed() -> None:
    bowl, camille = make_variant(), make_creator()
    plan = make_open_plan(bowl, rate_bps=1_200)
    participating.join(camille, plan.pk)
    with translation.override("en"):
        offered = showable_products(camille.user, camille, get_market("FR"), "en")
    assert [one["shop"] for one in offered] == [f"{bowl.seller.name} · 12%"]


def test_what_somebody_promotes_can_be_placed_however_much_is_newer(monkeypatch: pytest.MonkeyPatch) -> None:
    bowl, camille = make_variant(), make_creator()
    participating.join(camille, make_open_plan(bowl).pk)
    make_variant()
    monkeypatch.setattr("halles.studio.showable.OFFERED_MAX", 1)
    offered = showable_products(camille.user, camille, get_market("FR"), "en")
    assert [one["id"] for one in offered] == [str(bowl.product_id)]


def test_a_thread_names_the_profile_and_the_shop_and_nobodys_account() -> None:
    bowl, creator = make_variant(), make_creator(name="Camille")
    shop, mine = owner_of(bowl), signed_in(creator.user)
    User.objects.filter(pk=creator.user_id).update(name="Ada Civil")
    User.objects.filter(pk=bowl.seller.owner_id).update(name="Otto Civil")
    part = participating.join(creator, make_open_plan(bowl, needs_approval=True).pk)
    there, here = f"/studio/shops/{bowl.seller.slug}/plans/parts/{part.pk}/", f"/studio/plans/{part.pk}/"
    shop.post(there, {"body": "Bonjour"})
    mine.post(here, {"body": "Avec plaisir"})
    page, own = shop.get(there).content.decode(), mine.get(here).content.decode()
    assert ("Avec plaisir" in page, "Ada Civil" in page) == (True, False)
    assert ("Bonjour" in own, "Otto Civil" in own) == (True, False)


def test_a_creator_says_where_they_are_from_and_shops_find_them_by_it() -> None:
    bowl, camille = make_variant(), make_creator(handle="camille.makes")
    mine, shop = signed_in(camille.user), owner_of(bowl)
    place = f"/studio/profiles/{camille.pk}/place/"
    refused = mine.post(place, {"country": "", "region": "Bretagne", "place": "Quimper"})
    camille.refresh_from_db()
    assert (refused.status_code, "Choose the country too." in refused.content.decode()) == (422, True)
    assert (camille.origin_region, shop.post(place, {"country": "FR"}).status_code) == ("", 404)
    mine.post(place, {"country": "FR", "region": "Bretagne", "place": "Quimper"})
    assert "from Quimper, Bretagne, France" in mine.get("/@camille.makes/").content.decode()
    assert 'value="Quimper"' in mine.get(f"/studio/profiles/{camille.pk}/earning/").content.decode()
    base = f"/studio/shops/{bowl.seller.slug}/plans/creators/"
    assert "camille.makes" in shop.get(f"{base}?country=FR&place=quim").content.decode()
    assert "Nobody fits" in shop.get(f"{base}?country=JP").content.decode()


def test_who_sold_what_is_a_table_too() -> None:
    bowl, camille = make_variant(), make_creator()
    earned = make_earned(camille, bowl)
    desk, base = owner_of(bowl), f"/studio/shops/{bowl.seller.slug}/plans/sold/"
    with clock.travel(earned.sold_at + dt.timedelta(hours=1)):
        assert f"{base}table.csv?days=30" in desk.get(base).content.decode()
        answer = desk.get(f"{base}table.csv")
    head, row = answer.content.decode("utf-8-sig").splitlines()
    assert (
        head
        == "creator,content_kind,content,orders,pieces,sold,came_back,tax,platform_fee,commission,fees,left,currency"
    )
    line = OrderLine.objects.get(pk=earned.line_id)
    taken = [0, line.tax_minor, line.platform_fee_minor, earned.amount_minor, 0]
    amounts = [line.total_minor, *taken, line.total_minor - sum(taken)]
    told = row.split(",")
    assert (told[0], told[3:5]) == (camille.handle, ["1", str(line.quantity)])
    assert told[5:] == [*(f"{amount // 100}.{amount % 100:02}" for amount in amounts), "EUR"]


def test_who_is_invited_stands_beside_the_rate_and_what_an_open_plan_lifts_beside_the_invitation() -> None:
    bowl, camille = make_variant(), make_creator(handle="camille.makes")
    part = make_invitation(bowl, camille, rate_bps=1_500).participations.get()
    participating.answer_invitation(part.pk, yes=True)
    shop, base = owner_of(bowl), f"/studio/shops/{bowl.seller.slug}/plans/"
    assert "@camille.makes ·" in shop.get(f"{base}new/").content.decode()
    plan = make_open_plan(bowl, rate_bps=1_000)
    mine = signed_in(camille.user)
    lifted = "because the open plan pays that"
    assert "@camille.makes ·" in shop.get(f"{base}{plan.pk}/").content.decode()
    assert lifted not in mine.get(f"/studio/plans/{part.pk}/").content.decode()
    shop.post(f"{base}{plan.pk}/", {"rate": "25"})
    for page in (mine.get(f"/studio/plans/{part.pk}/"), shop.get(f"{base}parts/{part.pk}/")):
        assert f"{bowl.product.title}: <b>25%</b> now, {lifted}" in page.content.decode()
