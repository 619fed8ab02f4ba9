"""What people come to see stands in the demo world: creators, samples, plans, money and holds in their many states."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Sum
from django.test import override_settings
from PIL import Image

from halles.affiliates.models import Commission, Fee, Plan, Rate, Sample, SampleAppeal
from halles.creators.models import Creator, CreatorSelling
from halles.creators.queries import quota_of
from halles.demo.seed import steps
from halles.demo.world.kinds import World
from halles.demo.world.read import read_world
from halles.kit import clock
from halles.ledger.queries import check_books
from halles.payouts.models import PayeeHold, Payout, PayoutRun, Reserve
from halles.payouts.queries.proving import prove
from halles.payouts.services.checking import check_money
from halles.sellers.models import Seller
from tests.demo.test_seed import seed

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(1_200)]
WORLD = read_world()
SHOPS = {
    "penn-avel": {"bonnet-quai", "chaussettes-pont"},
    "vallon-clair": {"galet-lavande", "cube-olive"},
    "prairie-wren": {"bandana"},
    "laurel-gap": {"skillet", "hot-sauce"},
    "low-tide": {"field-recorder"},
    "yamanari": {"petty"},
}


@pytest.fixture(autouse=True)
def _folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def plain(*_that: object) -> SimpleUploadedFile:
        buffer = io.BytesIO()
        Image.new("RGB", (40, 50), "red").save(buffer, "JPEG")
        return SimpleUploadedFile("a.jpg", buffer.getvalue())

    for name in ("goods.photo_of", "shops.face_of", "shops.cover_of"):
        monkeypatch.setattr(f"halles.demo.seed.{name}", plain)
    roots = {name: str(tmp_path / name) for name in ("MEDIA_ROOT", "HALLES_PRIVATE_ROOT", "HALLES_UPLOAD_ROOT")}
    with override_settings(**roots):
        yield


def _world(monkeypatch: pytest.MonkeyPatch) -> World:
    """Six shops and all creators over eleven weeks, without films."""
    monkeypatch.setattr("halles.demo.world.history.DAYS", 77)
    monkeypatch.setattr("halles.demo.world.history.USUAL", {"FR": 500, "US": 600, "JP": 300})
    monkeypatch.setattr("halles.demo.seed.earning.CREDITED_PERCENT", 80)
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


def test_every_state_that_people_come_to_see_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    world = _world(monkeypatch)
    seed(world)
    while steps.remember_more(world, seconds=600):
        pass
    _check_creators()
    _check_samples()
    _check_plans()
    _check_settlement(world)
    _check_payouts()
    _check_fees()
    counts = (PayoutRun.objects.count(), Payout.objects.count(), Sample.objects.count(), PayeeHold.objects.count())
    fees = list(Fee.objects.order_by("pk").values_list("number", "status"))
    assert steps.remember_more(world, seconds=600) is False
    assert counts == (
        PayoutRun.objects.count(),
        Payout.objects.count(),
        Sample.objects.count(),
        PayeeHold.objects.count(),
    )
    assert fees == list(Fee.objects.order_by("pk").values_list("number", "status"))
    assert check_books().problems == ()
    assert check_money().problems == []
    assert {proof.gap_minor for proof in prove()} == {0}


def _check_creators() -> None:
    pilot = CreatorSelling.objects.select_related("creator").get(status="pilot")
    assert pilot.creator.handle == "la_cuisine_de_nour"
    assert quota_of(pilot.creator, at=clock.now()).video_max == 5
    earned = set(Commission.objects.values_list("status", flat=True))
    assert earned >= {"pending", "confirmed", "paid", "reversed"}, earned


def _check_samples() -> None:
    statuses = set(Sample.objects.values_list("status", flat=True))
    assert statuses >= {"delivered", "missed", "excused"}, statuses
    extended = Sample.objects.get(extended_at__isnull=False)
    assert extended.status == "delivered"
    assert extended.due_at is not None
    assert extended.due_at > clock.now()
    assert SampleAppeal.objects.filter(status="open").count() == 1


def _check_plans() -> None:
    cut = Rate.objects.filter(locked_until__gt=clock.now(), plan__kind=Plan.Kind.OPEN)
    assert cut.exists()
    invited = Plan.objects.filter(kind=Plan.Kind.TARGETED, ended_at=None)
    assert Plan.objects.filter(kind=Plan.Kind.OPEN, seller__in=invited.values("seller")).exists()


def _check_settlement(world: World) -> None:
    tiers = dict(
        Seller.objects.filter(name__in=[shop.name for shop in world.shops]).values_list("name", "settlement_tier")
    )
    assert tiers[world.shop("penn-avel").name] == "express"
    assert tiers[world.shop("prairie-wren").name] == "extended"
    assert set(tiers.values()) == {"express", "extended", "standard"}
    kept, freed = Reserve.objects.filter(released_at=None), Reserve.objects.filter(released_at__isnull=False)
    assert kept.aggregate(sum=Sum("amount_minor"))["sum"] > 0
    assert freed.exists()
    assert all(one.released_at - one.until < dt.timedelta(days=1) for one in freed if one.released_at)


def _check_payouts() -> None:
    hank, hana = (Creator.objects.get(handle=handle) for handle in ("hank_fixes_it", "hana_kurashi"))
    again = Payout.objects.filter(payee_id=hank.pk).order_by("-attempts").first()
    assert again is not None
    assert (again.status, again.attempts) == ("paid", 2)
    refused = Payout.objects.get(payee_id=hana.pk, status="failed")
    assert refused.why == "account_closed"
    runs = set(PayoutRun.objects.values_list("market", "status"))
    assert {("FR", "done"), ("US", "done"), ("JP", "done"), ("JP", "draft")} <= runs
    assert not Payout.objects.filter(sent_at__gt=clock.now()).exists()
    holds = PayeeHold.objects.filter(lifted_at=None, until__gt=clock.now()).exclude(words="")
    assert {hold.payee_kind for hold in holds} == {"seller", "creator"}


def _check_fees() -> None:
    told = set(Fee.objects.values_list("seller__owner__email", "creator__handle", "status"))
    assert told == {
        ("yann@halles.example", "leo_en_route", "offered"),
        ("yann@halles.example", "la_cuisine_de_nour", "agreed"),
        ("yann@halles.example", "leo_en_route", "returned"),
        ("samia@halles.example", "leo_en_route", "declined"),
        ("delia@halles.example", "tessa_makes", "lapsed"),
        ("ken@halles.example", "hana_kurashi", "agreed"),
    }
    assert not Fee.objects.filter(closed_at__gt=clock.now()).exists()
