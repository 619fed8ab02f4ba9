"""What authors took away is forgotten in the end: the words go, and with them what was private about them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Q

from halles.kit import clock
from halles.markets.queries import removed_words_spans
from halles.moderation.queries import reported_among
from halles.social.models import Answer, Comment, Question

BATCH_SIZE = 1000
# By whom: what the staff took away stays as long as its decision may be appealed against, which keeps its own words.
BY_AUTHOR = ("author", "shop")
KINDS: tuple[tuple[str, Any], ...] = (("comment", Comment), ("question", Question), ("answer", Answer))


def forget_removed_words() -> int:
    """Empty the texts of comments, questions and answers that their authors removed longer ago than the market of the
    author keeps them (`removed_words_days`); those with an open report wait for it. Returns how many."""
    return sum(
        _forget(kind, model, whose, clock.now() - kept)
        for whose, kept in removed_words_spans()
        for kind, model in KINDS
    )


@transaction.atomic
def _forget(kind: str, model: Any, whose: Q, before: dt.datetime) -> int:
    gone_by_author = {"status": "removed", "removed_at__lt": before, "removed_by_kind__in": BY_AUTHOR}
    old = model.objects.filter(whose, **gone_by_author).exclude(text="")
    ids = list(old.order_by("removed_at").values_list("pk", flat=True)[:BATCH_SIZE])
    gone = set(ids) - reported_among(kind, ids)
    return int(model.objects.filter(pk__in=gone).update(text=""))
