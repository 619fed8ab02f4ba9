"""What a seller has earned on one order and must wait for."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from halles.kit.ids import uuid7


class Hold(models.Model):
    """One per order: `amount_minor` waits on seller_pending until `until`, then moves to seller_available, once.

    `until` is unknown (null) until the order is delivered.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    seller = models.ForeignKey("sellers.Seller", on_delete=models.PROTECT, related_name="holds")
    order_id = models.UUIDField(unique=True)
    order_number = models.CharField(max_length=40, blank=True)
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    created_at = models.DateTimeField()
    until = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gte=0), name="payouts_hold_amount"),
        ]
        indexes = [
            models.Index(fields=["until"], condition=Q(released_at=None), name="payouts_hold_due"),
            models.Index(fields=["seller", "currency"], condition=Q(released_at=None), name="payouts_hold_waiting"),
        ]
