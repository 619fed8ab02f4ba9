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
    # Found by the index of what waits: an index of all there ever was would be written again by every settlement.
    seller = models.ForeignKey("sellers.Seller", on_delete=models.PROTECT, db_index=False, related_name="holds")
    order_id = models.UUIDField(unique=True)
    order_number = models.CharField(max_length=40, blank=True)
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    # Of what the order earned: free already while the rest was blocked, or spent on labels of parcels that came back. A
    # refund that the hold is too small for takes this much from seller_available.
    elsewhere_minor = models.BigIntegerField(default=0)
    # What the blocks in force add up to.
    blocked_minor = models.BigIntegerField(default=0)
    created_at = models.DateTimeField()
    until = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True)
    # The run of the settlement that freed it: with seller and currency the entry of the books that did.
    settlement_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gte=0), name="payouts_hold_amount"),
            models.CheckConstraint(condition=Q(elsewhere_minor__gte=0), name="payouts_hold_elsewhere"),
            models.CheckConstraint(condition=Q(blocked_minor__gte=0), name="payouts_hold_blocked"),
        ]
        indexes = [
            models.Index(fields=["until"], condition=Q(released_at=None), name="payouts_hold_due"),
            models.Index(fields=["seller", "currency"], condition=Q(released_at=None), name="payouts_hold_waiting"),
        ]


class Block(models.Model):
    """A part of a hold that stays when its time has come, because somebody may get it back: an open return, a case.

    `reference_id` names what it is for; once that is over, the block is lifted and never set again.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hold = models.ForeignKey(Hold, on_delete=models.PROTECT, db_index=False, related_name="blocks")
    reference_id = models.UUIDField(unique=True)
    amount_minor = models.BigIntegerField()
    created_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="payouts_block_positive"),
        ]
        indexes = [
            models.Index(fields=["hold"], condition=Q(lifted_at=None), name="payouts_block_in_force"),
        ]
