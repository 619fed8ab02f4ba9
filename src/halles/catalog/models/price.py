"""Prices as they are, and every price customers were ever shown."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from halles.catalog.models.product import Variant
from halles.kit.ids import uuid7


class Price(models.Model):
    """What a variant costs in one market now; the reduction beside it names the low it is measured against."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    variant = models.ForeignKey(Variant, on_delete=models.PROTECT, related_name="prices")
    market = models.CharField(max_length=2)
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    # The lowest price of the market's window before the announced reduction began (Directive 98/6/EC, Art. 6a).
    reduced_from_minor = models.BigIntegerField(null=True, blank=True)
    reduced_since = models.DateTimeField(null=True, blank=True)
    # Set when the goods were on sale for less than the window: the low is then "since" this instant.
    low_since = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["variant", "market"], name="catalog_price_once"),
            models.CheckConstraint(condition=models.Q(amount_minor__gt=0), name="catalog_price_positive"),
            models.CheckConstraint(
                condition=models.Q(reduced_from_minor__isnull=True, reduced_since__isnull=True, low_since__isnull=True)
                | models.Q(reduced_from_minor__gt=models.F("amount_minor"), reduced_since__isnull=False),
                name="catalog_price_reduction_whole",
            ),
        ]


class PriceChange(models.Model):
    """A period in which customers could see and pay one price. Rows are added and closed, never altered.

    The migration adds what Django cannot say: periods of one variant and market never overlap (an exclusion
    constraint, so at most one is open), and a trigger lets a row be closed once and otherwise left alone.
    """

    id: models.BigAutoField[int, int]
    variant = models.ForeignKey(Variant, on_delete=models.PROTECT, related_name="price_changes")
    market = models.CharField(max_length=2)
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    reduced_from_minor = models.BigIntegerField(null=True, blank=True)
    from_at = models.DateTimeField()
    to_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(amount_minor__gt=0), name="catalog_price_change_positive"),
            models.CheckConstraint(
                condition=models.Q(to_at__isnull=True) | models.Q(to_at__gte=models.F("from_at")),
                name="catalog_price_change_in_order",
            ),
        ]
        indexes = [models.Index(fields=["variant", "market", "-from_at"], name="catalog_price_change_of")]
