"""Reading the books. Balances are positive on the account's own side: what is owed to a seller is a positive number."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from halles.kit.pages import PAGE_SIZE, PAGE_SIZE_MAX, Page
from halles.ledger.accounts import KINDS, AccountKey
from halles.ledger.books import Report, check_books
from halles.ledger.models import Account, Posting, Transaction

POSTING_ID_MAX = 2**63 - 1

__all__ = [
    "Report",
    "TrialRow",
    "Turnover",
    "balance",
    "balances_by_owner",
    "balances_of_owner",
    "check_books",
    "list_owner_entries",
    "list_owner_months",
    "list_owner_transactions",
    "list_postings",
    "list_transactions",
    "owner_balances_at",
    "owner_turnover",
    "reference_balance",
    "trial_balance",
    "walk_owner_entries",
]


def balance(account: AccountKey) -> int:
    """Minor units, positive on the account's own side; 0 for an account that was never used."""
    return _signed(account.kind, _sum(_postings(account)))


def is_posted(key: str) -> bool:
    """Whether the books have an entry of this key."""
    return Transaction.objects.filter(key=key).exists()


def reference_balance(account: AccountKey, reference_kind: str, reference_id: uuid.UUID) -> int:
    """The part of the balance that comes from transactions about one thing, e.g. what an order left on the account."""
    about = Transaction.objects.filter(reference_kind=reference_kind, reference_id=reference_id)
    return _signed(account.kind, _sum(_postings(account).filter(transaction__in=about)))


def balances_of_owner(owner_kind: str, owner_id: str, *, cursor: str | None = None) -> dict[tuple[str, str], int]:
    """(kind, currency) → balance of all accounts of one owner, in one statement. With a cursor of
    list_owner_transactions: as it was before the transactions that earlier pages have shown."""
    before = _read_cursor(cursor)
    counted: Q | None = None
    if before is not None:
        shown = Posting.objects.filter(
            account__owner_kind=owner_kind, account__owner_id=owner_id, id__gte=before
        ).values("transaction_id")
        counted = ~Q(postings__transaction_id__in=shown)
    rows = (
        Account.objects.filter(owner_kind=owner_kind, owner_id=owner_id)
        .annotate(total=Sum("postings__amount_minor", filter=counted, default=0))
        .values_list("kind", "currency", "total")
    )
    return {(kind, currency): _signed(kind, total) for kind, currency, total in rows}


def balances_by_owner(kind: str, *, currency: str | None = None) -> dict[tuple[str, str], int]:
    """(owner, currency) → balance of every account of a kind that is not zero, in one statement."""
    accounts = Account.objects.filter(kind=kind)
    if currency is not None:
        accounts = accounts.filter(currency=currency)
    rows = accounts.annotate(total=Sum("postings__amount_minor", default=0)).exclude(total=0)
    return {(owner, of): _signed(kind, total) for owner, of, total in rows.values_list("owner_id", "currency", "total")}


def list_postings(account: AccountKey, cursor: str | None = None, *, size: int = PAGE_SIZE) -> Page[Posting]:
    """Newest first, each with its transaction at hand; an unreadable cursor begins at the top."""
    return page_of_postings(_postings(account), cursor, size=size)


def page_of_postings(rows: QuerySet[Posting, Posting], cursor: str | None, *, size: int) -> Page[Posting]:
    """One page of any postings, newest first, with transaction and account at hand."""
    size = min(size, PAGE_SIZE_MAX)
    rows = rows.select_related("transaction", "account").order_by("-id")
    before = _read_cursor(cursor)
    if before is not None:
        rows = rows.filter(id__lt=before)
    found = list(rows[: size + 1])
    return Page(found[:size], str(found[size - 1].pk) if len(found) > size else None)


def list_transactions(
    *, reference_kind: str, reference_id: uuid.UUID, limit: int = PAGE_SIZE_MAX
) -> Sequence[Transaction]:
    """All transactions about one thing, oldest first, with their postings and accounts at hand."""
    about = Transaction.objects.filter(reference_kind=reference_kind, reference_id=reference_id)
    return list(about.prefetch_related("postings__account").order_by("at", "id")[: min(limit, PAGE_SIZE_MAX)])


# The newest lines of each account are read from the index of balances, then brought together by transaction. One
# that a page before has shown by a newer line of it is left out.
_OWNER_PAGE = """
SELECT line.transaction_id, max(line.id) FROM unnest(%(accounts)s::bigint[]) AS mine (id)
CROSS JOIN LATERAL (
    SELECT id, transaction_id FROM ledger_posting
    WHERE account_id = mine.id AND id < %(before)s ORDER BY id DESC LIMIT %(lines)s
) AS line
WHERE NOT EXISTS (
    SELECT FROM ledger_posting AS shown
    WHERE shown.transaction_id = line.transaction_id AND shown.account_id = ANY(%(accounts)s::bigint[])
      AND shown.id >= %(before)s
)
GROUP BY line.transaction_id ORDER BY max(line.id) DESC LIMIT %(size)s
"""


