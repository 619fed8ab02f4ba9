"""What shops offer single creators beside the rate: fees for a piece of work, and flash deals for their shows."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import partial

from halles.affiliates.models import Fee, Participation, Plan
from halles.affiliates.services import deals, fees
from halles.affiliates.services.fees import calendar
from halles.catalog.queries import list_cards
from halles.creators.models import Creator
from halles.demo.seed.cast import seat
from halles.demo.seed.films import find_product_of, find_video
from halles.demo.seed.moments import back, days_ago
from halles.demo.seed.shops import find_shop
from halles.demo.seed.turns import turn
from halles.demo.world.kinds import World
from halles.kit import clock, transactions
from halles.kit.errors import Refusal
from halles.kit.jobs import none_queued
from halles.ledger.queries import owner_balances_at
from halles.live.models import PreparedDeal
from halles.markets.queries import get_market
from halles.sellers.models import Seller
from halles.videos.models import Video

DAY = dt.timedelta(days=1)
Status = Fee.Status


@dataclass(frozen=True)
class FeeCase:
    """Which shop offered whom how much (in minor units of the shop's market) how many days ago, to be delivered within
    so many days, and how far it came: offered, declined, lapsed, agreed, given_up, delivered, accepted, refused, or
    decided by the staff. What was delivered is a `film` of the creator. The later days count back from now as well."""

    shop: str
    creator: str
    amount_minor: int
    days: float
    due_in_days: int
    fate: str
    words: str
    kind: str = "video"
    film: str = ""
    delivered: float = 0
    answered: float = 0
    decided: float = 0
    why: str = ""
    decision: str = ""


FEES = (
    FeeCase(
        *("lumignon", "leo", 8_000, 8, 14, "accepted"),
        "Un trajet de nuit sous la pluie, le faisceau vu de face, sans dire le prix.",
        film="leo-nuit",
        delivered=3.5,
        answered=2,
    ),
    FeeCase(
        *("buron", "nour", 6_000, 8.5, 14, "refused"),
        "Une recette avec la tomme, l’estive nommée, au moins dix secondes sur la coupe.",
        film="nour-trois",
        delivered=6.4,
        answered=2,
        why="La tomme ne se voit que deux secondes et l’estive n’est nommée nulle part.",
    ),
    FeeCase(
        *("three-herons", "tessa", 12_000, 8, 21, "delivered"),
        "The kiln on opening day, and what a mug really costs us. Be as blunt as you like.",
        film="tessa-cost",
        delivered=1.5,
    ),
    FeeCase(
        *("tsukinowa", "hana", 9_000, 8.9, 14, "decided"),
        "朝の一杯を、急須と湯呑みで一分ほど。",
        film="hana-morning",
        delivered=7.8,
        answered=5,
        decided=3,
        why="急須がほとんど映っていません。",
        decision="最後の場面で急須と湯呑みがはっきり映っており、約束どおりの内容です。",
    ),
    FeeCase(
        *("penn-avel", "leo", 9_000, 1, 20, "offered"),
        "Un direct d’une heure autour du bonnet de quai, avec vos questions et les nôtres.",
        kind="live",
    ),
    FeeCase(
        *("penn-avel", "nour", 5_000, 3, 21, "agreed"),
        "Une minute en cuisine, les mains au chaud dans les chaussettes de pont.",
    ),
    FeeCase(
        *("penn-avel", "leo", 4_500, 7, 20, "given_up"),
        "Trente secondes sous la pluie, avec la capuche du ciré.",
        answered=2.5,
    ),
    FeeCase(
        *("vallon-clair", "leo", 3_000, 12, 20, "declined"),
        "Le galet de lavande dans une sacoche de vélo.",
        answered=11,
    ),
    FeeCase(
        *("prairie-wren", "tessa", 6_000, 24, 12, "lapsed"),
        "One bandana, five ways to wear it, no music over your voice.",
    ),
    FeeCase(
        *("yamanari", "hana", 8_000, 4, 30, "agreed"),
        "小さな包丁で野菜を切る、音のきれいな一分。",
    ),
)
FEE_FILMS = frozenset(case.film for case in FEES if case.film)
# Shop, creator, what of it, so much off, pieces: kept ready for shows of a creator whom the shop invited.
DEALS = (
    ("lumignon", "leo", "lumignon/sonnette", 20, 6),
    ("three-herons", "tessa", "three-herons/mug", 15, 5),
)
DEAL_DAYS = 40


def offer_fees(world: World) -> None:
    """Take each case as far as it can come by now: work waits for its film, and what a shop had not free it does not
    promise. Nothing is told twice. To be called when the payouts of the past are told."""
    with turn("fees"), none_queued():
        for case in FEES:
            _tell(world, case)


def deliver_fees(world: World) -> None:
    """A film came out: the fee that was agreed for it goes on."""
    with turn("fees"), none_queued():
        for case in FEES:
            fee = Fee.objects.filter(words=case.words, status=Status.AGREED).first() if case.film else None
            if fee is not None:
                _go_on(world, case, fee)


def prepare_deals(world: World) -> None:
    """Flash deals that wait for a show of a creator whom their shop invited, once each."""
    with turn("fees"), none_queued():
        for shop, creator, good, percent_off, quota in DEALS:
            part = _part(world, shop, creator)
            product = find_product_of(world, good) if good in world.products else None
            if part is None or product is None or part.plan.kind != Plan.Kind.TARGETED:
                continue
            if PreparedDeal.objects.filter(reference_id=part.pk).exists():
                continue
            market = get_market(part.plan.seller.market)
            price = list_cards([product.pk], market=market.code, language=market.locales[0][:2])[product.pk].price
            variant = product.variants.order_by("pk").first()
            if price is None or variant is None:
                continue
            last_on = clock.today(market.time_zone) + DEAL_DAYS * DAY
            # In tens of the smallest unit, so that a price looks like one.
            price_minor = price.amount_minor * (100 - percent_off) // 1000 * 10
            terms = deals.DealTerms(variant.pk, price_minor, quota, last_on)
            transactions.run(partial(deals.offer_deal, part.pk, terms, by=part.plan.seller.owner))


def _tell(world: World, case: FeeCase) -> None:
    part = _part(world, case.shop, case.creator)
    if part is None:
        return
    fee = Fee.objects.filter(creator=part.creator, seller=part.plan.seller, words=case.words).first()
    if fee is None:
        fee = _offer(part, case)
    if fee is not None and case.fate != "offered":
        _go_on(world, case, fee)


def _offer(part: Participation, case: FeeCase) -> Fee | None:
    market = get_market(part.plan.seller.market)
    if not _was_free(part.plan.seller, market.currency, case):
        return None
    with back(case.days):
        due_on = clock.today(market.time_zone) + case.due_in_days * DAY
        draft = fees.FeeDraft(case.amount_minor, market.currency, case.kind, due_on, case.words)
        try:
            return transactions.run(partial(fees.promise_fee, part.pk, draft))
        except Refusal:
            return None  # the shop has less by now than it had then


def _was_free(seller: Seller, currency: str, case: FeeCase) -> bool:
    """Whether the shop had so much when it offered it, and where it was set aside on each day since: payouts of the
    time in between took what was free then."""
    later = [] if case.fate in {"offered", "declined", "lapsed"} else range(int(case.days) + 1)
    had = (
        owner_balances_at("seller", str(seller.pk), before=days_ago(days)).get(("seller_available", currency), 0)
        for days in [case.days, *later]
    )
    return all(free >= case.amount_minor for free in had)


def _go_on(world: World, case: FeeCase, fee: Fee) -> None:
    if fee.status == Status.OFFERED:
        if case.fate == "lapsed":
            with clock.travel(fee.due_at + dt.timedelta(minutes=5)):
                calendar.end_overdue()
            return
        with back(case.answered if case.fate == "declined" else case.days - 0.4):
            try:
                answer = fees.decline if case.fate == "declined" else fees.agree
                fee = transactions.run(partial(answer, fee.pk))
            except Refusal:
                return
    if fee.status == Status.AGREED and case.fate == "given_up":
        with back(case.answered):
            fee = transactions.run(partial(fees.give_up, fee.pk))
    if fee.status == Status.AGREED and case.film:
        fee = _deliver(world, case, fee)
    if fee.status == Status.DELIVERED and case.answered:
        with back(case.answered):
            done = fees.accept_work if case.fate == "accepted" else partial(fees.refuse_work, why=case.why)
            fee = transactions.run(partial(done, fee.pk))
    if fee.status == Status.REFUSED and case.fate == "decided":
        admin = seat(world.person("admin"))
        with back(case.decided):
            transactions.run(partial(fees.decide_fee, fee.pk, is_paid=True, why=case.decision, by=admin))


def _deliver(world: World, case: FeeCase, fee: Fee) -> Fee:
    """The film, once it is there: one that was made later than the case tells is delivered as it stands then."""
    data = next((one for one in world.creator_videos if one.key == case.film), None)
    video = find_video(world, data) if data else None
    if video is None or video.status != Video.Status.PUBLISHED:
        return fee
    with back(case.delivered):
        return transactions.run(partial(fees.deliver, fee.pk, video.pk))


def _part(world: World, shop: str, creator: str) -> Participation | None:
    """The creator's part in a plan of the shop, the invitation before the open plan."""
    data = next((one for one in world.creators if one.key == creator), None)
    seller = find_shop(world.shop(shop)) if any(one.key == shop for one in world.shops) else None
    profile = Creator.objects.filter(handle=data.handle).first() if data else None
    if seller is None or profile is None:
        return None
    parts = Participation.objects.filter(creator=profile, plan__seller=seller, status=Participation.Status.ACTIVE)
    # "targeted" comes after "open".
    return parts.select_related("plan__seller__owner", "creator").order_by("-plan__kind", "pk").first()
