"""What a bank says of a transfer that the books do not."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from halles.kit.ids import uuid7
from halles.payouts.models.runs import Payout


class Discrepancy(models.Model):
    """One attempt of a payout of which the bank tells something else than was booked. Until somebody of the staff has
    closed it, nothing is paid out to the payee."""

    class Kind(models.TextChoices):
        # Booked as refused, and carried out all the same, or still to be.
        LATE = "late", pgettext_lazy("discrepancy", "Counted as refused, and carried out after all")
        # The bank knows the key with another amount, currency or account.
        OTHER_TERMS = "other_terms", pgettext_lazy("discrepancy", "The bank knows this transfer with other terms")

    class Said(models.TextChoices):
        NOTHING = "", pgettext_lazy("transfer", "Nothing yet")
        PENDING = "pending", pgettext_lazy("transfer", "On its way")
        PAID = "paid", pgettext_lazy("transfer", "Arrived")
        FAILED = "failed", pgettext_lazy("transfer", "Refused")
        RETURNED = "returned", pgettext_lazy("transfer", "Sent back")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    payout = models.ForeignKey(Payout, on_delete=models.PROTECT, related_name="discrepancies")
    # The name of the attempt at the bank.
    key = models.CharField(max_length=60, unique=True)
    kind = models.CharField(max_length=20, choices=Kind)
    said = models.CharField(max_length=10, choices=Said, blank=True, default="")
    # The payout went on without this attempt: what arrived is beside what the payout itself counts.
    is_beside = models.BooleanField(default=False)
    heard_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(said__in=["", "pending", "paid", "failed", "returned"]), name="payouts_discrepancy_said"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["late", "other_terms"]), name="payouts_discrepancy_kind_known"
            ),
        ]
        indexes = [models.Index(fields=["-id"], condition=Q(closed_at=None), name="payouts_discrepancy_open")]
