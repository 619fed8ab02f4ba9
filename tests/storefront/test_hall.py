"""The shop's rooms: what stands where, in which order, for how many queries."""

from __future__ import annotations

import datetime as dt
import itertools
import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from halles.catalog.categories import list_leaves
from halles.catalog.models import Variant
from halles.creators.services import create_official
from halles.markets.queries import all_markets
from halles.sellers.models import Seller
from halles.social.services import follow
from halles.storefront.seasons import all_seasons, season_of
from tests.catalog.makers import give_photo
from tests.orders.makers import make_seller, make_shipping, make_variant
from tests.users.makers import make_user
from tests.videos.makers import make_asset, make_video

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    cache.clear()


def make_maker(**changes: object) -> Seller:
    seller = make_seller(story="Nous tournons le grès depuis 1987.", **changes)
    seller.cover = make_asset(seller.owner)
    seller.save()
    return seller


def make_goods(seller: Seller | None = None, **changes: object) -> Variant:
    variant = make_variant(seller, **changes)  # type: ignore[arg-type]
    give_photo(variant.product)
    return variant


def count_queries(visitor: Client, path: str) -> int:
    visitor.get(path)
    with CaptureQueriesContext(connection) as counted:
        assert visitor.get(path).status_code == 200
    return len(counted)


def titles(page: str) -> list[str]:
    return re.findall(r'<b class="good__name">([^<]+)</b>', page)


def test_the_hall_invites_when_nothing_is_on_sale(visitor: Client) -> None:
    page = visitor.get("/hall/")
    assert page.status_code == 200
    assert 'class="goods' not in page.content.decode()
    assert 'href="/"' in page.content.decode()


def test_the_hall_shows_maker_place_and_goods_with_price_and_origin(visitor: Client) -> None:
    maker = make_maker(place="Dieulefit")
    make_goods(maker, title="Bol bleu", origin_country="FR", origin_region="Drôme", origin_place="Dieulefit")
    page = visitor.get("/hall/").content.decode()
    assert f'href="/shops/{maker.slug}/"' in page
    assert "Nous tournons le grès depuis 1987." in page
    assert 'href="/hall/from/fr/drome/"' in page
    assert 'href="/hall/c/tableware/"' in page
    assert "Bol bleu" in titles(page)
    assert "Dieulefit" in page
    assert "24,90\xa0€" in page


def test_makers_of_the_market_take_turns_by_day(visitor: Client) -> None:
    from halles.catalog.queries import find_maker_of_day

    here = [make_maker(), make_maker()]
    abroad = make_maker(market="US", country="US")
    for maker in (*here, abroad):
        make_goods(maker)
    shown = [find_maker_of_day("FR", number) for number in (10, 11, 12)]
    assert [one and one.id for one in shown] == [here[0].pk, here[1].pk, here[0].pk]
    Seller.objects.filter(market="FR").update(story="")
    shown = [find_maker_of_day("FR", number) for number in (10, 11)]
    assert [one and one.id for one in shown] == [abroad.pk, abroad.pk]


def test_every_day_of_every_market_has_a_season_whose_categories_exist() -> None:
    leaves = {leaf.code for leaf in list_leaves()}
    assert {code for season in all_seasons() for code in season.categories} <= leaves
    days = [dt.date(2028, 1, 1) + dt.timedelta(days=number) for number in range(366)]
    for market in all_markets():
        assert [day for day in days if season_of(day, market) is None] == []


def test_what_is_new_from_followed_shops_stands_apart(visitor: Client) -> None:
    seller, person = make_maker(), make_user()
    make_goods(seller, title="Bol des suivis")
    follow(person, create_official(seller.pk))
    assert 'id="followed"' not in visitor.get("/hall/").content.decode()
    visitor.force_login(person)
    assert 'id="followed"' in visitor.get("/hall/").content.decode()


def test_a_category_shows_its_own_goods_in_the_order_asked_for(visitor: Client) -> None:
    for title, amount in (("Bol cher", 9000), ("Bol sobre", 900), ("Bol moyen", 3000)):
        make_goods(title=title, prices={"FR": amount})
    make_goods(title="Une marinière", category="tops")
    assert titles(visitor.get("/hall/c/tableware/").content.decode()) == ["Bol moyen", "Bol sobre", "Bol cher"]
    by_price = visitor.get("/hall/c/food-home/?order=price").content.decode()
    assert titles(by_price) == ["Bol sobre", "Bol moyen", "Bol cher"]
    assert titles(visitor.get("/hall/c/tableware/?order=-price").content.decode()) == titles(by_price)[::-1]
    assert visitor.get("/hall/c/nothing-of-the-kind/").status_code == 404


