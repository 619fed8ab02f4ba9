"""A small world, seeded through the services: twice is the same as once, and what it tells is true."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from halles.catalog.models import Price, Product, ProductPhoto, Variant
from halles.catalog.queries import list_cards
from halles.demo.film.render import record
from halles.demo.queries import get_progress
from halles.demo.seed import steps
from halles.demo.seed.cast import PASSWORD, seat_everybody, sign_ins
from halles.demo.seed.films import Recording, find_video, hand_over
from halles.demo.seed.purchases import find_orders
from halles.demo.world.drawing import film_of
from halles.demo.world.kinds import World
from halles.demo.world.read import read_world
from halles.fulfillment.models import Package
from halles.inventory.queries import available
from halles.kit import clock
from halles.ledger.queries import check_books
from halles.media import making
from halles.media.models import CaptionTrack
from halles.orders.models import Order, OrderGroup
from halles.sellers.models import Seller
from halles.social.models import Comment, Follow, Like
from halles.users.models import User
from halles.videos.models import Anchor, Video
from tests.demo.makers import make_world

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _folders(tmp_path: Path) -> Any:
    with override_settings(
        MEDIA_ROOT=str(tmp_path / "media"),
        HALLES_PRIVATE_ROOT=str(tmp_path / "private"),
        HALLES_UPLOAD_ROOT=str(tmp_path / "uploads"),
    ):
        yield


def seed(world: World) -> None:
    seat_everybody(world)
    steps.open_everything(world)
    for shop in world.shops:
        steps.list_goods(world, shop.key)
    steps.remember(world)


def counts() -> dict[str, int]:
    models = (
        User,
        Seller,
        Product,
        Price,
        ProductPhoto,
        OrderGroup,
        Order,
        Package,
        Comment,
        Follow,
        Like,
        Video,
        Anchor,
    )
    return {model.__name__: model.objects.count() for model in models}


def test_a_small_world_seeded_twice_is_the_same_world() -> None:
    world = make_world()
    seed(world)
    once, books = counts(), check_books()
    assert once["Product"] == 4
    assert once["Seller"] == 3  # one waits for the staff
    assert once["OrderGroup"] == len(world.orders) == 3
    seed(world)
    assert counts() == once
    assert check_books() == books
    assert books.problems == ()
    progress = get_progress(world)
    assert (progress.shops.done, progress.products.done, progress.orders.done) == (2, 4, 3)


def test_an_interrupted_seeding_is_taken_up_again(monkeypatch: pytest.MonkeyPatch) -> None:
    world = make_world()
    told: list[str] = []
    real = steps.tell

    def dies_at_the_second(whole: World, data: Any) -> None:
        told.append(data.key)
        if len(told) == 2:
            raise KeyboardInterrupt
        real(whole, data)

    monkeypatch.setattr(steps, "tell", dies_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        seed(world)
    assert OrderGroup.objects.count() == 1
    monkeypatch.setattr(steps, "tell", real)
    seed(world)
    assert OrderGroup.objects.count() == 3
    assert all(find_orders(data) for data in world.orders)


def test_orders_have_come_as_far_as_their_stories_say_and_stock_is_less() -> None:
    world = make_world()
    seed(world)
    reached = {data.key: (data.story, [order.status for order in find_orders(data)]) for data in world.orders}
    assert reached == {
        "o04": ("completed", ["completed"]),
        "o14": ("delivered", ["delivered", "delivered"]),
        "o30": ("awaiting", ["awaiting_shipment"]),
    }
    completed = find_orders(next(data for data in world.orders if data.story == "completed"))[0]
    assert clock.now() - completed.placed_at > dt.timedelta(days=18)
    assert completed.placed_at < completed.captured_at < completed.shipped_at < completed.delivered_at  # type: ignore[operator]
    assert completed.completed_at is not None
    toupie = world.products["combe-noire/toupie"].variants[0]
    red = Variant.objects.get(sku=toupie.sku)
    assert available([red.pk]) == {red.pk: toupie.stock - 2}


def test_a_reduction_shows_the_lowest_price_of_the_month_before() -> None:
    world = make_world()
    shop = world.shop("lumignon")
    lamp = next(one for one in read_world().shop("lumignon").products if one.key.endswith("lampe-bureau"))
    world = replace(world, shops=(replace(shop, products=(lamp,)),), orders=(), applicants=())
    seed(world)
    product = Product.objects.get()
    card = list_cards([product.pk], market="FR", language="fr")[product.pk]
    assert card.price is not None
    assert (card.price.amount_minor, card.price.reduced_from_minor) == (10900, 12900)


def test_a_film_goes_through_the_real_pipeline_and_finds_its_viewers(tmp_path: Path) -> None:
    world = make_world()
    seed(world)
    data = world.video("cn-toupie")
    film = film_of(world, data)
    record(film, tmp_path / "film.mp4")
    video = hand_over(world, data, Recording(tmp_path / "film.mp4", film.duration_ms))
    assert steps.show_film(world, data.key) is False
    making.make_asset(video.asset_id, 1, is_wanted=lambda: True)
    assert steps.show_film(world, data.key) is True
    assert steps.show_film(world, data.key) is True
    shown = find_video(world, data)
    assert shown is not None
    assert shown.status == Video.Status.PUBLISHED
    assert shown.published_at is not None
    assert dt.timedelta(days=1.9) < clock.now() - shown.published_at < dt.timedelta(days=2.1)
    assert Comment.objects.filter(target_id=shown.pk, status="shown").count() == len(data.comments)
    assert Like.objects.filter(target_id=shown.pk).count() == 12
    assert [anchor.product.title for anchor in shown.anchors.select_related("product")] == ["Toupie Grand Vent"]
    tracks = CaptionTrack.objects.filter(asset=shown.asset_id)
    assert set(tracks.values_list("language", flat=True)) == {"fr", "en"}


def test_roles_sign_in_with_the_printed_password_and_nobody_else_can() -> None:
    world = make_world()
    seat_everybody(world)
    for _role, person in sign_ins(world):
        assert User.objects.get(email=person.email).check_password(PASSWORD)
    silent = [person for person in (*world.people, *world.crowd) if not person.role]
    assert not any(User.objects.get(email=person.email).has_usable_password() for person in silent)


def test_a_folder_of_real_media_is_used_instead(tmp_path: Path) -> None:
    from django.conf import settings
    from PIL import Image

    from halles.demo.seed import pictures

    Image.new("RGB", (40, 50), "red").save(tmp_path / "a.jpg")
    pictures.real_files.cache_clear()
    with override_settings(ENVIRONMENT=replace(settings.ENVIRONMENT, demo_media=tmp_path)):
        file = pictures.photo_of(make_world().shops[0].products[0], 1)
        assert Image.open(file).size == (40, 50)
    pictures.real_files.cache_clear()
