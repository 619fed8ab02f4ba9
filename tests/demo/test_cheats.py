"""Those who cheat in the demo world are found, nobody else is, and the staff can act: precision and recall, counted."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from PIL import Image

from halles.affiliates.models import Touch
from halles.creators.models import Creator
from halles.demo.seed import cheats, steps
from halles.demo.world.cheats import CHEATS, RING_HOME, plan_cheats
from halles.demo.world.history import plan
from halles.demo.world.kinds import World
from halles.demo.world.read import read_world
from halles.kit import clock
from halles.ledger.queries import check_books
from halles.orders.models import Order, OrderRefund
from halles.payouts.models import PayeeHold
from halles.scores import services as scores
from halles.scores.models import Signal
from halles.scores.signals import words
from tests.demo.test_seed import seed

WORLD = read_world()
SHOPS = {"combe-noire": {"toupie"}, "laurel-gap": {"hot-sauce"}, "tsukinowa": {"yunomi"}}


@pytest.fixture(autouse=True)
def _folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def plain(*_that: object) -> io.BytesIO:
        buffer = io.BytesIO()
        Image.new("RGB", (40, 50), "red").save(buffer, "JPEG")
        buffer.seek(0)
        return buffer

    for name in ("goods.photo_of", "shops.face_of", "shops.cover_of"):
        monkeypatch.setattr(f"halles.demo.seed.{name}", lambda *_that: SimpleUploadedFile("a.jpg", plain().read()))
    roots = {name: str(tmp_path / name) for name in ("MEDIA_ROOT", "HALLES_PRIVATE_ROOT", "HALLES_UPLOAD_ROOT")}
    with override_settings(**roots):
        yield


def _world(monkeypatch: pytest.MonkeyPatch) -> World:
    """A shop per market, twelve days of their honest past, and everybody who cheats."""
    monkeypatch.setattr("halles.demo.world.history.DAYS", 12)
    shops = []
    for key, goods in SHOPS.items():
        shop = WORLD.shop(key)
        products = tuple(one for one in shop.products if one.key.split("/")[1] in goods)
        shops.append(replace(shop, products=products, videos=()))
    sold = {product.key for shop in shops for product in shop.products}
    orders = tuple(one for one in WORLD.orders if {good.product for good in one.goods} <= sold and one.days_ago)
    return replace(
        WORLD,
        shops=tuple(shops),
        creator_videos=(),
        applicants=(),
        crowd=tuple(one for number, one in enumerate(WORLD.crowd) if number % 9 == 0),
        orders=tuple(replace(one, via="") for one in orders[:1]),
    )


@pytest.mark.django_db(transaction=True)
@pytest.mark.timeout(900)
def test_whoever_cheats_is_found_and_whoever_only_looks_like_it_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    world = _world(monkeypatch)
    seed(world)
    cheats.cheat(world)
    while steps.tell_past(world, seconds=60):
        pass
    for market in ("FR", "US", "JP"):
        scores.look_for_signals(market)

    planted = {pk for some in cheats.list_planted(world).values() for pk in some}
    named = set(Signal.objects.filter(subject_kind="creator").values_list("subject_id", flat=True))
    kinds = dict(Signal.objects.filter(subject_kind="creator").values_list("subject_id", "kind"))
    found = {one.handle: one.kind for one in CHEATS if one.kind and one.is_found}
    assert {Creator.objects.get(pk=pk).handle: kind for pk, kind in kinds.items()} == found
    ring = Signal.objects.get(subject_kind="customer")
    assert (ring.kind, ring.facts["complained"], ring.facts["orders"]) == ("refund_ring", 5, 6)
    assert RING_HOME["line1"] in ring.facts["place"]
    # With the ring: precision 6 of 6, and recall 6 of the 6 that are bold, 6 of 7 with the quiet one.
    assert (len(named & planted) + 1, len(named - planted), len(planted - named)) == (6, 0, 1)
    for signal in Signal.objects.all():
        assert signal.evidence, signal.kind
        assert all(words.sentences(signal.kind, signal.facts))
    assert OrderRefund.objects.filter(order__group__ship_to__line1=RING_HOME["line1"]).count() == 5
    assert check_books().problems == ()

    counts = (Order.objects.count(), Touch.objects.count(), Signal.objects.count(), Creator.objects.count())
    cheats.cheat(world)
    assert (Order.objects.count(), Touch.objects.count(), Signal.objects.count(), Creator.objects.count()) == counts
    cheats.act(world)
    cheats.act(world)
    held = Signal.objects.get(status="held")
    hold = PayeeHold.objects.get()
    assert (held.kind, hold.payee_id, hold.words, hold.reason) == (
        cheats.HELD_KIND,
        held.subject_id,
        cheats.HELD_WHY,
        "suspicion",
    )
    assert hold.until > clock.now() + dt.timedelta(days=20)
    assert Signal.objects.filter(status="open").count() == 5


def test_cheats_are_few_beside_what_is_sold() -> None:
    until = dt.date(2026, 6, 15)
    cheated = list(plan_cheats(WORLD, until))
    assert cheated == list(plan_cheats(WORLD, until))
    assert 20 < len(cheated) < 0.05 * len(plan(WORLD, until))
    emails = {one.email for one in (*WORLD.people, *WORLD.crowd)}
    assert not emails & {one.person.email for one in CHEATS}
