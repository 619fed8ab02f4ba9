"""What shops promise to creators, and who of them the purchases of the past came through."""

from __future__ import annotations

import datetime as dt
import uuid
from functools import partial

from django.core.files.uploadedfile import SimpleUploadedFile

from halles.affiliates.models import Attribution, Commission, Participation, Plan, Side
from halles.affiliates.services import booking, participating, plans, talking
from halles.affiliates.services.attributing import attribute_group
from halles.affiliates.services.showcase import put_in_showcase
from halles.creators.models import Creator
from halles.creators.services.payout_details import give_identity_paper, save_payout_details, verify_identity
from halles.demo.seed.cast import seat
from halles.demo.seed.moments import OPENED_DAYS_AGO, back
from halles.demo.seed.paying import payee_of
from halles.demo.seed.pictures import paper
from halles.demo.seed.shops import find_shop
from halles.demo.world.history import PastOrder
from halles.demo.world.kinds import CreatorData, ShopData, World
from halles.demo.world.numbers import steady
from halles.interactions.sources import Source
from halles.kit import clock, transactions
from halles.orders.models import Order
from halles.sellers.models import Seller
from halles.videos.models import Anchor, Video

DAY = dt.timedelta(days=1)
# What a shop pays for a sale, in hundredths of a percent, by chance of its name; every fourth agrees to each creator.
RATES_BPS = (800, 1_000, 1_200, 1_500)
JOINED_DAYS_AGO = OPENED_DAYS_AGO - 12
# Some shops pay less since then: who took part before keeps the old rate for the market's days.
CUTTING, CUT_DAYS_AGO, CUT_BPS = frozenset({"penn-avel", "prairie-wren", "tsukinowa"}), 12, 300
# Some pay one creator more than their open plan does.
INVITING = frozenset({"buron", "lumignon", "penn-avel", "three-herons", "vallon-clair"})
INVITED_DAYS_AGO, INVITED_BPS, INVITED_DAYS = 20, 500, 70
# Of a hundred purchases in a market with creators so many came through one of them.
CREDITED_PERCENT = 42
INVITATION = {
    "FR": "Votre façon de montrer les choses nous plaît. Nous vous proposons mieux que notre offre ouverte.",
    "US": "We like how you show things. Here is more than our open plan pays.",
    "JP": "ご紹介の仕方がとても好きです。公開プランより高い料率をご提案します。",
}
ANSWER = {
    "FR": "Merci ! Je passe à l’atelier avant de filmer, si cela vous convient.",
    "US": "Thank you! I would like to visit the workshop before I film, if I may.",
    "JP": "ありがとうございます。撮影の前に工房へ伺ってもよろしいでしょうか。",
}
# Of the newest sales of a showcase, so many are looked at and so many goods stand in it.
LOOKED_AT_MAX, SHOWN_MAX = 40, 8


def promise(world: World) -> None:
    """Open plans of all shops that are there, creators who take part, better offers to some, and where money goes."""
    for data in world.creators:
        creator = Creator.objects.filter(handle=data.handle).first()
        if creator is not None:
            _tell_account(world, data)
    for shop in world.shops:
        seller = find_shop(shop)
        if seller is not None and not Plan.objects.filter(seller=seller).exists():
            transactions.run(partial(_offer, world, shop, seller))


def _offer(world: World, shop: ShopData, seller: Seller) -> None:
    rate = RATES_BPS[steady(f"{shop.key}rate", len(RATES_BPS))]
    with back(JOINED_DAYS_AGO + 3):
        needs_approval = steady(f"{shop.key}asks", 4) == 0
        plan = plans.open_plan(seller, product_id=None, rate_bps=rate, needs_approval=needs_approval)
    for creator in _creators_in(world, shop.market):
        with back(JOINED_DAYS_AGO):
            joined = participating.join(creator, plan.pk)
        if joined.status == Participation.Status.ASKED and steady(f"{shop.key}{creator.handle}", 3):
            with back(JOINED_DAYS_AGO - 1):
                participating.answer_request(joined.pk, yes=True)
    if shop.key in CUTTING:
        with back(CUT_DAYS_AGO):
            plans.set_rate(plan.pk, rate - CUT_BPS)
    if shop.key in INVITING:
        _invite(world, shop, seller, rate)


