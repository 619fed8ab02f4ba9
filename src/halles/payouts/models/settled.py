"""How far shops are settled: one row moves for thousands of orders."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Watermark(models.Model):
    """Every hold of the shop and currency whose time came by `through` is released, but for the single ones.

    Who changes a hold holds this row shared; a settlement has it alone, so that what it adds up stays as it is.
    """

    seller = models.ForeignKey("sellers.Seller", on_delete=models.PROTECT, db_index=False, related_name="+")
    currency = models.CharField(max_length=3)
    through = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seller", "currency"], name="payouts_watermark_one")]


class Settlement(models.Model):
    """One move of a watermark: the holds with a time after `after` (null: any) up to `through`, but for the single
    ones, became free at `at`. With `run_id`, seller and currency the entry of the books that says so."""

    id = models.BigAutoField(primary_key=True)
    run_id = models.UUIDField(db_index=True)
    seller = models.ForeignKey("sellers.Seller", on_delete=models.PROTECT, db_index=False, related_name="settlements")
    currency = models.CharField(max_length=3)
    after = models.DateTimeField(null=True)
    through = models.DateTimeField()
    at = models.DateTimeField()
    order_count = models.IntegerField()
    amount_minor = models.BigIntegerField()
    reserve_minor = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["seller", "currency", "through"], name="payouts_settlement_once"),
            models.CheckConstraint(
                condition=Q(order_count__gt=0, amount_minor__gte=0, reserve_minor__gte=0),
                name="payouts_settlement_sums",
            ),
        ]
