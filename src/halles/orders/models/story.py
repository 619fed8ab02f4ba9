"""What happened to an order, line by line: the time line people read, and the refunds the books rest on."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from halles.kit.ids import uuid7
from halles.orders.models.order import Order


class OrderEvent(models.Model):
    """One fact of an order's life, never altered. `kind` is a code of `halles.orders.story`."""

    class By(models.TextChoices):
        CUSTOMER = "customer"
        SELLER = "seller"
        STAFF = "staff"
        CARRIER = "carrier"
        PROVIDER = "provider"
        CLOCK = "clock"

    id = models.BigAutoField(primary_key=True)
    # Written by the statement that wrote or changed the order; orders are never deleted.
    order = models.ForeignKey(Order, on_delete=models.PROTECT, db_constraint=False, related_name="events")
    at = models.DateTimeField()
    kind = models.CharField(max_length=30)
    by_kind = models.CharField(max_length=20, choices=By)
    by_id = models.UUIDField(null=True, blank=True)
    data = models.JSONField(default=dict)


class OrderRefund(models.Model):
    """Money that goes back to the customer of one order: why, who decided, and which part of each line it is."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="refunds")
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    reason = models.CharField(max_length=40)
    note = models.CharField(max_length=500, blank=True)
    by_kind = models.CharField(max_length=20, choices=OrderEvent.By)
    by_id = models.UUIDField(null=True, blank=True)
    at = models.DateTimeField()
    # [{line_id | null for shipping, amount_minor, tax_minor, platform_fee_minor}]: sums to the amount.
    parts = models.JSONField()
    payment_refund_id = models.UUIDField()
    # Of the amount: not paid out but spent on the label of the customer's parcel back.
    postage_minor = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="orders_refund_positive"),
            models.CheckConstraint(
                condition=Q(postage_minor__gte=0, amount_minor__gt=F("postage_minor")),
                name="orders_refund_postage_within",
            ),
        ]

    @property
    def paid_out_minor(self) -> int:
        """What the customer really gets back, in minor units."""
        return self.amount_minor - self.postage_minor