def list_owner_transactions(
    owner_kind: str, owner_id: str, *, currency: str | None = None, cursor: str | None = None, size: int = PAGE_SIZE
) -> Page[Transaction]:
    """The transactions that touch an owner's accounts, newest first, each once, with all postings and accounts."""
    size = min(size, PAGE_SIZE_MAX)
    accounts = Account.objects.filter(owner_kind=owner_kind, owner_id=owner_id)
    if currency is not None:
        accounts = accounts.filter(currency=currency)
    ids = list(accounts.values_list("id", flat=True))
    with connection.cursor() as rows:
        rows.execute(
            _OWNER_PAGE,
            {
                "accounts": ids,
                "before": _read_cursor(cursor) or POSTING_ID_MAX,
                "lines": size + 1 + len(ids),
                "size": size + 1,
            },
        )
        found = rows.fetchall()
    shown = [transaction_id for transaction_id, _ in found[:size]]
    by_id = Transaction.objects.prefetch_related("postings__account").in_bulk(shown)
    return Page([by_id[one] for one in shown], str(found[size - 1][1]) if len(found) > size else None)


def list_owner_entries(
    owner_kind: str,
    owner_id: str,
    *,
    currency: str,
    since: dt.datetime | None = None,
    until: dt.datetime | None = None,
    limit: int,
) -> list[Transaction]:
    """The transactions of one currency that touch an owner's accounts in a span of time [since, until), newest first by
    the time of the fact, with all postings and accounts; at most `limit`."""
    found = _of_owner(owner_kind, owner_id, currency)
    if since is not None:
        found = found.filter(at__gte=since)
    if until is not None:
        found = found.filter(at__lt=until)
    return list(found.prefetch_related("postings__account").order_by("-at", "-id")[:limit])


# Oldest first by the time of the fact, from an entry on. A page reads what the owner's accounts have, not all books.
_OWNER_WALK = """
SELECT entry.id FROM ledger_transaction AS entry
WHERE entry.id IN (SELECT transaction_id FROM ledger_posting WHERE account_id = ANY(%(accounts)s::bigint[]))
  AND entry.at >= %(since)s AND entry.at < %(until)s
  AND (%(after)s::uuid IS NULL OR (entry.at, entry.id) > (SELECT at, id FROM ledger_transaction WHERE id = %(after)s))
ORDER BY entry.at, entry.id LIMIT %(size)s
"""
WALK_IDS = 5_000
WALK_SIZE = 500


def walk_owner_entries(
    owner_kind: str,
    owner_id: str,
    *,
    currency: str,
    since: dt.datetime,
    until: dt.datetime,
    after: uuid.UUID | None = None,
) -> Iterator[list[Transaction]]:
    """All transactions of one currency that touch an owner's accounts in [since, until), oldest first by the time of
    the fact, in parts of at most WALK_SIZE that are read when they are asked for; those after the one named `after`."""
    accounts = Account.objects.filter(owner_kind=owner_kind, owner_id=owner_id, currency=currency)
    given: dict[str, Any] = {
        "accounts": list(accounts.values_list("id", flat=True)),
        "since": since,
        "until": until,
        "size": WALK_IDS,
    }
    while True:
        with connection.cursor() as rows:
            rows.execute(_OWNER_WALK, {**given, "after": after})
            ids = [entry_id for (entry_id,) in rows.fetchall()]
        for start in range(0, len(ids), WALK_SIZE):
            some = ids[start : start + WALK_SIZE]
            by_id = Transaction.objects.prefetch_related("postings__account").in_bulk(some)
            yield [by_id[one] for one in some]
        if len(ids) < WALK_IDS:
            return
        after = ids[-1]


# One statement, and so one moment of the books: what is posted meanwhile is in all of it or in nothing.
_OWNER_TURNOVER = """
SELECT entry.kind, account.kind,
    coalesce(-sum(line.amount_minor) FILTER (WHERE entry.at >= %(since)s), 0)::bigint,
    coalesce(-sum(line.amount_minor) FILTER (WHERE entry.at < %(since)s), 0)::bigint,
    count(DISTINCT entry.id) FILTER (WHERE entry.at >= %(since)s)
FROM ledger_posting AS line JOIN ledger_account AS account ON account.id = line.account_id
JOIN ledger_transaction AS entry ON entry.id = line.transaction_id
WHERE account.owner_kind = %(owner_kind)s AND account.owner_id = %(owner_id)s AND account.currency = %(currency)s
  AND entry.at < %(until)s
GROUP BY GROUPING SETS ((entry.kind, account.kind), ())
"""


