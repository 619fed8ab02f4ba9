"""The only way into the books: one call, one balanced transaction, once per key."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from halles.kit import clock
from halles.kit.ids import uuid7
from halles.kit.statements import fetch_one
from halles.ledger.accounts import AccountKey, Line
from halles.ledger.errors import AlreadyReversed, KeyReused, TransactionNotFound
from halles.ledger.models import LINES_MAX, Posting, Transaction

# For a statement that also writes what the transaction is about; the names of its parameters begin with `entry_`.
POST_CALL = """
ledger_post(
    %(entry_id)s, %(entry_kind)s, %(entry_key)s, %(entry_reference_kind)s, %(entry_reference_id)s,
    %(entry_reference_number)s, %(entry_at)s, %(entry_reverses)s, %(entry_kinds)s::text[],
    %(entry_owner_kinds)s::text[], %(entry_owner_ids)s::text[], %(entry_currencies)s::text[],
    %(entry_amounts)s::bigint[])
"""
_POST = f"SELECT {POST_CALL}"


@dataclass(frozen=True)
class Reference:
    """What a transaction is about, e.g. ("order", its id); `number` is what people call it (H-7K2M4QX)."""

    kind: str
    id: uuid.UUID
    number: str = ""


@dataclass(frozen=True)
class Posted:
    """The transaction of a key; `is_new` is False when it was in the books already."""

    transaction_id: uuid.UUID
    is_new: bool


def post(
    kind: str,
    *,
    key: str,
    reference: Reference,
    lines: Sequence[Line],
    at: dt.datetime | None = None,
    reverses: uuid.UUID | None = None,
) -> Posted:
    """Write one transaction in one statement and return it.

    Lines on the same account are added up, and what comes to zero is left out.

    The same key with the same kind and lines is the same transaction; with others KeyReused. Lines that do not sum to
    zero in each currency are a ValueError here and a failed commit in the database.
    """
    lines = _added_up(lines)
    entry = draft_entry(kind, key=key, reference=reference, lines=lines, at=at, reverses=reverses)
    row = fetch_one(_POST, entry)
    assert row is not None
    (written,) = row
    if written == entry["entry_id"]:
        return Posted(written, is_new=True)
    _require_same(written, kind, lines)
    return Posted(written, is_new=False)


@dataclass(frozen=True)
class Entry:
    """One transaction to be, for `post_many`."""

    kind: str
    key: str
    reference: Reference
    lines: Sequence[Line]


_POST_MANY = """
SELECT ledger_post_many(
    %(ids)s::uuid[], %(kinds)s::text[], %(keys)s::text[], %(reference_kinds)s::text[], %(reference_ids)s::uuid[],
    %(numbers)s::text[], %(at)s, %(line_counts)s::integer[], %(owners)s::integer[], %(positions)s::integer[],
    %(account_kinds)s::text[], %(owner_kinds)s::text[], %(owner_ids)s::text[], %(currencies)s::text[],
    %(amounts)s::bigint[])
