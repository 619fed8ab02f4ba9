"""Giveaways: planned with a sealed seed, entered in the room, closed with a public list, drawn so that all can check.

Closing and drawing are two transactions: the list is out before the seed is opened. Locks: the giveaway, its act, the
stock, then the session.
"""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction
from django.db.models import F

from halles.creators.models import Creator
from halles.inventory import services as inventory
from halles.kit.events import emit
from halles.kit.ids import uuid7
from halles.kit.jobs import defer
from halles.live.acts import chain
from halles.live.acts.access import require_in_bag, require_live, require_open, require_own_shop, variant_of
from halles.live.acts.draw import draw, hash_of, list_text, seed_hash
from halles.live.acts.errors import ActMoved, ActUnknown, DurationWrong, OneGiveaway, ScoreTooLow
from halles.live.acts.tasks import Tasks, require_time_left
from halles.live.events import GiveawayWon
from halles.live.models import Giveaway, GiveawayEntry, LiveSession, ShowAct
from halles.markets.market import Market
from halles.markets.queries import get_market
from halles.promotions import services as promotions
from halles.promotions.queries import database_now
from halles.users.models import User

STOCK_KIND = "giveaway"
# Whoever was heard of within this time before the end is present at the draw; pages speak up every 20 seconds.
PRESENT_WITHIN = dt.timedelta(seconds=45)
Status = ShowAct.Status


@dataclass(frozen=True)
class GiveawayDraft:
    """So many single pieces of a variant, entered for so long."""

    variant_id: uuid.UUID
    winner_count: int = 1
    duration_seconds: int = 300
    tasks: Tasks = field(default_factory=Tasks)
    is_free_entry: bool = False
    title: str = ""


@transaction.atomic
def create_giveaway(session: LiveSession, draft: GiveawayDraft, *, by: User) -> Giveaway:
    """A planned giveaway: its seed is drawn and sealed, and the seed's hash stands in the chain from now on.

    Refuses live.one_giveaway, live.not_in_bag, live.not_your_shop, live.tasks_wrong, live.duration_wrong and, where the
    market says so, live.score_too_low.
    """
    require_open(session)
    variant = variant_of(draft.variant_id)
    require_in_bag(session, variant.product_id)
    require_own_shop(session, variant.product.seller_id, by)
    market = get_market(session.market)
    rules = market.live
    _require_score(session.creator, market)
    if not rules.giveaway_seconds_min <= draft.duration_seconds <= rules.giveaway_seconds_max:
        raise DurationWrong(lowest=rules.giveaway_seconds_min, highest=rules.giveaway_seconds_max)
    if not 1 <= draft.winner_count <= rules.giveaway_winners_max:
        raise DurationWrong(lowest=1, highest=rules.giveaway_winners_max)
    require_time_left(draft.tasks, seconds=draft.duration_seconds, gap_seconds=rules.giveaway_watch_gap_seconds)
    act = ShowAct.objects.create(
        id=uuid7(),
        session=session,
        kind=ShowAct.Kind.GIVEAWAY,
        title=draft.title,
        tasks=draft.tasks.as_json(),
        created_by=by,
    )
    seed = secrets.token_hex(32)
    giveaway = Giveaway(
        act=act,
        seller_id=variant.product.seller_id,
        variant=variant,
        market=market.code,
        currency=market.currency,
        winner_count=draft.winner_count,
        duration_seconds=draft.duration_seconds,
        claim_hours=rules.giveaway_claim_hours,
        is_free_entry=draft.is_free_entry or rules.is_free_entry_needed,
        account_age_seconds_min=rules.account_age_minutes_min * 60,
        device_customers_max=rules.device_customers_max,
        seed_hash=seed_hash(seed),
    )
    giveaway.seed = seed
    giveaway.save(force_insert=True)
    body = {"seed_hash": giveaway.seed_hash, "winner_count": giveaway.winner_count, "variant": variant.pk}
    chain.record(session.pk, "giveaway_planned", {"act": act.pk, "tasks": act.tasks, **body})
    return giveaway


def _require_score(creator: Creator, market: Market) -> None:
    """Who has no score yet is let through."""
    score, needed = creator.score_hundredths, market.scores.giveaway_creator_min
    if score is not None and score < needed:
        raise ScoreTooLow(needed=f"{needed / 100:.2f}", score=f"{score / 100:.2f}")


@transaction.atomic
def open_giveaway(session: LiveSession, act_id: uuid.UUID) -> Giveaway:
    """Let people enter from now on; the pieces are kept. Refuses live.not_live, live.act_moved, live.one_giveaway and
    inventory.sold_out."""
    require_live(session)
    giveaway = _lock(session.pk, act_id)
    if giveaway.opens_at is not None or giveaway.act.status != Status.PLANNED:
        raise ActMoved
    now = database_now()
    giveaway.opens_at, giveaway.closes_at = now, now + dt.timedelta(seconds=giveaway.duration_seconds)
    giveaway.save(update_fields=["opens_at", "closes_at"])
    _set_status(giveaway, Status.OPEN)
    reference = inventory.Reference(STOCK_KIND, act_id)
    inventory.reserve({giveaway.variant_id: giveaway.winner_count}, reference=reference, until=None)
    ends = {"opens_at": now.isoformat(), "closes_at": giveaway.closes_at.isoformat()}
    chain.record(session.pk, "giveaway_open", {"act": act_id, **ends})
    chain.tell(act_id)
    return giveaway


