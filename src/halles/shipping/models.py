"""Where a shop ships, for how much, and on which days it works."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from halles.kit.ids import uuid7


class SellerShipping(models.Model):
    """How a shop gets parcels out: from where, how fast, until which hour of its own clock."""

    seller = models.OneToOneField("sellers.Seller", on_delete=models.PROTECT, primary_key=True, related_name="shipping")
    # users.addresses.AddressData as a dictionary; parcels start and returns arrive here.
    ship_from = models.JSONField()
    handling_days = models.PositiveSmallIntegerField()
    # An order paid before this hour of `time_zone` counts for the same working day.
    cutoff_hour = models.PositiveSmallIntegerField()
    time_zone = models.CharField(max_length=64)
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(cutoff_hour__lte=24), name="shipping_cutoff_within_day"),
        ]


class ShippingRate(models.Model):
    """What one way of delivery to one country costs and how many working days the carrier takes."""

    class Method(models.TextChoices):
        HOME = "home", _("Home delivery")
        RELAY = "relay", _("Relay point")
        PICKUP = "pickup", _("Pick-up at the shop")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    shipping = models.ForeignKey(SellerShipping, on_delete=models.PROTECT, db_column="seller_id", related_name="rates")
    country = models.CharField(max_length=2)
    method = models.CharField(max_length=20, choices=Method, default=Method.HOME)
    # Empty for pick-up at the shop: nobody carries it.
    carrier = models.CharField(max_length=40, blank=True)
    # What whoever collects must know: when the shop is open, at which door.
    note = models.CharField(max_length=200, blank=True)
    price_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    free_from_minor = models.BigIntegerField(null=True, blank=True)
    transit_days_min = models.PositiveSmallIntegerField()
    transit_days_max = models.PositiveSmallIntegerField()
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shipping", "country", "method", "carrier"], name="shipping_rate_once"),
            models.CheckConstraint(
                condition=models.Q(method__in=["home", "relay", "pickup"]), name="shipping_rate_method_known"
            ),
            models.CheckConstraint(
                condition=models.Q(method="pickup") | ~models.Q(carrier=""), name="shipping_rate_carried_by_somebody"
            ),
            models.CheckConstraint(condition=models.Q(price_minor__gte=0), name="shipping_rate_price_not_negative"),
            models.CheckConstraint(
                condition=models.Q(free_from_minor__isnull=True) | models.Q(free_from_minor__gt=0),
                name="shipping_rate_free_from_positive",
            ),
            models.CheckConstraint(
                condition=models.Q(transit_days_min__lte=models.F("transit_days_max")),
                name="shipping_rate_transit_in_order",
            ),
        ]


class SellerHoliday(models.Model):
    """Days on which nobody packs; both ends are closed days."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    shipping = models.ForeignKey(
        SellerShipping, on_delete=models.CASCADE, db_column="seller_id", related_name="holidays"
    )
    from_on = models.DateField()
    to_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(from_on__lte=models.F("to_on")), name="shipping_holiday_in_order"
            ),
        ]
        indexes = [models.Index(fields=["shipping", "to_on"], name="shipping_holiday_by_end")]
