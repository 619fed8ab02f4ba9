"""Who earned by a line sold, and why; and how far the money has come."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy

from halles.kit.ids import uuid7


class Attribution(models.Model):
    """The decision about one line sold, with all its evidence; never changed or removed, by trigger."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    line = models.OneToOneField("orders.OrderLine", on_delete=models.PROTECT, related_name="attribution")
    # None: nobody earns by it.
    creator = models.ForeignKey(
        "creators.Creator", on_delete=models.PROTECT, null=True, blank=True, related_name="attributions"
    )
    # A code of `halles.affiliates.reasons`.
    reason = models.CharField(max_length=40)
    # deciding.Candidate.as_json of the winner; and of all that were looked at, each with what spoke against it.
    touch = models.JSONField(null=True, blank=True)
    candidates = models.JSONField(default=list)
    # All that was known when it was decided (evidence.Evidence): decided again from it, the answer is the same.
    evidence = models.JSONField(default=dict)
    plan = models.ForeignKey("Plan", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    rate_bps = models.PositiveIntegerField(default=0)
    base_minor = models.BigIntegerField()
    amount_minor = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3)
    rule_version = models.CharField(max_length=20)
    decided_at = models.DateTimeField()
    sold_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_minor__range=(0, F("base_minor"))),
                name="affiliates_attribution_amount_within",
            ),
            models.CheckConstraint(
                condition=Q(creator__isnull=True, amount_minor=0, rate_bps=0)
                | Q(creator__isnull=False, plan__isnull=False),
                name="affiliates_attribution_pays_somebody",
            ),
        ]


class Commission(models.Model):
    """What one line sold earns one creator: frozen, but for how far it has come."""

    class Status(models.TextChoices):
        ESTIMATED = "estimated", pgettext_lazy("commission", "Estimated")
        PENDING = "pending", pgettext_lazy("commission", "Waiting for the return days")
        CONFIRMED = "confirmed", pgettext_lazy("commission", "Confirmed")
        PAID = "paid", pgettext_lazy("commission", "Paid out")
        REVERSED = "reversed", pgettext_lazy("commission", "Reversed")
        # Never came to be: cancelled or unpaid before anything was booked.
        VOID = "void", pgettext_lazy("commission", "Void")

    TRANSITIONS: dict[str, frozenset[str]] = {
        Status.ESTIMATED: frozenset({Status.PENDING, Status.VOID}),
        Status.PENDING: frozenset({Status.CONFIRMED, Status.REVERSED}),
        Status.CONFIRMED: frozenset({Status.PAID, Status.REVERSED}),
        # A payout that the bank sends back leaves it confirmed.
        Status.PAID: frozenset({Status.CONFIRMED, Status.REVERSED}),
        Status.REVERSED: frozenset(),
        Status.VOID: frozenset(),
    }

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    attribution = models.OneToOneField(Attribution, on_delete=models.PROTECT, related_name="commission")
    creator = models.ForeignKey("creators.Creator", on_delete=models.PROTECT, db_index=False, related_name="+")
    seller = models.ForeignKey("sellers.Seller", on_delete=models.PROTECT, db_index=False, related_name="+")
    order = models.ForeignKey("orders.Order", on_delete=models.PROTECT, related_name="commissions")
    line = models.OneToOneField("orders.OrderLine", on_delete=models.PROTECT, related_name="commission")
    market = models.CharField(max_length=2)
    rate_bps = models.PositiveIntegerField()
    base_minor = models.BigIntegerField()
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    sold_at = models.DateTimeField()
    status = models.CharField(max_length=10, choices=Status, default=Status.ESTIMATED)
    # How much of the amount is gone again, before or after it was booked.
    reversed_minor = models.BigIntegerField(default=0)
    # A code of `orders.reasons` or of `halles.affiliates.reasons`: why the last part was taken back.
    reversed_reason = models.CharField(max_length=40, blank=True)
    booked_at = models.DateTimeField(null=True, blank=True)
    # Set at delivery: the first instant at which it may be confirmed.
    confirm_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    paid_at = models.DateTimeField(null=True, blank=True)
    # The payout that covered it (payouts), once there is one.
    payout_id = models.UUIDField(null=True, blank=True)
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_minor__gte=0, reversed_minor__range=(0, F("amount_minor"))),
                name="affiliates_commission_within",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["estimated", "pending", "confirmed", "paid", "reversed", "void"]),
                name="affiliates_commission_status_known",
            ),
        ]
        indexes = [
            models.Index(fields=["creator", "-sold_at"], name="affiliates_commission_creator"),
            models.Index(fields=["seller", "-sold_at"], name="affiliates_commission_seller"),
            models.Index(fields=["confirm_at"], condition=Q(status="pending"), name="affiliates_commission_due"),
        ]

    @property
    def kept_minor(self) -> int:
        """What is left of it, in minor units of its currency."""
        return self.amount_minor - self.reversed_minor
