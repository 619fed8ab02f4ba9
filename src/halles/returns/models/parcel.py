"""The parcel on its way back."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from halles.kit.ids import uuid7
from halles.returns.models.request import ReturnRequest


class ReturnParcel(models.Model):
    """One parcel of a return: with a label of ours, or by a carrier the customer chose and pays."""

    class Status(models.TextChoices):
        LABELED = "labeled", _("Waiting for the parcel")
        IN_TRANSIT = "in_transit", _("On its way back")
        DELIVERED = "delivered", _("Back at the shop")
        LOST = "lost", _("Lost by the carrier")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    request = models.OneToOneField(ReturnRequest, on_delete=models.PROTECT, related_name="parcel")
    is_label_ours = models.BooleanField()
    carrier = models.CharField(max_length=40)
    tracking_number = models.CharField(max_length=40)
    label_minor = models.BigIntegerField(default=0)
    status = models.CharField(max_length=20, choices=Status, default=Status.LABELED)
    made_at = models.DateTimeField()
    # When the customer handed it over; the carrier counts from here.
    sent_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    # [{at, status, text_code, place}]: what the carrier said when it was last asked, oldest first.
    scans = models.JSONField(default=list)
    next_poll_at = models.DateTimeField(null=True, blank=True)
    poll_failed_count = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["carrier", "tracking_number"], name="returns_tracking_number_once"),
            models.CheckConstraint(
                condition=Q(status__in=["labeled", "in_transit", "delivered", "lost"]),
                name="returns_parcel_status_known",
            ),
            models.CheckConstraint(condition=Q(label_minor__gte=0), name="returns_parcel_label_not_negative"),
        ]
        indexes = [
            models.Index(fields=["next_poll_at"], condition=Q(next_poll_at__isnull=False), name="returns_to_poll"),
        ]

    @property
    def is_used(self) -> bool:
        """Whether a label was used, so that it costs something."""
        return self.is_label_ours and self.status in (self.Status.IN_TRANSIT, self.Status.DELIVERED)
