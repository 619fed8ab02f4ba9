"""What was taken away is forgotten in the end: the words go, and with them what was private about them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Q

from halles.kit import clock
from halles.kit.storage import private_storage
from halles.markets.queries import removed_words_spans
from halles.moderation.queries import appealable, reported_among
from halles.social.models import Answer, Comment, Message, MessagePicture, Question

BATCH_SIZE = 1000


@dataclass(frozen=True)
class _Kind:
    """Texts of one kind; `above` is the text they may have gone with, and the kind of that."""

    name: str
    model: Any
    above: tuple[str, str] | None = None


KINDS = (
    _Kind("comment", Comment, ("parent", "comment")),
    _Kind("question", Question),
    _Kind("answer", Answer, ("question", "question")),
)


def forget_removed_words() -> int:
    """Empty the texts of comments, questions, answers and messages (with their photos) that were removed longer ago
    than the market of the author keeps them (`removed_words_days`). Those with an open report wait for it, and what the
    staff removed waits until no appeal can come any more. Returns how many."""
    spans = [(whose, clock.now() - kept) for whose, kept in removed_words_spans()]
    words = sum(_forget(kind, whose, before) for whose, before in spans for kind in KINDS)
    return words + sum(_forget_messages(whose, before) for whose, before in spans)


@transaction.atomic
def _forget(kind: _Kind, whose: Q, before: dt.datetime) -> int:
    old = kind.model.objects.filter(whose, status="removed", removed_at__lt=before).exclude(text="")
    old = old.exclude(removed_by_kind="staff", pk__in=appealable(kind.name))
    if kind.above is not None:
        field, above = kind.above
        old = old.exclude(**{"removed_by_kind": "staff", f"{field}__in": appealable(above)})
    ids = list(old.order_by("removed_at").values_list("pk", flat=True)[:BATCH_SIZE])
    gone = set(ids) - reported_among(kind.name, ids)
    return int(kind.model.objects.filter(pk__in=gone).update(text=""))


@transaction.atomic
def _forget_messages(whose: Q, before: dt.datetime) -> int:
    old = Message.objects.filter(whose, status=Message.Status.REMOVED, removed_at__lt=before)
    old = old.filter(~Q(text="") | Q(pictures__isnull=False)).exclude(pk__in=appealable("message"))
    ids = list(old.order_by("removed_at").values_list("pk", flat=True).distinct()[:BATCH_SIZE])
    gone = set(ids) - reported_among("message", ids)
    pictures = MessagePicture.objects.filter(message__in=gone)
    for key in pictures.values_list("key", flat=True):
        transaction.on_commit(partial(private_storage().delete, key), robust=True)
    pictures.delete()
    return Message.objects.filter(pk__in=gone).update(text="")
