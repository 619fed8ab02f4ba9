"""What a seller has earned on one order and must wait for."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery

from halles.kit.ids import uuid7
from halles.payouts.models.settled import Watermark


class HoldQuerySet(models.QuerySet["Hold"]):
    """Holds by whether they are free, which a row alone does not say: most are released with their shop's others."""

    def waiting(self) -> HoldQuerySet:
        """Those that are not released."""
        return self._with_mark().filter(Q(released_at=None) & ~_IS_SETTLED)

    def released(self) -> HoldQuerySet:
        """Those that are."""
        return self._with_mark().filter(Q(released_at__isnull=False) | _IS_SETTLED)

    def waiting_of(self, seller_id: uuid.UUID) -> HoldQuerySet:
        """One shop's that are not released; reads those and no others."""
        has_time = Q(until=None) | Q(is_single=True)
        for currency, through in Watermark.objects.filter(seller_id=seller_id).values_list("currency", "through"):
            has_time |= Q(currency=currency, until__gt=through) if through else Q(currency=currency)
        return self.filter(has_time, seller_id=seller_id, released_at=None)

    def _with_mark(self) -> HoldQuerySet:
        of_shop = Watermark.objects.filter(seller_id=OuterRef("seller_id"), currency=OuterRef("currency"))
        return self.annotate(settled_through=Subquery(of_shop.values("through")))


# With `settled_through`; true or false and never unknown, so that it can be turned around.
_IS_SETTLED = Q(is_single=False, until__isnull=False, settled_through__isnull=False, until__lte=F("settled_through"))


class Hold(models.Model):
    """One per order: `amount_minor` waits on seller_pending until `until`, then moves to seller_available, once.

    `until` is unknown (null) until the order is delivered. It is released together with what else its shop has due, by
    the shop's watermark and without a change to this row; a single one by itself, as `released_at` says.
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
    # Left behind when its shop was settled, because of a block or because its time had passed already.
    is_single = models.BooleanField(default=False)
    released_at = models.DateTimeField(null=True)
    # Of a single one the run of the settlement that freed it: with seller and currency the entry of the books that did.
    settlement_id = models.UUIDField(null=True)

    objects = HoldQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gte=0), name="payouts_hold_amount"),
            models.CheckConstraint(condition=Q(elsewhere_minor__gte=0), name="payouts_hold_elsewhere"),
            models.CheckConstraint(condition=Q(blocked_minor__gte=0), name="payouts_hold_blocked"),
        ]
        indexes = [
            models.Index(
                fields=["seller", "currency", "until"],
                condition=Q(released_at=None, is_single=False),
                name="payouts_hold_of_shop",
            ),
            models.Index(fields=["until"], condition=Q(released_at=None, is_single=True), name="payouts_hold_single"),
            models.Index(
                fields=["until"], condition=Q(released_at=None, blocked_minor__gt=0), name="payouts_hold_part"
            ),
            models.Index(fields=["settlement_id"], condition=~Q(settlement_id=None), name="payouts_hold_freed_by"),
        ]


class Block(models.Model):
    """A part of a hold that stays when its time has come, because somebody may get it back: an open return, a case,
    a chargeback. `reference_id` names what it is for; once that is over, the block is lifted and never set again.
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
