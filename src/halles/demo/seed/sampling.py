"""Samples: what shops gave to creators, and what became of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import partial

from halles.affiliates.models import Plan, Sample, SampleOffer
from halles.affiliates.queries.samples import list_plans_to_offer
from halles.affiliates.services import samples
from halles.affiliates.services.samples.asking import Request
from halles.affiliates.services.samples.duty import look_at_duties
from halles.affiliates.services.samples.offering import OfferDraft
from halles.affiliates.services.samples.sending import send_sample
from halles.catalog.models import Product
from halles.creators.models import Creator
from halles.demo.seed.cast import seat
from halles.demo.seed.films import find_product_of
from halles.demo.seed.moments import back, days_ago
from halles.demo.seed.parcels import deliver, pack
from halles.demo.seed.shops import find_shop
from halles.demo.world.history import address_in
from halles.demo.world.kinds import World
from halles.inventory import services as inventory
from halles.inventory.queries import stock_levels
from halles.kit import clock, transactions
from halles.kit.errors import Refusal
from halles.kit.jobs import none_queued
from halles.orders import services as orders
from halles.orders.models import Order
from halles.promotions.models import PricePromise
from halles.sellers.models import Seller
from halles.users.addresses import clean_address

HOUR = dt.timedelta(hours=1)
PIECES = 12
NO_WORDS = {
    "FR": "Plus de pièces ce mois-ci, pardon.",
    "US": "None left this month, sorry.",
    "JP": "今月分は終了しました。",
}


# What a creator says who cannot show what came, and what the staff answered to one of them.
APPEALS = {
    "US": "The handle came cracked. I will not cook with it on camera.",
    "JP": "刃先が欠けて届きました。このままでは紹介できません。",
}
EXCUSED = "The picture shows it clearly. Nothing is owed."
SETTLED = frozenset({"arrived", "extended", "appealed", "excused"})


@dataclass(frozen=True)
class Case:
    """Who asked for what, how long ago, and how far it came: asked, declined, or arrived and then left to its days,
    extended, appealed about, or excused by the staff. `stars` from the shop."""

    creator: str
    product: str
    days: float
    fate: str
    stars: int = 0


CASES = (
    Case("nour", "buron/lentilles", 19, "arrived", 5),
    Case("tessa", "three-herons/mug", 17, "arrived", 5),
    Case("hank", "low-tide/field-recorder", 44, "arrived", 2),
    Case("leo", "lumignon/sonnette", 8, "arrived"),
    Case("nour", "buron/tomme-estive", 5, "declined"),
    Case("nour", "vallon-clair/galet-lavande", 40, "arrived", 1),
    Case("leo", "penn-avel/bonnet-quai", 15, "extended"),
    Case("hana", "yamanari/petty", 13, "appealed"),
    Case("tessa", "laurel-gap/skillet", 26, "excused"),
    Case("hana", "tsukinowa/kyusu", 1, "asked"),
    Case("tessa", "three-herons/plate", 1, "asked"),
)


def give_samples(world: World) -> int:
    """Tell every case whose shop and goods are there, once each; how many were told now."""
    with none_queued():
        return sum(_tell(world, case) for case in CASES if case.product in world.products)


def _tell(world: World, case: Case) -> bool:
    data = next((one for one in world.creators if one.key == case.creator), None)
    creator = Creator.objects.filter(handle=data.handle).select_related("user").first() if data else None
    product = find_product_of(world, case.product)
    seller = find_shop(world.shop(case.product.split("/", maxsplit=1)[0]))
    if data is None or creator is None or product is None or seller is None:
        return False
    if Sample.objects.filter(creator=creator, product=product).exists():
        return False
    address = clean_address(data.market, address_in(data.market, world.person(data.person)))
    variant = product.variants.order_by("pk").first()
    offer = _offer(seller, product, case)
    if offer is None or variant is None:
        return False
    there = stock_levels([variant.pk])[variant.pk].on_hand
    transactions.run(partial(inventory.set_on_hand, variant.pk, there + 1, by=seller.owner_id))
    try:
        with back(case.days):
            sample = samples.ask(creator, offer.pk, Request(variant.pk, address))
    except Refusal:
        return False  # sold too little yet: the marketplace's rule holds here too
    if case.fate == "declined":
        with back(case.days - 1):
            samples.decline(sample.pk, words=NO_WORDS[data.market])
    elif case.fate in SETTLED:
        _arrive(world, sample, case)
    return True


def _offer(seller: Seller, product: Product, case: Case) -> SampleOffer | None:
    found = SampleOffer.objects.filter(seller=seller, product=product, closed_at=None).first()
    if found is not None:
        return found
    with back(case.days + 20):
        plan = next((plan for plan in list_plans_to_offer(seller) if plan.kind == Plan.Kind.OPEN), None)
        return samples.open_offer(seller, OfferDraft(plan.pk, product.pk, PIECES)) if plan else None


def _arrive(world: World, sample: Sample, case: Case) -> None:
    """Approved the next day, packed the day after, at the door two days later."""
    with back(case.days - 1):
        approved = samples.approve(sample.pk)
    assert approved.promise_id is not None
    # The database's own clock decides whether a promise still stands, and that one does not travel.
    PricePromise.objects.filter(pk=approved.promise_id).update(until=clock.now() + HOUR)
    with back(case.days - 1):
        send_sample(sample.pk)
    order = Order.objects.filter(sample=sample).select_related("group", "seller").first()
    if order is None:
        return
    with back(case.days - 1.2):
        orders.release_due()
    order.refresh_from_db()
    pack(order, days_ago(case.days - 1.5))
    deliver(order, days_ago(case.days - 1.8))
    if case.fate == "extended":
        with back(2):
            samples.extend(sample.pk)
    elif case.fate in {"appealed", "excused"}:
        _appeal(world, sample, case)
    look_at_duties()
    if case.stars and Sample.objects.filter(pk=sample.pk, closed_at__isnull=False).exists():
        samples.rate(sample.pk, stars=case.stars)


def _appeal(world: World, sample: Sample, case: Case) -> None:
    """Said a few days after it came; one is answered, one waits for the staff."""
    with back(case.days - 8):
        samples.appeal(sample.pk, reason="defect", words=APPEALS[sample.market])
    if case.fate == "excused":
        with back(case.days - 10):
            samples.answer_appeal(sample.pk, is_granted=True, answer=EXCUSED, by=seat(world.person("admin")))
