"""What a seller is owed, read straight from the books, and explained to the cent."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import connection
from django.db.models import F, Min, QuerySet, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from halles.kit import clock
from halles.kit.pages import PAGE_SIZE, Page
from halles.ledger import queries as ledger
from halles.ledger.models import BooksCheck, Transaction
from halles.payouts.models import Hold, Reserve
from halles.payouts.queries.debts import handles_of
from halles.payouts.queries.settlements import find_release, find_settlement_share

UPCOMING_MAX = 30
_CHECK_HOLDS = """
WITH held AS (
    SELECT hold.seller_id::text AS seller, hold.currency, sum(hold.amount_minor) AS total FROM payouts_hold AS hold
    LEFT JOIN payouts_watermark AS mark ON mark.seller_id = hold.seller_id AND mark.currency = hold.currency
    WHERE hold.released_at IS NULL
      AND (hold.is_single OR hold.until IS NULL OR mark.through IS NULL OR hold.until > mark.through)
    GROUP BY 1, 2
), booked AS (
    SELECT account.owner_id AS seller, account.currency, -sum(line.amount_minor) AS total
    FROM ledger_account AS account JOIN ledger_posting AS line ON line.account_id = account.id
    WHERE account.kind = 'seller_pending' GROUP BY 1, 2
)
SELECT seller, currency, coalesce(held.total, 0)::bigint, coalesce(booked.total, 0)::bigint
FROM held FULL JOIN booked USING (seller, currency)
WHERE coalesce(held.total, 0) <> coalesce(booked.total, 0) ORDER BY seller, currency
"""
_CHECK_RESERVES = """
WITH kept AS (
    SELECT seller_id::text AS seller, currency, sum(amount_minor) AS total FROM payouts_reserve
    WHERE released_at IS NULL GROUP BY 1, 2
), booked AS (
    SELECT account.owner_id AS seller, account.currency, -sum(line.amount_minor) AS total
    FROM ledger_account AS account JOIN ledger_posting AS line ON line.account_id = account.id
    WHERE account.kind = 'seller_reserve' GROUP BY 1, 2
)
SELECT seller, currency, coalesce(kept.total, 0)::bigint, coalesce(booked.total, 0)::bigint
FROM kept FULL JOIN booked USING (seller, currency)
WHERE coalesce(kept.total, 0) <> coalesce(booked.total, 0) ORDER BY seller, currency
"""
HELD = {"seller_pending", "shipping", "seller_reserve", "promised_fees", "creator_pending"}
FREE = {"seller_available", "creator_available"}
_KINDS: dict[str, str | Promise] = {
    "sale": pgettext_lazy("entry in the books", "Sale"),
    "refund": pgettext_lazy("entry in the books", "Refund"),
    "shipping_earned": _("Shipping earned"),
    "settlement": _("Free for payout"),
    "reserve_released": _("Reserve released"),
    "payout": pgettext_lazy("entry in the books", "Payout"),
    "debt_recovered": _("What one of your profiles owed, from another"),
    "payout_failed": _("Payout refused by the bank"),
    "payout_returned": _("Payout sent back by the bank"),
    "payout_late": _("Payout that was counted as refused and arrived after all"),
    "commission": pgettext_lazy("entry in the books", "Commission"),
    "commission_reversed": _("Commission given back"),
    "commission_confirmed": _("Commission confirmed"),
    "fee_promised": _("Set aside for a creator’s fee"),
    "fee_paid": _("Fee for a creator’s work"),
    "fee_returned": _("Fee not paid: free again"),
    "return_carriage": _("Parcel sent back"),
    "cancellation": pgettext_lazy("entry in the books", "Cancellation"),
    "chargeback_to_seller": _("Taken back by the customer's bank"),
    "reversal": pgettext_lazy("entry in the books", "Correction"),
}
_PARTS: dict[str, str | Promise] = {
    "customer_payments": _("Paid by the customer"),
    "refunds": _("Returned to the customer"),
    "platform_fee": _("Platform fee"),
    "tax_payable": _("Tax that the platform remits"),
    "chargeback_losses": _("Taken back by the customer's bank"),
    "carriers_due": _("Label of a parcel that came back"),
    "creator_pending": _("Commission of creators"),
    "creator_available": _("Commission of creators"),
    "seller_pending": _("From the shop"),
    "seller_available": _("From the shop"),
    "promised_fees": _("From the shop"),
    "payouts_in_transit": _("On its way to the bank account"),
    "bank_clearing": _("Back from the bank"),
}
# The same accounts in the entries of a fee.
_PARTS_OF_FEES: dict[str, str | Promise] = {"creator_available": _("Fee of a creator")}


@dataclass(frozen=True)
class SellerBalance:
    """One currency. `held_minor` waits (`shipping_minor` of it for the delivery, `blocked_minor` for open returns,
    cases and chargebacks); `available_minor` is free, or owed by the seller when below zero. `next_minor` becomes free
    at `next_at` (None: nothing delivered is waiting). `reserve_minor` of what is held is kept back of settlements,
    `promised_minor` set aside for fees of creators."""

    currency: str
    held_minor: int
    shipping_minor: int
    available_minor: int
    next_at: dt.datetime | None
    next_minor: int
    blocked_minor: int = 0
    reserve_minor: int = 0
    promised_minor: int = 0


@dataclass(frozen=True)
class Release:
    """What becomes free on one day (UTC), in one currency."""

    on: dt.date
    currency: str
    amount_minor: int


@dataclass(frozen=True)
class Part:
    """A reason why a line is what it is, signed from the seller's side."""

    what: str
    amount_minor: int
    account: str


