"""A price that one person may pay for some pieces until an instant."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy

from halles.kit.ids import uuid7


class PricePromise(models.Model):
    """Kept for one person: the price, the pieces (out of those kept for the offer), the deadline. Used once."""

    class Kind(models.TextChoices):
        FLASH_DEAL = "flash_deal", pgettext_lazy("promise", "Flash deal")
        PRICE_DROP = "price_drop", pgettext_lazy("promise", "Price drop")
        GIVEAWAY = "giveaway", pgettext_lazy("promise", "Prize")
        SAMPLE = "sample", pgettext_lazy("promise", "Sample")

    # What costs nothing, carriage included.
    FREE = (Kind.GIVEAWAY, Kind.SAMPLE)

    class Status(models.TextChoices):
        OPEN = "open", pgettext_lazy("promise", "Kept for you")
        USED = "used", pgettext_lazy("promise", "Bought")
        EXPIRED = "expired", pgettext_lazy("promise", "Lapsed")
        RELEASED = "released", pgettext_lazy("promise", "Given back")

    TRANSITIONS: dict[str, frozenset[str]] = {
        # Back to open when the purchase it was used for was never paid.
        Status.OPEN: frozenset({Status.USED, Status.EXPIRED, Status.RELEASED}),
        Status.USED: frozenset({Status.OPEN}),
        Status.EXPIRED: frozenset(),
        Status.RELEASED: frozenset(),
    }

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=20, choices=Kind)
    # The deal, where it is one; else what `reference_id` names stands above this module. The pieces are reserved in
    # inventory under (kind of stock, reference_id).
    deal = models.ForeignKey("FlashDeal", on_delete=models.PROTECT, null=True, blank=True, related_name="promises")
    reference_id = models.UUIDField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    seller = models.ForeignKey("sellers.Seller", on_delete=models.PROTECT, related_name="+")
    variant = models.ForeignKey("catalog.Variant", on_delete=models.PROTECT, related_name="+")
    market = models.CharField(max_length=2)
    currency = models.CharField(max_length=3)
    quantity = models.PositiveSmallIntegerField()
    unit_minor = models.BigIntegerField()
    # Who bears what the price is lower by.
    funder = models.CharField(max_length=10, default="seller")
    is_delivery_free = models.BooleanField(default=False)
    key = models.CharField(max_length=64)
    device = models.CharField(max_length=64, blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN)
    created_at = models.DateTimeField()
    # A price drop is paid when its final price is known.
    usable_from = models.DateTimeField(null=True, blank=True)
    until = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    # The purchase it became; orders stand above this module.
    order_group_id = models.UUIDField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["flash_deal", "price_drop", "giveaway", "sample"]), name="promotions_promise_kind"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["open", "used", "expired", "released"]), name="promotions_promise_status"
            ),
            models.CheckConstraint(condition=Q(funder__in=["seller"]), name="promotions_promise_funder"),
            models.CheckConstraint(
                condition=Q(quantity__gt=0, unit_minor__gte=0)
                & (Q(kind__in=["giveaway", "sample"]) | Q(unit_minor__gt=0)),
                name="promotions_promise_positive",
            ),
            models.CheckConstraint(
                condition=Q(status="used", order_group_id__isnull=False, used_at__isnull=False)
                | (~Q(status="used") & Q(order_group_id__isnull=True, used_at__isnull=True)),
                name="promotions_promise_used_once",
            ),
            models.CheckConstraint(
                condition=Q(usable_from__isnull=True) | Q(until__gt=F("usable_from")), name="promotions_promise_times"
            ),
            # The same key of the same person is the same claim, whatever the network did to the answer.
            models.UniqueConstraint(fields=["reference_id", "user", "key"], name="promotions_promise_key_once"),
            models.UniqueConstraint(
                fields=["order_group_id"],
                condition=Q(order_group_id__isnull=False),
                name="promotions_promise_order_once",
            ),
        ]
        indexes = [
            models.Index(fields=["reference_id", "until"], condition=Q(status="open"), name="promotions_promise_due"),
            models.Index(fields=["until"], condition=Q(status="open"), name="promotions_promise_by_age"),
            models.Index(fields=["user", "-created_at"], name="promotions_promise_of_user"),
        ]
