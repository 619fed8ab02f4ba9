"""How fairly an offer was given out, for those who made it and those who came for it."""

from __future__ import annotations

import json
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from halles.kit.statements import fetch


@dataclass(frozen=True)
class Fairness:
    """An offer's claims, counted from what is kept; refused claims are not.

    `people` came with `claims`, `got` of them were promised a price, `bought` used it. `waited` joined the line,
    `from_line` got something out of it, `overtaken` still waited when somebody behind them did. `gone_ms` lie between
    the first claim and the first that found nothing left (None: all found something); half of those who got something
    out of the line had waited no longer than `line_ms` (None: nobody did).
    """

    claims: int
    people: int
    got: int
    bought: int
    waited: int
    from_line: int
    overtaken: int
    gone_ms: int | None = None
    line_ms: int | None = None

    @property
    def gone_seconds(self) -> float | None:
        """`gone_ms` in seconds, to a tenth."""
        return None if self.gone_ms is None else round(self.gone_ms / 1000, 1)

    @property
    def line_seconds(self) -> float | None:
        """`line_ms` in seconds, to a tenth."""
        return None if self.line_ms is None else round(self.line_ms / 1000, 1)


def fairness_of(deal_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Fairness]:
    """The counts of each of these offers; one that nobody came for has noughts."""
    rows = fetch(
        "SELECT id, promotions_fairness(id)::text FROM promotions_flashdeal WHERE id = ANY(%s)", [list(deal_ids)]
    )
    return {deal_id: Fairness(**json.loads(told)) for deal_id, told in rows}