@dataclass(frozen=True)
class OrderMoney:
    """Where an order's money stands: `held_minor` waits, `blocked_minor` of it for open returns, cases and chargebacks;
    `until` is known from the delivery on; `released_at` once all of it is free but for `reserve_minor`, kept until
    `reserve_until`."""

    held_minor: int
    blocked_minor: int
    until: dt.datetime | None
    released_at: dt.datetime | None
    reserve_minor: int = 0
    reserve_until: dt.datetime | None = None


@dataclass(frozen=True)
class ExplainedLine:
    """One entry of the books from the seller's side: `held_minor` + `available_minor` = the sum of `parts`. `key` names
    the fact: "refund:" and the refund's id, for one."""

    transaction_id: uuid.UUID
    key: str
    at: dt.datetime
    kind: str
    what: str
    reference_kind: str
    reference_id: uuid.UUID
    number: str
    currency: str
    held_minor: int
    available_minor: int
    parts: tuple[Part, ...]


def seller_balance(seller_id: uuid.UUID) -> list[SellerBalance]:
    """The seller's balance in each currency they ever sold in, alphabetically."""
    books = ledger.balances_of_owner("seller", str(seller_id))
    waiting = _becoming_free(seller_id)
    blocked = _blocked(seller_id)
    first = dict(waiting.values_list("currency").annotate(first=Min("until")))
    balances = []
    for currency in sorted({of for _kind, of in books}):
        next_at = first.get(currency)
        due = waiting.filter(currency=currency, until=next_at).aggregate(total=Sum("free_minor", default=0))
        balances.append(
            SellerBalance(
                currency=currency,
                held_minor=sum(books.get((kind, currency), 0) for kind in HELD),
                shipping_minor=books.get(("shipping", currency), 0),
                available_minor=books.get(("seller_available", currency), 0),
                next_at=next_at,
                next_minor=int(due["total"]) if next_at is not None else 0,
                blocked_minor=blocked.get(currency, 0),
                reserve_minor=books.get(("seller_reserve", currency), 0),
                promised_minor=books.get(("promised_fees", currency), 0),
            )
        )
    return balances


def _becoming_free(seller_id: uuid.UUID) -> QuerySet[Hold]:
    """Holds with a day, and what of each becomes free then (`free_minor`): all but what is blocked."""
    holds = Hold.objects.waiting_of(seller_id).filter(until__isnull=False)
    return holds.annotate(free_minor=F("amount_minor") - F("blocked_minor")).filter(free_minor__gt=0)