@dataclass(frozen=True)
class Turnover:
    """What an owner's accounts of one currency had before a span of time, by kind of account, and what it brought, by
    (kind of transaction, kind of account), credits positive; `count` transactions touched them in it."""

    count: int
    opening: dict[str, int]
    brought: dict[tuple[str, str], int]


def owner_turnover(
    owner_kind: str, owner_id: str, *, currency: str, since: dt.datetime, until: dt.datetime
) -> Turnover:
    """The turnover in [since, until) and what there was before, as of one moment of the books."""
    given: dict[str, Any] = {
        "owner_kind": owner_kind,
        "owner_id": owner_id,
        "currency": currency,
        "since": since,
        "until": until,
    }
    with connection.cursor() as rows:
        rows.execute(_OWNER_TURNOVER, given)
        found = rows.fetchall()
    count, opening, brought = 0, Counter[str](), {}
    for kind, account, total, before, number in found:
        if kind is None:
            count = number
            continue
        opening[account] += before
        if number:
            brought[kind, account] = total
    return Turnover(count, dict(opening), brought)


def list_owner_months(owner_kind: str, owner_id: str, *, currency: str, time_zone: str) -> list[dt.date]:
    """The first days of the months, on the clock of a zone, in which an owner's accounts moved, latest first."""
    months = TruncMonth("at", tzinfo=ZoneInfo(time_zone))
    found = _of_owner(owner_kind, owner_id, currency).annotate(month=months).values_list("month", flat=True)
    return [month.date() for month in found.order_by("-month").distinct()]


def owner_balances_at(owner_kind: str, owner_id: str, *, before: dt.datetime) -> dict[tuple[str, str], int]:
    """(kind, currency) → balance of all accounts of one owner, of the facts before an instant."""
    rows = (
        Account.objects.filter(owner_kind=owner_kind, owner_id=owner_id)
        .annotate(total=Sum("postings__amount_minor", filter=Q(postings__transaction__at__lt=before), default=0))
        .values_list("kind", "currency", "total")
    )
    return {(kind, currency): _signed(kind, total) for kind, currency, total in rows}


def _of_owner(owner_kind: str, owner_id: str, currency: str) -> QuerySet[Transaction]:
    accounts = Account.objects.filter(owner_kind=owner_kind, owner_id=owner_id, currency=currency)
    mine = Posting.objects.filter(account_id__in=list(accounts.values_list("id", flat=True)))
    return Transaction.objects.filter(pk__in=mine.values("transaction_id"))


@dataclass(frozen=True)
class TrialRow:
    """One row of the trial balance: both sides and the balance on the account's own side, in minor units."""

    kind: str
    currency: str
    debit_minor: int
    credit_minor: int
    balance_minor: int


def trial_balance() -> list[TrialRow]:
    """Every kind of account per currency, sellers and markets summed; debits equal credits in each currency."""
    rows = (
        Posting.objects.values(kind=F("account__kind"), of=F("account__currency"))
        .annotate(
            debit=Sum("amount_minor", filter=Q(amount_minor__gt=0), default=0),
            credit=Sum("amount_minor", filter=Q(amount_minor__lt=0), default=0),
        )
        .order_by("of", "kind")
    )
    return [
        TrialRow(
            kind=row["kind"],
            currency=row["of"],
            debit_minor=int(row["debit"]),
            credit_minor=-int(row["credit"]),
            balance_minor=_signed(row["kind"], row["debit"] + row["credit"]),
        )
        for row in rows
    ]


def _read_cursor(cursor: str | None) -> int | None:
    is_number = cursor is not None and cursor.isascii() and cursor.isdigit() and len(cursor) < 19
    return int(cursor) if cursor is not None and is_number else None


def _postings(account: AccountKey) -> QuerySet[Posting, Posting]:
    opened = Account.objects.filter(
        kind=account.kind, owner_kind=account.owner_kind, owner_id=account.owner_id, currency=account.currency
    )
    return Posting.objects.filter(account__in=opened)


def _sum(rows: QuerySet[Posting, Posting]) -> int:
    total: int = rows.aggregate(total=Sum("amount_minor", default=0))["total"]
    return total


def _signed(kind: str, total: int) -> int:
    return int(total) if KINDS[kind].side == "debit" else -int(total)
