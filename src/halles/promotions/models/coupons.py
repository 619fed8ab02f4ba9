"""An amount or a share off a purchase, for the first so many people, and the coupons they hold."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy

from halles.kit import clock
from halles.kit.ids import uuid7


class Coupon(models.Model):
    """What a shop takes off, from which sum on, how often, and until when. Keeps no stock."""

    class Status(models.TextChoices):
        OPEN = "open", pgettext_lazy("coupon", "Open")
        ENDED = "ended", pgettext_lazy("coupon", "Ended")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    reference_kind = models.CharField(max_length=20)
    reference_id = models.UUIDField()
    seller = models.ForeignKey("sellers.Seller", on_delete=models.PROTECT, related_name="+")
    # For one product, or for everything of the shop.
    product = models.ForeignKey("catalog.Product", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    market = models.CharField(max_length=2)
    currency = models.CharField(max_length=3)
    # Exactly one of the two is set.
    amount_minor = models.BigIntegerField(null=True, blank=True)
    share_bps = models.PositiveSmallIntegerField(null=True, blank=True)
    # The goods must come to this much before the coupon.
    goods_minor_min = models.BigIntegerField(default=0)
    quota = models.PositiveIntegerField()
    claimed_count = models.PositiveIntegerField(default=0)
    valid_minutes = models.PositiveIntegerField()
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN)
    ends_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(status__in=["open", "ended"]), name="promotions_coupon_status"),
            models.CheckConstraint(condition=Q(claimed_count__lte=F("quota")), name="promotions_coupon_quota"),
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0, share_bps__isnull=True)
                | Q(amount_minor__isnull=True, share_bps__gt=0, share_bps__lte=10_000),
                name="promotions_coupon_worth",
            ),
        ]
        indexes = [models.Index(fields=["reference_id"], name="promotions_coupon_of")]


class CouponClaim(models.Model):
    """One person's coupon: one per person, used once."""

    class Status(models.TextChoices):
        OPEN = "open", pgettext_lazy("coupon", "Yours")
        USED = "used", pgettext_lazy("coupon", "Used")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    coupon = models.ForeignKey(Coupon, on_delete=models.PROTECT, related_name="claims")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN)
    claimed_at = models.DateTimeField()
    until = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    order_group_id = models.UUIDField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["coupon", "user"], name="promotions_coupon_once"),
            models.CheckConstraint(
                condition=Q(status="used", order_group_id__isnull=False)
                | Q(status="open", order_group_id__isnull=True),
                name="promotions_coupon_used_once",
            ),
            models.UniqueConstraint(
                fields=["order_group_id"],
                condition=Q(order_group_id__isnull=False),
                name="promotions_coupon_order_once",
            ),
        ]
        indexes = [models.Index(fields=["user", "-claimed_at"], name="promotions_coupon_of_user")]
