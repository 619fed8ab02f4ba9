"""The lines of a creator's statement with what was sold, and by which shop."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from halles.affiliates.queries.commissions import Sold, sold_by_id
from halles.affiliates.queries.fees import shops_of_fees
from halles.payouts.models import PayeeKind
from halles.payouts.queries import ExplainedLine, Statement

LINES_AT_ONCE = 200
NOTHING = Sold("", "")


def with_sold(statement: Statement, lines: Iterable[ExplainedLine]) -> Iterator[tuple[ExplainedLine, Sold]]:
    """Each line with its product and shop; empty for what is no commission or fee, and for shops."""
    source = iter(lines)
    while some := list(islice(source, LINES_AT_ONCE)):
        found = _found(some) if statement.payee.kind == PayeeKind.CREATOR else {}
        for line in some:
            yield line, found.get(line.transaction_id, NOTHING)


def _found(lines: Sequence[ExplainedLine]) -> dict[uuid.UUID, Sold]:
    ids = {line.transaction_id: key for line in lines if (key := _commission_id(line))}
    sold = sold_by_id(set(ids.values()))
    fees = {line.transaction_id: line.reference_id for line in lines if line.reference_kind == "fee"}
    shops = shops_of_fees(set(fees.values()))
    told = {line: sold[key] for line, key in ids.items() if key in sold}
    return told | {line: Sold("", shops[key]) for line, key in fees.items() if key in shops}


def _commission_id(line: ExplainedLine) -> uuid.UUID | None:
    """The keys of commissions' entries are their kind and the commission."""
    kind, _colon, rest = line.key.partition(":")
    if kind not in ("commission", "commission_reversed", "commission_confirmed"):
        return None
    try:
        return uuid.UUID(rest.partition(":")[0])
    except ValueError:
        return None
