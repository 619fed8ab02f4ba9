"""Some pieces of a variant at a lower price for some minutes, who has claimed how many, and who waits for more."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy

from halles.kit import clock
from halles.kit.ids import uuid7


class FlashDeal(models.Model):
    """An offer with a quota. Its rules are copied from the market when it is made, so that the database alone decides.

    A price drop is a deal whose price falls for all as claims come in; its claims are paid after its end.
    """

    class Kind(models.TextChoices):
        FLASH = "flash", pgettext_lazy("deal", "Flash deal")
        DROP = "drop", pgettext_lazy("deal", "Price drop")

    class Status(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("deal", "Draft")
        ANNOUNCED = "announced", pgettext_lazy("deal", "Announced")
        OPEN = "open", pgettext_lazy("deal", "Open")
        ENDED = "ended", pgettext_lazy("deal", "Ended")
        CANCELED = "canceled", pgettext_lazy("deal", "Cancelled")

    TRANSITIONS: dict[str, frozenset[str]] = {
        Status.DRAFT: frozenset({Status.ANNOUNCED, Status.CANCELED}),
        Status.ANNOUNCED: frozenset({Status.OPEN, Status.CANCELED}),
        Status.OPEN: frozenset({Status.ENDED}),
        Status.ENDED: frozenset(),
        Status.CANCELED: frozenset(),
    }

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.FLASH)
    # What it belongs to stands above this module, e.g. ("live_session", its id).
    reference_kind = models.CharField(max_length=20)
    reference_id = models.UUIDField()
    seller = models.ForeignKey("sellers.Seller", on_delete=models.PROTECT, related_name="+")
    variant = models.ForeignKey("catalog.Variant", on_delete=models.PROTECT, related_name="+")
    market = models.CharField(max_length=2)
    currency = models.CharField(max_length=3)
    # The public price when the deal was made, and the price of the deal; a drop's falls step by step.
    list_minor = models.BigIntegerField()
    price_minor = models.BigIntegerField()
    # [{"claims": 10, "price_minor": 1500}, …] of a drop, rising in claims and falling in price.
    steps = models.JSONField(default=list)
    # The lowest public price of the market's window before the announcement, earlier deals included.
    low_minor = models.BigIntegerField(null=True, blank=True)
    low_days = models.PositiveSmallIntegerField()
    quota = models.PositiveIntegerField()
    claimed_count = models.PositiveIntegerField(default=0)
    per_customer_max = models.PositiveSmallIntegerField(default=1)
    countdown_seconds = models.PositiveIntegerField()
    duration_seconds = models.PositiveIntegerField()
    promise_seconds = models.PositiveIntegerField()
    waitlist_seconds = models.PositiveIntegerField()
    account_age_seconds_min = models.PositiveIntegerField()
    device_customers_max = models.PositiveSmallIntegerField()
    lapses_max = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    announced_at = models.DateTimeField(null=True, blank=True)
    opens_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    # Every piece that was kept for it is sold or back on sale.
    settled_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["flash", "drop"]), name="promotions_deal_kind"),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "announced", "open", "ended", "canceled"]),
                name="promotions_deal_status",
            ),
            # The last word against giving away more than was offered.
            models.CheckConstraint(condition=Q(claimed_count__lte=F("quota")), name="promotions_deal_quota"),
            models.CheckConstraint(
                condition=Q(quota__gt=0, per_customer_max__gt=0, price_minor__gt=0, list_minor__gt=0),
                name="promotions_deal_positive",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "canceled"]) | Q(opens_at__isnull=False, ends_at__gt=F("opens_at")),
                name="promotions_deal_times",
            ),
            # One offer of a variant at a time: nobody has to guess which price counts.
            models.UniqueConstraint(
                fields=["variant", "market"],
                condition=Q(status__in=["announced", "open"]),
                name="promotions_deal_one_running",
            ),
        ]
        indexes = [
            models.Index(fields=["reference_id", "-created_at"], name="promotions_deal_of"),
            models.Index(fields=["variant", "market", "opens_at"], name="promotions_deal_history"),
            models.Index(
                fields=["ends_at"],
                condition=Q(status__in=["announced", "open", "ended", "canceled"], settled_at=None),
                name="promotions_deal_running",
            ),
        ]

    @property
    def left_count(self) -> int:
        """Pieces that nobody has claimed yet."""
        return self.quota - self.claimed_count


class DealCustomer(models.Model):
    """How much of a deal one person holds or has bought: the limit per customer, counted where it cannot be passed."""

    id = models.BigAutoField(primary_key=True)
    deal = models.ForeignKey(FlashDeal, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # A hash of the device claimed on; empty when unknown.
    device = models.CharField(max_length=64, blank=True)
    taken_count = models.PositiveSmallIntegerField(default=0)
    taken_max = models.PositiveSmallIntegerField()
    lapsed_count = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["deal", "user"], name="promotions_deal_customer_once"),
            models.CheckConstraint(condition=Q(taken_count__lte=F("taken_max")), name="promotions_deal_customer_limit"),
        ]
        indexes = [
            models.Index(fields=["deal", "device"], condition=~Q(device=""), name="promotions_deal_device"),
        ]


class WaitlistPlace(models.Model):
    """Somebody who came when all was claimed; what comes back is promised to them in the order of their places."""

    id = models.BigAutoField(primary_key=True)
    deal = models.ForeignKey(FlashDeal, on_delete=models.CASCADE, related_name="waitlist")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    quantity = models.PositiveSmallIntegerField()
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)
    promise = models.OneToOneField(
        "PricePromise", on_delete=models.PROTECT, null=True, blank=True, related_name="waitlist_place"
    )
    # When the person was told that it is their turn.
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["deal", "user"],
                condition=Q(promise__isnull=True, left_at__isnull=True),
                name="promotions_waitlist_once",
            ),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="promotions_waitlist_positive"),
        ]
        indexes = [
            models.Index(
                fields=["deal", "id"],
                condition=Q(promise__isnull=True, left_at__isnull=True),
                name="promotions_waitlist_line",
            ),
            models.Index(
                fields=["id"],
                condition=Q(promise__isnull=False, told_at__isnull=True),
                name="promotions_waitlist_untold",
            ),
        ]