def _invite(world: World, shop: ShopData, seller: Seller, rate_bps: int) -> None:
    creators = _creators_in(world, shop.market)
    if not creators:
        return
    creator = creators[steady(f"{shop.key}whom", len(creators))]
    with back(INVITED_DAYS_AGO):
        plan = plans.invite(
            seller,
            creator_ids=[creator.pk],
            product_id=None,
            rate_bps=rate_bps + INVITED_BPS,
            ends_on=(clock.now() + INVITED_DAYS * DAY).date(),
            message=INVITATION[shop.market],
        )
        invited = plan.participations.get()
    if steady(f"{shop.key}yes", 3):
        with back(INVITED_DAYS_AGO - 1):
            participating.answer_invitation(invited.pk, yes=True)
            talking.write_message(seller, creator, side=Side.CREATOR, by=creator.user, body=ANSWER[shop.market])


def _creators_in(world: World, market: str) -> list[Creator]:
    handles = [data.handle for data in world.creators if data.market == market]
    return list(Creator.objects.filter(handle__in=handles).select_related("user").order_by("handle"))


def _tell_account(world: World, data: CreatorData) -> None:
    """Where a creator's money goes, checked by the staff; every fourth has not said it yet."""
    person = world.person(data.person)
    user = seat(person)
    if steady(f"{data.key}account", 4) == 3 or hasattr(user, "payout_details"):
        return
    payee = payee_of(world, data)
    with back(JOINED_DAYS_AGO):
        transactions.run(partial(save_payout_details, user, payee=payee))
        file = SimpleUploadedFile("identity.jpg", paper(f"{person.name} identity"), "image/jpeg")
        details = transactions.run(partial(give_identity_paper, user, file=file))
        transactions.run(partial(verify_identity, details, by=seat(world.person("admin"))))


def source_of(world: World, data: PastOrder, product_id: uuid.UUID) -> Source:
    """Where a purchase of the past was met: a creator's video or page for some, the shop's page for the others."""
    creator = _through(world, data)
    if creator is None:
        return Source("product", product_id, data.click_id, clock.now(), surface="shop")
    shown = Anchor.objects.filter(product=product_id, video__creator=creator, video__published_at__lte=clock.now())
    video_id = shown.filter(video__status=Video.Status.PUBLISHED).values_list("video", flat=True).first()
    kind, content_id = ("video", video_id) if video_id else ("showcase", creator.pk)
    return Source(kind, content_id, data.click_id, clock.now(), creator_id=creator.pk, surface="feed")


def _through(world: World, data: PastOrder) -> Creator | None:
    """Whose video or page a purchase came through, by name or by chance."""
    if data.through is not None:
        return Creator.objects.select_related("user").filter(handle=data.through).first()
    creators = _creators_in(world, data.market)
    if not creators or steady(f"{data.key}through", 100) >= CREDITED_PERCENT:
        return None
    return creators[steady(f"{data.key}creator", len(creators))]


def credit(found: list[Order]) -> None:
    """Who earns by a purchase, decided in the minute it was paid."""
    with clock.travel(found[0].group.placed_at + dt.timedelta(minutes=1)):
        attribute_group(found[0].group_id)


def confirm(order: Order) -> None:
    """The days in which the order could come back are over: what it earned its creators is theirs."""
    due = order.commissions.filter(status="pending", confirm_at__lte=clock.now()).order_by("confirm_at").last()
    if due is not None and due.confirm_at is not None:
        with clock.travel(due.confirm_at + dt.timedelta(hours=1)):
            booking.confirm_due()


def fill_showcases() -> None:
    """What was sold from a creator's showcase stands there."""
    sold = Commission.objects.filter(attribution__touch__touch__kind="showcase").order_by("-sold_at")
    for creator in Creator.objects.filter(pk__in=sold.values("creator")):
        goods = sold.filter(creator=creator).values_list("line__product", flat=True)[:LOOKED_AT_MAX]
        for product_id in list(dict.fromkeys(goods))[:SHOWN_MAX]:
            put_in_showcase(creator, product_id, is_full_fine=True)


def credit_the_rest() -> None:
    """Purchases that were told before they could be decided."""
    paid = Order.objects.filter(paid_at__isnull=False, lines__source__creator_id__isnull=False)
    decided = Attribution.objects.values("line__order")
    for group_id in paid.exclude(pk__in=decided).values_list("group_id", flat=True).distinct():
        transactions.run(partial(attribute_group, group_id))