@pytest.mark.parametrize("order", ["", "price", "-price"])
def test_more_goods_come_page_by_page_without_a_gap(sheet: Client, order: str) -> None:
    seller = make_seller()
    for number in range(50):
        make_goods(seller, title=f"Bol {number:02}", prices={"FR": 1000 + 100 * (number % 7)})
    seen: list[str] = []
    path = f"/hall/c/tableware/?order={order}"
    while path:
        page = sheet.get(path).content.decode()
        assert "<html" not in page
        seen += titles(page)
        more = re.search(r'hx-get="([^"]+)"', page)
        path = f"/hall/c/tableware/{more[1]}".replace("&amp;", "&") if more else ""
    assert len(seen) == 50
    assert len(set(seen)) == 50


def test_a_broken_cursor_begins_at_the_top(visitor: Client) -> None:
    make_goods(title="Bol")
    for cursor in ("x", "é", "A" * 400, "%2F%2F"):
        page = visitor.get(f"/hall/c/tableware/?order=price&cursor={cursor}").content.decode()
        assert titles(page) == ["Bol"], cursor


def test_a_place_shows_what_comes_from_it_and_who_makes_it(visitor: Client) -> None:
    seller = make_seller()
    make_goods(seller, title="Bol de Dieulefit", origin_country="FR", origin_region="Drôme")
    make_goods(title="Bol d’ailleurs", origin_country="FR", origin_region="Jura")
    make_goods(title="茶碗", origin_country="JP", origin_region="京都府")
    page = visitor.get("/hall/from/fr/drome/").content.decode()
    assert titles(page) == ["Bol de Dieulefit"]
    assert f'href="/shops/{seller.slug}/"' in page
    assert titles(visitor.get("/hall/from/jp/京都府/").content.decode()) == ["茶碗"]
    assert visitor.get("/hall/from/fr/atlantide/").status_code == 404


def test_goods_of_other_markets_and_drafts_stand_nowhere(visitor: Client) -> None:
    make_goods(title="Sold in America", prices={"US": 2000})
    make_goods(title="Brouillon", status="draft")
    for path in ("/hall/", "/hall/c/tableware/", "/hall/c/tableware/?order=price"):
        assert titles(visitor.get(path).content.decode()) == []


@pytest.mark.parametrize("path", ["/hall/", "/hall/c/tableware/", "/hall/from/fr/drome/", "/hall/makers/"])
def test_a_full_shelf_costs_no_more_queries_than_a_bare_one(visitor: Client, path: str) -> None:
    facts = {"origin_country": "FR", "origin_region": "Drôme"}
    make_goods(make_maker(), **facts)
    bare = count_queries(visitor, path)
    for _number in range(9):
        make_goods(make_maker(), **facts)
    cache.clear()
    assert count_queries(visitor, path) == bare


def test_pages_of_product_shop_and_creator_cost_the_same_when_full(visitor: Client) -> None:
    seller = make_maker()
    make_shipping(seller)
    first = make_goods(seller)
    creator = create_official(seller.pk)
    make_video(creator, shows=first)
    paths = [f"/p/{first.product_id}/{first.product.slug}/", f"/shops/{seller.slug}/", f"/@{creator.handle}/"]
    bare = [count_queries(visitor, path) for path in paths]
    for _number in range(6):
        make_video(creator, shows=make_goods(seller))
        make_video(creator, shows=first)
    assert [count_queries(visitor, path) for path in paths] == bare


def test_a_sold_out_product_says_so_on_its_card(visitor: Client) -> None:
    make_goods(title="Dernier bol", stock=0)
    assert re.search(r"good__mark", visitor.get("/hall/").content.decode())


def test_every_room_is_reached_by_links_from_the_hall(visitor: Client) -> None:
    seller = make_maker()
    make_shipping(seller)
    variant = make_goods(seller, origin_country="FR", origin_region="Drôme")
    creator = create_official(seller.pk)
    product = f"/p/{variant.product_id}/{variant.product.slug}/"
    way = ["/hall/", "/hall/c/tableware/", product, f"/shops/{seller.slug}/", f"/@{creator.handle}/"]
    for here, there in itertools.pairwise(way):
        assert f'href="{there}"' in visitor.get(here).content.decode(), (here, there)
