"""The proof that the books hold, read from the rows alone: nothing here trusts a trigger or a constraint."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connection

from halles.ledger.accounts import KINDS
from halles.ledger.models import Posting, Transaction

PROBLEMS_MAX = 50


@dataclass(frozen=True)
class Report:
    """`problems` are sentences, at most 50 per check; none means that the books hold."""

    problems: tuple[str, ...]
    transaction_count: int
    posting_count: int

    @property
    def ok(self) -> bool:
        """Whether the books hold."""
        return not self.problems


# Each row found is one problem, told by the sentence in front.
_CHECKS: tuple[tuple[str, str], ...] = (
    (
        "transaction {0}: {1} lines where {2} were announced",
        """
        SELECT entry.key, count(line.id), entry.line_count
        FROM ledger_transaction AS entry LEFT JOIN ledger_posting AS line ON line.transaction_id = entry.id
        GROUP BY entry.id HAVING count(line.id) <> entry.line_count OR count(line.id) < 2
        """,
    ),
    (
        "transaction {0}: off balance by {2} {1}",
        """
        SELECT coalesce(entry.key, line.transaction_id::text), line.currency, sum(line.amount_minor)
        FROM ledger_posting AS line LEFT JOIN ledger_transaction AS entry ON entry.id = line.transaction_id
        GROUP BY 1, 2 HAVING sum(line.amount_minor) <> 0
        """,
    ),
    (
        "posting {0}: its transaction is missing",
        """
        SELECT line.id FROM ledger_posting AS line
        WHERE NOT EXISTS (SELECT FROM ledger_transaction AS entry WHERE entry.id = line.transaction_id)
        """,
    ),
    (
        "posting {0}: {1} on an account in {2}",
        """
        SELECT line.id, line.currency, coalesce(account.currency, 'no currency: the account is missing')
        FROM ledger_posting AS line LEFT JOIN ledger_account AS account ON account.id = line.account_id
        WHERE account.currency IS DISTINCT FROM line.currency
        """,
    ),
    (
        "all accounts in {0} sum to {1} instead of zero",
        "SELECT currency, sum(amount_minor) FROM ledger_posting GROUP BY currency HAVING sum(amount_minor) <> 0",
    ),
    (
        "account {0} of {1} {2} in {3} was opened and never used",
        """
        SELECT kind, owner_kind, owner_id, currency FROM ledger_account AS account
        WHERE NOT EXISTS (SELECT FROM ledger_posting AS line WHERE line.account_id = account.id)
        """,
    ),
    (
        "transaction {0} does not mirror the one it reverses",
        """
        SELECT entry.key FROM ledger_transaction AS entry
        JOIN ledger_transaction AS original ON original.id = entry.reverses_id
        JOIN ledger_posting AS line ON line.transaction_id IN (entry.id, original.id)
        GROUP BY entry.id, entry.key, original.reverses_id, line.account_id, abs(line.amount_minor)
        HAVING sum(line.amount_minor) <> 0 OR original.reverses_id IS NOT NULL
        """,
    ),
    (
        "the guard {0} is not in force",
        """
        SELECT wanted FROM unnest(ARRAY[
            'ledger_account_append_only', 'ledger_transaction_append_only', 'ledger_posting_append_only',
            'ledger_posting_lines', 'ledger_transaction_balance'
        ]) AS wanted
        WHERE NOT EXISTS (SELECT FROM pg_trigger WHERE tgname = wanted AND tgenabled IN ('O', 'A'))
        """,
    ),
)

_BALANCES = """
SELECT account.kind, account.owner_kind, account.owner_id, account.currency, coalesce(sum(line.amount_minor), 0)::bigint
FROM ledger_account AS account LEFT JOIN ledger_posting AS line ON line.account_id = account.id
GROUP BY account.id ORDER BY account.id
"""


def check_books() -> Report:
    """Read all books and report what does not hold.

    Every transaction complete and balanced per currency, every line on an account of its currency, the whole summing
    to zero, every account of a known kind, owned as the chart says and on the side it may be on, every reversal an
    exact mirror, every guard in the database in force. Reads every posting once or twice: seconds per million.
    """
    problems: list[str] = []
    with connection.cursor() as cursor:
        for sentence, query in _CHECKS:
            cursor.execute(f"{query} LIMIT {PROBLEMS_MAX}")
            problems += [sentence.format(*row) for row in cursor.fetchall()]
        cursor.execute(_BALANCES)
        unexplained = [problem for row in cursor.fetchall() if (problem := _unexplained(*row))]
    problems += unexplained[:PROBLEMS_MAX]
    return Report(tuple(problems), Transaction.objects.count(), Posting.objects.count())


def _unexplained(kind: str, owner_kind: str, owner_id: str, currency: str, total: Any) -> str | None:
    shown = " ".join(filter(None, ["account", kind, owner_kind, owner_id, currency]))
    chart = KINDS.get(kind)
    if chart is None or chart.owner_kind != owner_kind or (owner_kind == "platform") != (owner_id == ""):
        return f"{shown} is not in the chart of accounts"
    balance = total if chart.side == "debit" else -total
    if chart.crosses_zero == "never" and balance < 0:
        return f"{shown} stands at {balance}, which it can never do"
    return None
