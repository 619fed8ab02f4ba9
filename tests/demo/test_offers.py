"""Fees and flash deals in the demo world: as far as they can come, once, and with the shop's own money."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from halles.affiliates.models import Fee, Participation
from halles.affiliates.queries.paid_work import paid_work
from halles.catalog.models import Variant
from halles.creators.models import Creator
from halles.demo.seed import offers
from halles.demo.seed.moments import days_ago
from halles.demo.world.kinds import World
from halles.demo.world.read import read_world
from halles.kit import clock
from halles.ledger.queries import check_books
from halles.live.models import PreparedDeal
from halles.payouts.queries.proving import prove
from halles.sellers.models import Seller
from tests.demo.makers import make_world
from tests.demo.test_seed import seed
from tests.payouts.makers import make_available
from tests.videos.makers import make_video

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _folders(tmp_path: Path) -> Any:
    names = ("MEDIA_ROOT", "HALLES_PRIVATE_ROOT", "HALLES_UPLOAD_ROOT")
    with override_settings(**{name: str(tmp_path / name) for name in names}):
        yield


def _world() -> World:
    """A lamp maker and a creator whom it invited."""
    whole, small = read_world(), make_world()
    leo = next(one for one in whole.creators if one.key == "leo")
    return replace(
        small,
        creators=(leo,),
        creator_videos=(whole.video("leo-nuit"),),
        people=(*small.people, whole.person("leo")),
    )


def _shop(world: World) -> Seller:
    return Seller.objects.get(name=world.shop("lumignon").name)


def test_a_fee_waits_for_its_film_and_is_paid_from_what_the_shop_had(monkeypatch: pytest.MonkeyPatch) -> None:
    world = _world()
    seed(world)
    offers.offer_fees(world)
    assert Fee.objects.count() == 0, "nothing was free"
    shop, leo = _shop(world), Creator.objects.get(handle="leo_en_route")
    with clock.travel(days_ago(9)):
        make_available(shop.pk, 50_000)
    offers.offer_fees(world)
    assert Fee.objects.values_list("status", "amount_minor").get() == ("agreed", 8_000)
    bell = Variant.objects.filter(seller=shop).first()
    film = make_video(leo, shows=bell, published_at=days_ago(4))
    monkeypatch.setattr(offers, "find_video", lambda *_that: film)
    offers.deliver_fees(world)
    offers.offer_fees(world)
    fee = Fee.objects.get()
    assert (fee.status, fee.content_id) == ("paid", film.pk)
    assert fee.agreed_at is not None
    assert fee.delivered_at is not None
    assert fee.closed_at is not None
    assert days_ago(8) < fee.agreed_at < fee.delivered_at < fee.closed_at < clock.now()
    assert bell is not None
    assert paid_work({film.pk: [bell.product_id]})[film.pk].is_delivered
    assert check_books().problems == ()
    assert {proof.gap_minor for proof in prove()} == {0}


def test_a_flash_deal_waits_for_a_show_of_whom_the_shop_invited() -> None:
    world = _world()
    seed(world)
    assert Participation.objects.filter(plan__kind="targeted", status="active").count() == 1
    offers.prepare_deals(world)
    offers.prepare_deals(world)
    deal = PreparedDeal.objects.get()
    assert (deal.status, deal.creator.handle, deal.quota) == ("ready", "leo_en_route", 6)
