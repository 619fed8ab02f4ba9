"""A pattern that looks like fraud, with its evidence, until a person has looked at it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from halles.kit.ids import uuid7

WHY_LENGTH_MAX = 1000


class Signal(models.Model):
    """One suspicion about one creator or customer. It decides nothing: staff dismiss it or hold, with a reason."""

    class Kind(models.TextChoices):
        SELF_BUYING = "self_buying", _("Buying from oneself")
        CLICK_FARM = "click_farm", _("Clicks without people")
        COOKIE_STUFFING = "cookie_stuffing", _("Links nobody followed")
        REFUND_RING = "refund_ring", _("Refunds in a ring")

    class Subject(models.TextChoices):
        CREATOR = "creator", _("Creator")
        CUSTOMER = "customer", _("Customer")

    class Status(models.TextChoices):
        OPEN = "open", pgettext_lazy("signal", "To look at")
        DISMISSED = "dismissed", pgettext_lazy("signal", "Dismissed")
        HELD = "held", pgettext_lazy("signal", "Payouts held")
        NOTED = "noted", pgettext_lazy("signal", "Kept in mind")

    TRANSITIONS: dict[str, frozenset[str]] = {
        Status.OPEN: frozenset({Status.DISMISSED, Status.HELD, Status.NOTED}),
        Status.DISMISSED: frozenset(),
        Status.HELD: frozenset({Status.DISMISSED}),
        Status.NOTED: frozenset({Status.DISMISSED, Status.HELD}),
    }

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=20, choices=Kind)
    market = models.CharField(max_length=2)
    subject_kind = models.CharField(max_length=10, choices=Subject)
    subject_id = models.UUIDField()
    # From 0 to 100: how far beyond the market's thresholds it lies.
    strength = models.PositiveSmallIntegerField()
    # The numbers that `halles.scores.signals.words` tells in words.
    facts: models.JSONField[Any, Any] = models.JSONField()
    # The rows it rests on: [{"at", "what", "id", …}], the newest first, at most signals.finding.EVIDENCE_MAX.
    evidence: models.JSONField[Any, Any] = models.JSONField()
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN)
    found_at = models.DateTimeField()
    # When it was last found again; the numbers are those of then.
    seen_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    why = models.CharField(max_length=WHY_LENGTH_MAX, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["kind", "market", "subject_id"], condition=Q(status="open"), name="scores_signal_once_open"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["self_buying", "click_farm", "cookie_stuffing", "refund_ring"]),
                name="scores_signal_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(subject_kind__in=["creator", "customer"]), name="scores_signal_subject_known"
            ),
            models.CheckConstraint(
                condition=Q(status="open", decided_at__isnull=True)
                | (Q(status__in=["dismissed", "held", "noted"], decided_at__isnull=False) & ~Q(why="")),
                name="scores_signal_decided_with_reason",
            ),
            models.CheckConstraint(condition=Q(strength__lte=100), name="scores_signal_strength"),
        )
        indexes = (
            models.Index(F("strength").desc(), F("id"), condition=Q(status="open"), name="scores_signal_waiting"),
            models.Index(fields=["kind", "subject_id", "decided_at"], name="scores_signal_of_subject"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_id}"
