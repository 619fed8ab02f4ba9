"""The only writers of stock. Rows are locked in variant order, by functions of migration 0002, before they are read."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import NamedTuple

from django.db import connection, transaction

from halles.inventory.errors import BelowReserved, SoldOut, StockOutOfRange
from halles.inventory.models import StockChange, StockLevel
from halles.kit import clock
from halles.kit.ids import uuid7
from halles.kit.statements import fetch

ON_HAND_MAX = 1_000_000


class Reference(NamedTuple):
    """For whom pieces are kept, e.g. ("order_group", its id)."""

    kind: str
    id: uuid.UUID


def reserve(quantities: Mapping[uuid.UUID, int], *, reference: Reference, until: dt.datetime | None) -> None:
    """Promise the pieces of every variant to `reference`, all or none: SoldOut tells what is left."""
    assert all(quantity > 0 for quantity in quantities.values())
    variants = sorted(quantities)
    short = dict(
        fetch(
            "SELECT short_variant, left_quantity FROM inventory_reserve(%s, %s, %s, %s, %s, %s::int[])",
            [
                reference.kind,
                reference.id,
                until,
                [uuid7() for _ in variants],
                variants,
                [quantities[variant] for variant in variants],
            ],
        )
    )
    if short:
        raise SoldOut(short)


def commit(reference: Reference) -> None:
    """The promised pieces are paid for: no deadline gives them back any more. Doing it again changes nothing."""
    fetch("SELECT inventory_commit(%s, %s)", [reference.kind, reference.id])


def release(reference: Reference, up_to: Mapping[uuid.UUID, int] | None = None) -> dict[uuid.UUID, int]:
    """Put promised pieces back on sale and tell how many of each variant that were.

    `up_to` is how many of a variant have been given back in total after this call, so that calling again changes
    nothing; None gives back all that has not left the shelf.
    """
    return _move("inventory_release", reference, up_to)


def let_go(reference: Reference, variant_id: uuid.UUID, quantity: int) -> bool:
    """Put `quantity` more of the pieces kept for a reference on sale, for somebody who takes them in this transaction.

    The stock's row stays locked until it ends, so nobody comes between. False, with nothing written, when fewer are
    kept. Running it again moves as many again: the caller holds what must happen once.
    """
    return bool(fetch("SELECT inventory_let_go(%s, %s, %s, %s)", [*reference, variant_id, quantity])[0][0])


def keep_again(reference: Reference, variant_id: uuid.UUID, quantity: int) -> bool:
    """The way back of `let_go`, of pieces that are on sale; False, with nothing written, when they are gone."""
    return bool(fetch("SELECT inventory_keep_again(%s, %s, %s, %s)", [*reference, variant_id, quantity])[0][0])


def take_out(reference: Reference, up_to: Mapping[uuid.UUID, int]) -> dict[uuid.UUID, int]:
    """Promised pieces leave the shelf; `up_to` is the total per variant after this call. Tells how many left now."""
    return _move("inventory_take_out", reference, up_to)


def _move(function: str, reference: Reference, up_to: Mapping[uuid.UUID, int] | None) -> dict[uuid.UUID, int]:
    variants = None if up_to is None else sorted(up_to)
    totals = None if up_to is None or variants is None else [up_to[variant] for variant in variants]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT moved_variant, moved_quantity FROM {function}(%s, %s, %s::uuid[], %s::int[], %s)",  # noqa: S608 - ours
            [reference.kind, reference.id, variants, totals, clock.now()],
        )
        return dict(cursor.fetchall())


@transaction.atomic
def set_on_hand(variant_id: uuid.UUID, on_hand: int, *, by: uuid.UUID) -> StockLevel:
    """So many pieces lie on the shelf, promised ones included; BelowReserved when more are already sold."""
    level = _lock_level(variant_id)
    _change(level, on_hand, kind=StockChange.Kind.COUNTED, by=by, why="")
    return level


@transaction.atomic
def adjust(variant_id: uuid.UUID, delta: int, *, by: uuid.UUID, why: str) -> StockLevel:
    """Add (or with a negative `delta` take away) pieces on the shelf, with a reason."""
    level = _lock_level(variant_id)
    _change(level, level.on_hand + delta, kind=StockChange.Kind.ADJUSTED, by=by, why=why)
    return level


@transaction.atomic
def put_back(quantities: Mapping[uuid.UUID, int], *, reference: Reference, by: uuid.UUID) -> None:
    """Pieces that came back are on the shelf and on sale again."""
    assert all(quantity > 0 for quantity in quantities.values())
    for variant_id in sorted(quantities):
        level = _lock_level(variant_id)
        on_hand = level.on_hand + quantities[variant_id]
        _change(level, on_hand, kind=StockChange.Kind.RETURNED, by=by, why="", reference=reference)


def _lock_level(variant_id: uuid.UUID) -> StockLevel:
    StockLevel.objects.bulk_create([StockLevel(variant_id=variant_id)], ignore_conflicts=True)
    return StockLevel.objects.select_for_update(no_key=True).get(pk=variant_id)


def _change(
    level: StockLevel,
    on_hand: int,
    *,
    kind: StockChange.Kind,
    by: uuid.UUID,
    why: str,
    reference: Reference | None = None,
) -> None:
    if not 0 <= on_hand <= ON_HAND_MAX:
        raise StockOutOfRange(limit=ON_HAND_MAX)
    if on_hand < level.reserved:
        raise BelowReserved(reserved=level.reserved)
    delta = on_hand - level.on_hand
    if delta == 0:
        return
    level.on_hand = on_hand
    level.save(update_fields=["on_hand"])
    StockChange.objects.create(
        variant_id=level.pk,
        at=clock.now(),
        kind=kind,
        delta=delta,
        on_hand_after=on_hand,
        reference_kind=reference.kind if reference else "",
        reference_id=reference.id if reference else None,
        by_id=by,
        why=why[:200],
    )