def _blocked(seller_id: uuid.UUID) -> dict[str, int]:
    """What open returns, cases and chargebacks keep, by currency."""
    waiting = Hold.objects.waiting_of(seller_id).filter(blocked_minor__gt=0)
    return dict(waiting.values_list("currency").annotate(total=Sum("blocked_minor")).order_by())


def list_upcoming(seller_id: uuid.UUID) -> list[Release]:
    """What becomes free when, day by day, at most 30 days that have something."""
    rows = (
        _becoming_free(seller_id)
        .values("until__date", "currency")
        .annotate(total=Sum("free_minor"))
        .order_by("until__date", "currency")
    )
    return [Release(row["until__date"], row["currency"], int(row["total"])) for row in rows[:UPCOMING_MAX]]


def list_explained(
    seller_id: uuid.UUID, cursor: str | None = None, *, currency: str | None = None, size: int = PAGE_SIZE
) -> Page[ExplainedLine]:
    """Why the balance is what it is: every entry that touched the seller's accounts, newest first.

    Summed over all pages, `held_minor` and `available_minor` are the balances of `seller_balance`, to the cent.
    """
    owner = str(seller_id)
    page = ledger.list_owner_transactions("seller", owner, currency=currency, cursor=cursor, size=size)
    return Page([explain(row, "seller", owner) for row in page.rows], page.next_cursor)


def balance_before(seller_id: uuid.UUID, currency: str, cursor: str | None) -> tuple[int, int]:
    """(held, available) in minor units where the page of `list_explained` at this cursor begins: the balance after its
    first line. Without a cursor the balance of now."""
    books = ledger.balances_of_owner("seller", str(seller_id), cursor=cursor)
    return sum(books.get((kind, currency), 0) for kind in HELD), books.get(("seller_available", currency), 0)


def list_explained_between(
    seller_id: uuid.UUID,
    currency: str,
    *,
    since: dt.datetime | None = None,
    until: dt.datetime | None = None,
    limit: int,
) -> list[ExplainedLine]:
    """The entries of a span of time [since, until), newest first by the time of the fact, at most `limit`."""
    owner = str(seller_id)
    found = ledger.list_owner_entries("seller", owner, currency=currency, since=since, until=until, limit=limit)
    return [explain(entry, "seller", owner) for entry in found]


def balance_at(seller_id: uuid.UUID, currency: str, before: dt.datetime) -> tuple[int, int]:
    """(held, available) in minor units after all facts before an instant."""
    books = ledger.owner_balances_at("seller", str(seller_id), before=before)
    return sum(books.get((kind, currency), 0) for kind in HELD), books.get(("seller_available", currency), 0)


def list_months(seller_id: uuid.UUID, currency: str, *, time_zone: str) -> list[dt.date]:
    """The first days of the months in which something moved, latest first."""
    return ledger.list_owner_months("seller", str(seller_id), currency=currency, time_zone=time_zone)


def list_explained_of_order(seller_id: uuid.UUID, order_id: uuid.UUID) -> list[ExplainedLine]:
    """The entries about one order that touched the seller's accounts, oldest first. Of an entry that settled many
    orders at once it is this order's share."""
    owner = str(seller_id)
    found = ledger.list_transactions(reference_kind="order", reference_id=order_id)
    touched = [one for one in found if any(line.account.owner_id == owner for line in one.postings.all())]
    lines = [explain(entry, "seller", owner) for entry in touched]
    share = _share_of_settlement(seller_id, order_id)
    is_told = any(line.kind == "settlement" and share and line.at == share.at for line in lines)
    if share is not None and not is_told:
        lines = sorted([*lines, share], key=lambda line: line.at)
    return lines


