"""The pages of talks at both desks: from the marketplace, from finding creators, and in the lists."""

from __future__ import annotations

import pytest
from django.test import Client

from halles.affiliates.models import Side, Talk, TalkMessage
from halles.affiliates.services import marketplace, participating, talking
from halles.creators.models import Creator
from halles.kit import clock
from halles.social.services import block
from tests.affiliates.plan_makers import make_open_plan
from tests.creators.makers import make_creator
from tests.studio.shop_makers import Shop, browser, make_shop, said

pytestmark = pytest.mark.django_db


def make_pair() -> tuple[Shop, Creator, str, Client]:
    """A shop with an open plan, a creator, and the creator's address of their talk."""
    shop, camille = make_shop(), make_creator(name="Camille")
    make_open_plan(shop.variant)
    return shop, camille, f"/studio/profiles/{camille.pk}/talks/{shop.seller.slug}/", browser(camille.user)


def test_a_creator_asks_from_the_marketplace_and_the_shop_answers_at_its_desk() -> None:
    shop, camille, address, mine = make_pair()
    product = shop.variant.product
    marketplace.refresh_products([product.pk])
    lists = f"/studio/profiles/{camille.pk}/talks/"
    assert "Nothing was said yet" in said(mine.get(lists))
    market = said(mine.get(f"/studio/profiles/{camille.pk}/marketplace/"))
    assert f'href="{address}?product={product.pk}"' in market
    assert f"About “{product.title}”:" in said(mine.get(f"{address}?product={product.pk}"))
    assert mine.post(address, {"body": "Is it oven proof?"})["Location"] == address
    mine.post(address, {"body": "Is it oven proof?"})
    page = said(shop.client().get(shop.url("talks/")))
    assert "1 new" in page
    assert "waits for you" in page
    assert "Is it oven proof?" in said(shop.client().get(shop.url(f"talks/{camille.pk}/")))
    assert shop.client().post(shop.url(f"talks/{camille.pk}/read/")).status_code == 204
    assert "1 new" not in said(shop.client().get(shop.url("talks/")))
    shop.client().post(shop.url(f"talks/{camille.pk}/"), {"body": "It is."})
    assert "Nobody waits for you" in said(shop.client().get(shop.url("talks/?waiting=yes")))
    page = said(mine.get(lists))
    assert f'href="{address}"' in page
    assert "1 new" in page
    assert mine.post(f"{address}read/").status_code == 204
    assert "1 new" not in said(mine.get(lists))
    # The page of a plan shows the same words.
    part = participating.join(camille, shop.variant.product.plans.get().pk)
    assert "It is." in said(mine.get(f"/studio/plans/{part.pk}/"))
    assert "Is it oven proof?" in said(shop.client().get(shop.url(f"plans/parts/{part.pk}/")))
    assert TalkMessage.objects.count() == 2


def test_a_shop_writes_first_to_somebody_it_found() -> None:
    shop, camille, address, mine = make_pair()
    found = said(shop.client().get(shop.url("plans/creators/")))
    ours = shop.url(f"talks/{camille.pk}/")
    assert f'href="{ours}"' in found
    assert "Nothing was said yet." in said(shop.client().get(ours))
    shop.client("manager").post(ours, {"body": "We like your films."})
    assert "We like your films." in said(mine.get(address))
    assert "wrote to you and waits for an answer" in said(mine.get("/studio/"))
    assert shop.client("packer").get(ours).status_code == 403
    assert shop.client("packer").post(ours, {"body": "Me too"}).status_code == 403
    assert TalkMessage.objects.count() == 1


def test_what_hinders_stands_where_the_form_would_and_typed_words_are_kept() -> None:
    shop, camille, address, mine = make_pair()
    mine.post(address, {"body": "Hello"})
    shop.client().post(shop.url(f"talks/{camille.pk}/close/"), {"wanted": "true"})
    assert "The other side wants no more messages here." in said(mine.get(address))
    late = mine.post(address, {"body": "What I had typed"})
    assert late.status_code == 422
    assert "What I had typed" in said(late)
    page = said(shop.client().get(shop.url(f"talks/{camille.pk}/")))
    assert "Open it again" in page
    shop.client().post(shop.url(f"talks/{camille.pk}/close/"), {"wanted": "false"})
    block(shop.seller.owner, camille.user)
    assert "One of you has blocked the other." in said(mine.get(address))
    assert TalkMessage.objects.count() == 1


def test_nobody_else_opens_a_talk_and_no_page_opens_one_by_being_looked_at() -> None:
    shop, camille, address, mine = make_pair()
    mine.get(address)
    shop.client().get(shop.url(f"talks/{camille.pk}/"))
    assert Talk.objects.count() == 0
    talking.write_message(shop.seller, camille, side=Side.SHOP, by=shop.seller.owner, body="Hello")
    stranger, rival = browser(make_creator().user), make_shop()
    for way in ("get", "post"):
        assert getattr(stranger, way)(address).status_code == 404
        assert getattr(rival.client(), way)(shop.url(f"talks/{camille.pk}/")).status_code == 404
    assert stranger.post(f"{address}close/", {"wanted": "true"}).status_code == 404
    assert said(rival.client().get(rival.url("talks/"))).count("Camille") == 0
    assert Client().get(address)["Location"].startswith("/account/login/")
    assert mine.get(f"/studio/profiles/{camille.pk}/talks/no-such-shop/").status_code == 404
    Talk.objects.update(last_at=clock.now())
    assert Talk.objects.get().closed_by == ""
