"""What staff decided about a market; everything else about it is a data file."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from halles.kit import clock


class MarketStatus(models.Model):
    """The status in force where it differs from, or confirms, the one in the market's file."""

    class Status(models.TextChoices):
        OPEN = "open", pgettext_lazy("market", "Open")
        PAUSED = "paused", pgettext_lazy("market", "Paused")
        CLOSED = "closed", pgettext_lazy("market", "Closed")

    TRANSITIONS: ClassVar[dict[str, frozenset[str]]] = {
        Status.OPEN: frozenset({Status.PAUSED, Status.CLOSED}),
        Status.PAUSED: frozenset({Status.OPEN, Status.CLOSED}),
        Status.CLOSED: frozenset({Status.OPEN, Status.PAUSED}),
    }

    code = models.CharField(max_length=2, primary_key=True)
    status = models.CharField(max_length=20, choices=Status.choices)
    changed_at = models.DateTimeField(default=clock.now)
    changed_by_id = models.UUIDField(null=True)
    why = models.CharField(max_length=500)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(status__in=["open", "paused", "closed"]), name="markets_status_known")
        ]
