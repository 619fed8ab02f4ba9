"""Shows as rows: planned through the services with bag, run sheet and cover, found by their titles, cleared away."""

from __future__ import annotations

import datetime as dt
import io
from functools import partial
from pathlib import Path

import av
from django.db.models import Q, QuerySet

from halles.creators.models import Creator
from halles.demo.seed.cast import seat
from halles.demo.seed.films import find_product_of
from halles.demo.seed.shops import find_shop
from halles.demo.shows.script import Announced, Programme, ShowScript
from halles.demo.world.kinds import World
from halles.kit import clock, transactions
from halles.live import services
from halles.live.models import LiveSession
from halles.live.services import Draft, SheetStep
from halles.live.services.clearing import delete_session
from halles.markets.queries import get_market
from halles.media.services import store_image

Status = LiveSession.Status
REMINDED = 9
KEPT_RECORDINGS = 1
COVER_SECONDS = 4.0


def find_creator(world: World, shop_key: str) -> Creator | None:
    """The profile of a demo shop; None while it is not open."""
    seller = find_shop(world.shop(shop_key))
    if seller is None:
        return None
    return Creator.objects.filter(seller=seller).select_related("user", "seller").first()


def sessions_of(creator: Creator, title: str) -> QuerySet[LiveSession]:
    """Every show of this title, the newest first: what people plan themselves has other titles."""
    return LiveSession.objects.filter(creator=creator, title=title).select_related("creator").order_by("-pk")


def are_goods_there(world: World, script: ShowScript) -> bool:
    """Whether everything in the bag is on sale by now."""
    return all(find_product_of(world, good) is not None for good in script.goods)


def plan_show(world: World, creator: Creator, script: ShowScript, reel: Path) -> LiveSession:
    """A planned show with everything in it; its cover is a moment of its own picture."""
    before = sessions_of(creator, script.title).exclude(cover=None).first()
    cover = before.cover_id if before else store_image(creator.user, _moment_of(reel)).pk
    draft = Draft(
        title=script.title,
        description=script.description,
        market=script.market,
        language=_language(script.market),
        scheduled_at=clock.now(),
        cover_id=cover,
    )
    return transactions.run(partial(_plan, world, creator, script, draft))


def _plan(world: World, creator: Creator, script: ShowScript, draft: Draft) -> LiveSession:
    session = services.plan_session(creator, draft, by=creator.user)
    products = {good: find_product_of(world, good) for good in script.goods}
    ids = {good: product.pk for good, product in products.items() if product is not None}
    services.set_bag(session.pk, list(ids.values()))
    steps = [
        SheetStep(step.kind, step.minutes, step.title, step.note, ids.get(step.good), step.act) for step in script.steps
    ]
    services.set_sheet(session.pk, steps)
    return session


def _moment_of(reel: Path) -> io.BytesIO:
    buffer = io.BytesIO()
    with av.open(str(reel)) as source:
        source.seek(int(COVER_SECONDS * 1_000_000))
        picture = next(source.decode(video=0)).to_image()  # type: ignore[no-untyped-call]
        picture.save(buffer, "JPEG", quality=88)
    buffer.seek(0)
    return buffer


def announce_others(world: World, programme: Programme) -> None:
    """The show that is coming, with people who wait for it, and the one that was called off; both only once."""
    market = programme.on_air.market
    coming = _announced(world, market, programme.planned)
    if coming is not None and coming.status == Status.PLANNED and not coming.reminders.exists():
        crowd = [person for person in world.crowd if person.market == market][:REMINDED]
        customers = [person for person in world.people if person.market == market and person.role == "customer"]
        for person in [*customers, *crowd]:
            transactions.run(partial(services.remind, seat(person), coming.pk))
    called_off = _announced(world, market, programme.called_off)
    if called_off is not None and called_off.status == Status.PLANNED:
        transactions.run(partial(services.cancel_session, called_off.pk))


def _announced(world: World, market: str, announced: Announced) -> LiveSession | None:
    """The planned show as it stands, planned now when there is none; anew when its time has passed."""
    creator = find_creator(world, announced.shop)
    goods = [find_product_of(world, good) for good in announced.goods]
    if creator is None or None in goods:
        return None
    found = sessions_of(creator, announced.title).first()
    if found is not None and found.scheduled_at > clock.now():
        return found
    if found is not None and found.status == Status.PLANNED:
        transactions.run(partial(services.cancel_session, found.pk))
    if found is not None:
        transactions.run(partial(delete_session, found.pk))
    # On the hour: nobody begins at 18:47.
    at = (clock.now() + dt.timedelta(hours=announced.in_hours)).replace(minute=0, second=0, microsecond=0)
    draft = Draft(announced.title, market, _language(market), at, announced.description)
    session = transactions.run(partial(services.plan_session, creator, draft, by=creator.user))
    ids = [product.pk for product in goods if product is not None]
    transactions.run(partial(services.set_bag, session.pk, ids))
    return session


def clear_away(creator: Creator, title: str) -> None:
    """Of the shows of this title that are over, keep the recording of the last one; delete every other trace that
    nobody needs. A show in which something was promised to somebody keeps its row."""
    # A show whose end the ingest has not told yet has no recording so far.
    over = sessions_of(creator, title).filter(status__in=[Status.ENDED, Status.CANCELED])
    recorded = over.filter(replay__removed_at=None, replay__isnull=False).values_list("pk", flat=True)
    kept = set(recorded[:KEPT_RECORDINGS])
    fresh = clock.now() - dt.timedelta(minutes=5)
    stale = over.exclude(pk__in=kept).filter(Q(ended_at=None) | Q(ended_at__lt=fresh))
    todo = stale.filter(Q(acts=None) | Q(replay__removed_at=None, replay__isnull=False)).distinct()
    transactions.run_each(delete_session, list(todo.values_list("pk", flat=True)))


def _language(market: str) -> str:
    return get_market(market).locales[0].split("-")[0]