@transaction.atomic
def close_giveaway(session: LiveSession, act_id: uuid.UUID) -> Giveaway:
    """End the entries now, whatever time is left, and publish the list of those present; a job draws from it.

    Called off when it has not opened. Closing twice changes nothing.
    """
    giveaway = _lock(session.pk, act_id)
    if giveaway.act.status == Status.PLANNED:
        _set_status(giveaway, Status.CANCELED)
        chain.record(session.pk, "giveaway_canceled", {"act": act_id})
        return giveaway
    if giveaway.closed_at is not None or giveaway.act.status == Status.CANCELED:
        return giveaway
    now = database_now()
    assert giveaway.closes_at is not None
    giveaway.closes_at = min(giveaway.closes_at, now)
    _publish_list(giveaway, now)
    _set_status(giveaway, Status.ENDED)
    counts = {"entries": _line_count(giveaway), "entered": giveaway.entry_count}
    chain.record(session.pk, "giveaway_closed", {"act": act_id, "list_hash": giveaway.list_hash, **counts})
    chain.tell(act_id)
    defer("live.draw_giveaway", session_id=str(session.pk), act_id=str(act_id))
    return giveaway


@transaction.atomic
def draw_giveaway(session_id: uuid.UUID, act_id: uuid.UUID) -> Giveaway:
    """Open the seed and draw from the published list; each winner gets a prize to fetch. Drawing twice is drawing once.

    Announces GiveawayWon per winner. Refuses live.act_moved while the list is not out.
    """
    giveaway = _lock(session_id, act_id)
    if giveaway.drawn_at is not None:
        return giveaway
    if giveaway.closed_at is None:
        raise ActMoved
    seed = giveaway.seed
    assert seed_hash(seed) == giveaway.seed_hash, "the seed is the one whose hash was published"
    assert hash_of(giveaway.list_text) == giveaway.list_hash, "the list is the one that was published"
    lines = giveaway.list_text.split("\n") if giveaway.list_text else []
    places = draw(seed, giveaway.list_hash, len(lines), giveaway.winner_count)
    giveaway.winners = [lines[place].split(" ")[0] for place in places]
    giveaway.revealed_seed, giveaway.drawn_at = seed, database_now()
    giveaway.save(update_fields=["winners", "revealed_seed", "drawn_at"])
    _set_status(giveaway, Status.DRAWN)
    unclaimed = giveaway.winner_count - sum(_award(giveaway, pseudonym) for pseudonym in giveaway.winners)
    if unclaimed:
        inventory.let_go(inventory.Reference(STOCK_KIND, act_id), giveaway.variant_id, unclaimed)
    body = {"seed": seed, "list_hash": giveaway.list_hash, "winners": giveaway.winners}
    chain.record(session_id, "giveaway_drawn", {"act": act_id, **body})
    chain.tell(act_id)
    return giveaway


def _award(giveaway: Giveaway, pseudonym: str) -> int:
    entry = GiveawayEntry.objects.select_related("giveaway").get(giveaway=giveaway, pseudonym=pseudonym)
    if entry.user_id is None:
        return 0
    assert giveaway.drawn_at is not None
    promise = promotions.promise_prize(
        giveaway_id=giveaway.pk,
        user_id=entry.user_id,
        seller_id=giveaway.seller_id,
        variant_id=giveaway.variant_id,
        market=giveaway.market,
        currency=giveaway.currency,
        until=giveaway.drawn_at + dt.timedelta(hours=giveaway.claim_hours),
    )
    entry.promise = promise
    entry.save(update_fields=["promise"])
    emit(GiveawayWon(giveaway.act.session_id, giveaway.pk, entry.user_id, promise.pk))
    return 1


def _publish_list(giveaway: Giveaway, now: dt.datetime) -> None:
    assert giveaway.closes_at is not None
    present = GiveawayEntry.objects.filter(giveaway=giveaway, present_at__gte=giveaway.closes_at - PRESENT_WITHIN)
    giveaway.list_text = list_text(list(present.values_list("pseudonym", "nonce")))
    giveaway.list_hash, giveaway.closed_at = hash_of(giveaway.list_text), now
    giveaway.save(update_fields=["list_text", "list_hash", "closes_at", "closed_at"])


def _line_count(giveaway: Giveaway) -> int:
    return giveaway.list_text.count("\n") + 1 if giveaway.list_text else 0


def _lock(session_id: uuid.UUID, act_id: uuid.UUID) -> Giveaway:
    found = Giveaway.objects.select_for_update(of=("self",), no_key=True).select_related("act")
    giveaway = found.filter(pk=act_id, act__session=session_id).first()
    if giveaway is None:
        raise ActUnknown
    return giveaway


def _set_status(giveaway: Giveaway, to: ShowAct.Status) -> None:
    act = giveaway.act
    assert to in ShowAct.TRANSITIONS[act.status], f"{act.status} to {to}"
    act.status = to
    try:
        with transaction.atomic():
            act.save(update_fields=["status"])
    except IntegrityError as twin:
        raise OneGiveaway from twin


def forget_entrant(user_id: uuid.UUID) -> int:
    """Erasure: the entries stay under their pseudonyms, so that lists stay whole, but name nobody. How many."""
    return GiveawayEntry.objects.filter(user=user_id).update(user=None, device="", present_at=F("present_at"))
