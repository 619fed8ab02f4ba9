"""What is kept back of a settlement for a while."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from halles.kit.ids import uuid7


class Reserve(models.Model):
    """A share of what one order earned: on seller_reserve until `until`, then free, once. A refund of the order takes
    from it before it takes from what is free."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    seller = models.ForeignKey("sellers.Seller", on_delete=models.PROTECT, db_index=False, related_name="reserves")
    order_id = models.UUIDField(unique=True)
    order_number = models.CharField(max_length=40, blank=True)
    currency = models.CharField(max_length=3)
    # What was kept back at first, and what refunds have left of it.
    kept_minor = models.BigIntegerField()
    amount_minor = models.BigIntegerField()
    created_at = models.DateTimeField()
    until = models.DateTimeField()
    released_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(amount_minor__gte=0), name="payouts_reserve_amount")]
        indexes = [
            models.Index(fields=["until"], condition=Q(released_at=None), name="payouts_reserve_due"),
            models.Index(fields=["seller", "currency"], condition=Q(released_at=None), name="payouts_reserve_kept"),
        ]
