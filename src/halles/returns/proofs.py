"""What a live show promised of a thing that was bought in it: kept for both sides as long as a case may be opened."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from halles.kit import clock
from halles.live import proofs as live
from halles.live.models import Replay
from halles.live.replays import find_recording
from halles.markets.queries import all_markets, get_market
from halles.orders.models import Order, OrderLine
from halles.promotions.models import PricePromise
from halles.returns.errors import ProofOver
from halles.returns.models import Dispute

CANDIDATES_MAX = 5_000


@dataclass(frozen=True)
class Proof:
    """The moments of a show around the pin, the claim and the purchase of a line.

    `until` is when they can no longer be seen, None while that is open: before delivery, and in an open case.
    """

    line: OrderLine
    show_id: uuid.UUID
    show_title: str
    stretches: Sequence[live.Stretch]
    until: dt.datetime | None

    def playlist_url(self) -> str:
        """Where a player finds it, for half an hour and for whoever has the address."""
        return live.playlist_url(self.show_id, self.stretches)


def list_proofs(order: Order) -> list[Proof]:
    """The proofs of an order that can still be seen, in the order of its lines."""
    sold = [(line, show) for line in order.lines.all() if (show := _show_of(line)) is not None]
    if not sold or not is_open(order):
        return []
    found = (_proof(order, line, show) for line, show in sold)
    return [proof for proof in found if proof is not None]


def get_proof(order: Order, line_id: uuid.UUID) -> Proof:
    """The proof of this line; ProofOver when there is none, or no longer."""
    found = next((proof for proof in list_proofs(order) if proof.line.pk == line_id), None)
    if found is None:
        raise ProofOver
    return found


def is_open(order: Order) -> bool:
    """Whether something may still be said against this order."""
    until = open_until(order)
    return order.paid_at is not None and (until is None or clock.now() < until)


def open_until(order: Order) -> dt.datetime | None:
    """When the time to open a case about it ends; None before it has begun to run out, and while a case is open."""
    over_at = order.delivered_at or order.canceled_at
    if over_at is None or Dispute.objects.filter(order=order, status=Dispute.Status.OPEN).exists():
        return None
    return over_at + dt.timedelta(days=get_market(order.group.market).returns.dispute_days)


def list_unneeded(*, limit: int) -> list[uuid.UUID]:
    """Shows, oldest first, whose recording nobody needs any more: the longest time for a case in any market has passed
    since they ended, and so has that of every order from them."""
    days = max(market.returns.dispute_days for market in all_markets().values())
    before = clock.now() - dt.timedelta(days=days)
    old = Replay.objects.filter(removed_at=None, made_at__lt=before).order_by("made_at")
    shows = list(old.values_list("session", flat=True)[:CANDIDATES_MAX])
    needed = _needed(shows)
    return [show for show in shows if show not in needed][:limit]


def _needed(shows: Sequence[uuid.UUID]) -> set[uuid.UUID]:
    lines = OrderLine.objects.filter(
        source__content_kind="live",
        source__content_id__in=[str(show) for show in shows],
        order__paid_at__isnull=False,
    )
    found = lines.select_related("order__group") if shows else ()
    return {show for line in found if (show := _show_of(line)) is not None and is_open(line.order)}


def _proof(order: Order, line: OrderLine, show_id: uuid.UUID) -> Proof | None:
    stretches = live.find_stretches(show_id, line.product_id, [order.placed_at, *_claims(line.discounts)])
    recording = find_recording(show_id)
    if not stretches or recording is None:
        return None
    return Proof(line, show_id, recording.session.title, stretches, open_until(order))


def _claims(discounts: Iterable[dict[str, str]]) -> list[dt.datetime]:
    ids = [discount["claim_id"] for discount in discounts if discount.get("claim_id")]
    return list(PricePromise.objects.filter(pk__in=ids).values_list("created_at", flat=True)) if ids else []


def _show_of(line: OrderLine) -> uuid.UUID | None:
    source = line.source or {}
    return uuid.UUID(source["content_id"]) if source.get("content_kind") == "live" else None