def _share_of_settlement(seller_id: uuid.UUID, order_id: uuid.UUID) -> ExplainedLine | None:
    share = find_settlement_share(seller_id, order_id)
    if share is None:
        return None
    hold = Hold.objects.get(order_id=order_id)
    return ExplainedLine(
        # No entry's own: the entry is about many orders.
        transaction_id=hold.pk,
        key=f"settlement:{order_id}",
        at=share.at,
        kind="settlement",
        what=str(_KINDS["settlement"]),
        reference_kind="order",
        reference_id=order_id,
        number=hold.order_number,
        currency=share.currency,
        held_minor=share.reserve_minor - share.amount_minor,
        available_minor=share.free_minor,
        parts=(),
    )


def find_order_money(seller_id: uuid.UUID, order_id: uuid.UUID) -> OrderMoney | None:
    """Where the money of a seller's order stands; None before it was taken from the customer."""
    hold = Hold.objects.filter(seller_id=seller_id, order_id=order_id).first()
    if hold is None:
        return None
    reserve = Reserve.objects.filter(order_id=order_id, released_at=None).first()
    release = find_release(hold)
    return OrderMoney(
        held_minor=hold.amount_minor if release is None else 0,
        blocked_minor=hold.blocked_minor if release is None else 0,
        until=hold.until,
        released_at=release.at if release is not None else None,
        reserve_minor=reserve.amount_minor if reserve else 0,
        reserve_until=reserve.until if reserve else None,
    )


def check_holds() -> list[str]:
    """What does not fit between holds and books, as sentences: what waits per seller must be what holds add up to.

    One statement for each, so that a shop may go on selling meanwhile.
    """
    with connection.cursor() as cursor:
        cursor.execute(_CHECK_HOLDS)
        held = cursor.fetchall()
        cursor.execute(_CHECK_RESERVES)
        kept = cursor.fetchall()
    return [
        *(
            f"seller {seller}: {waits} {currency} on hold, {booked} pending in the books"
            for seller, currency, waits, booked in held
        ),
        *(
            f"seller {seller}: {waits} {currency} kept back, {booked} in reserve in the books"
            for seller, currency, waits, booked in kept
        ),
    ]


def check_money_now() -> BooksCheck:
    """The books and `check_holds`, proved now: reads the whole ledger. Not kept."""
    at, report = clock.now(), ledger.check_books()
    return BooksCheck(
        at=at,
        problems=[*report.problems, *check_holds()],
        transaction_count=report.transaction_count,
        posting_count=report.posting_count,
    )


def last_money_check() -> BooksCheck:
    """What the hourly check found the last time; a hall too young to have been checked is checked now."""
    return BooksCheck.objects.order_by("-at").first() or check_money_now()


def explain(entry: Transaction, owner_kind: str, owner: str) -> ExplainedLine:
    """One entry of the books from the side of a seller or a creator."""
    postings = list(entry.postings.all())
    mine = [line for line in postings if (line.account.owner_kind, line.account.owner_id) == (owner_kind, owner)]
    others = [line for line in postings if line not in mine]
    return ExplainedLine(
        transaction_id=entry.id,
        key=entry.key,
        at=entry.at,
        kind=entry.kind,
        what=str(_KINDS.get(entry.kind, entry.kind.replace("_", " ").capitalize())),
        reference_kind=entry.reference_kind,
        reference_id=entry.reference_id,
        number=entry.reference_number or _name_of(entry),
        currency=mine[0].currency,
        held_minor=-sum(line.amount_minor for line in mine if line.account.kind in HELD),
        available_minor=-sum(line.amount_minor for line in mine if line.account.kind in FREE),
        parts=tuple(
            Part(_part_words(entry, line.account.kind), line.amount_minor, line.account.kind)
            for line in sorted(others, key=lambda line: -line.amount_minor)
        ),
    )


def _name_of(entry: Transaction) -> str:
    return handles_of([entry.reference_id])[entry.reference_id] if entry.kind == "debt_recovered" else ""


def _part_words(entry: Transaction, account: str) -> str:
    if entry.kind == "debt_recovered":
        return str(_("Another profile of yours"))
    told = _PARTS | _PARTS_OF_FEES if entry.kind.startswith("fee_") else _PARTS
    return str(told.get(account, account))