"""


def post_many(entries: Sequence[Entry], *, at: dt.datetime | None = None) -> int:
    """Write many transactions of one instant in one statement; how many were not in the books yet.

    As `post`, but a key that is there already is left as it is without a look at its lines.
    """
    if not entries:
        return 0
    added = [_added_up(entry.lines) for entry in entries]
    for entry, lines in zip(entries, added, strict=True):
        _require_balance(entry.key, lines)
    rows = [
        (number, position, line.account, line.amount_minor)
        for number, lines in enumerate(added, 1)
        for position, line in enumerate(lines, 1)
    ]
    accounts = [account for _number, _position, account, _amount in rows]
    parameters: dict[str, Any] = {
        "ids": [uuid7() for _ in entries],
        "kinds": [entry.kind for entry in entries],
        "keys": [entry.key for entry in entries],
        "reference_kinds": [entry.reference.kind for entry in entries],
        "reference_ids": [entry.reference.id for entry in entries],
        "numbers": [entry.reference.number for entry in entries],
        "at": at or clock.now(),
        "line_counts": [len(lines) for lines in added],
        "owners": [number for number, *_ in rows],
        "positions": [position for _number, position, *_ in rows],
        "account_kinds": [account.kind for account in accounts],
        "owner_kinds": [account.owner_kind for account in accounts],
        "owner_ids": [account.owner_id for account in accounts],
        "currencies": [account.currency for account in accounts],
        "amounts": [amount for *_, amount in rows],
    }
    with connection.cursor() as cursor:
        cursor.execute(_POST_MANY, parameters)
        (written,) = cursor.fetchone()
    return int(written)


def draft_entry(
    kind: str,
    *,
    key: str,
    reference: Reference,
    lines: Sequence[Line],
    at: dt.datetime | None = None,
    reverses: uuid.UUID | None = None,
) -> dict[str, Any]:
    """The parameters of POST_CALL for one transaction as `post` writes it, for a key that nobody can have used yet."""
    lines = _added_up(lines)
    _require_balance(key, lines)
    accounts = [line.account for line in lines]
    return {
        "entry_id": uuid7(),
        "entry_kind": kind,
        "entry_key": key,
        "entry_reference_kind": reference.kind,
        "entry_reference_id": reference.id,
        "entry_reference_number": reference.number,
        "entry_at": at or clock.now(),
        "entry_reverses": reverses,
        "entry_kinds": _array([account.kind for account in accounts]),
        "entry_owner_kinds": _array([account.owner_kind for account in accounts]),
        "entry_owner_ids": _array([account.owner_id for account in accounts]),
        "entry_currencies": _array([account.currency for account in accounts]),
        "entry_amounts": _array([line.amount_minor for line in lines]),
    }


def _array(values: Sequence[str] | Sequence[int]) -> str:
    """An array as the database writes it: plain words and numbers look there as they do in JSON."""
    written = json.dumps(values)
    assert "\\" not in written, f"no plain words: {values}"
    return f"{{{written[1:-1]}}}"


def reverse(transaction_id: uuid.UUID, *, key: str, kind: str = "reversal") -> Posted:
    """Take a transaction back by its exact mirror; TransactionNotFound, or AlreadyReversed (also for a reversal)."""
    original = Transaction.objects.filter(id=transaction_id).first()
    if original is None:
        raise TransactionNotFound
    twin = Transaction.objects.filter(reverses=original).first()
    if original.reverses_id is not None or (twin is not None and twin.key != key):
        raise AlreadyReversed
    return post(
        kind,
        key=key,
        reference=Reference(original.reference_kind, original.reference_id, original.reference_number),
        lines=[Line(account, -amount_minor) for account, amount_minor in _lines_of(transaction_id)],
        reverses=transaction_id,
    )


def _added_up(lines: Sequence[Line]) -> list[Line]:
    totals: dict[AccountKey, int] = {}
    for line in lines:
        totals[line.account] = totals.get(line.account, 0) + line.amount_minor
    return [Line(account, total) for account, total in totals.items() if total]


def _require_balance(key: str, lines: Sequence[Line]) -> None:
    totals: Counter[str] = Counter()
    for line in lines:
        totals[line.account.currency] += line.amount_minor
    if any(totals.values()) or not 2 <= len(lines) <= LINES_MAX:
        raise ValueError(f"transaction {key} of {len(lines)} lines is off balance by {dict(totals)}")


def _require_same(written: uuid.UUID, kind: str, lines: Sequence[Line]) -> None:
    """Two writers of one key must mean the same fact."""
    is_kind = Transaction.objects.filter(id=written, kind=kind).exists()
    if not is_kind or Counter(_lines_of(written)) != Counter((line.account, line.amount_minor) for line in lines):
        raise KeyReused


def _lines_of(transaction_id: uuid.UUID) -> list[tuple[AccountKey, int]]:
    rows = Posting.objects.filter(transaction_id=transaction_id).select_related("account").order_by("position")
    return [
        (
            AccountKey(row.account.kind, row.account.owner_kind, row.account.owner_id, row.currency),
            row.amount_minor,
        )
        for row in rows
    ]
