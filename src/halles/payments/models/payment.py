"""Payments and what follows them. Amounts are what is known to have happened; `_requested_` is what we asked for."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy

from halles.kit.ids import uuid7


class Payment(models.Model):
    """One charge at a provider for one reference (an order group). Its id is its key at the provider."""

    class Status(models.TextChoices):
        CREATED = "created", pgettext_lazy("payment", "Created")
        UNKNOWN = "unknown", pgettext_lazy("payment", "Unknown")
        REQUIRES_ACTION = "requires_action", pgettext_lazy("payment", "Requires Action")
        AUTHORIZED = "authorized", pgettext_lazy("payment", "Authorized")
        CAPTURED = "captured", pgettext_lazy("payment", "Captured")
        PARTLY_REFUNDED = "partly_refunded", pgettext_lazy("payment", "Partly Refunded")
        REFUNDED = "refunded", pgettext_lazy("payment", "Refunded")
        DECLINED = "declined", pgettext_lazy("payment", "Declined")
        CANCELED = "canceled", pgettext_lazy("payment", "Canceled")
        FAILED = "failed", pgettext_lazy("payment", "Failed")

    class Method(models.TextChoices):
        CARD = "card", pgettext_lazy("payment method", "Card")
        INSTANT = "instant", pgettext_lazy("payment method", "Instant")
        TRANSFER = "transfer", pgettext_lazy("payment method", "Transfer")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    reference_kind = models.CharField(max_length=30)
    reference_id = models.UUIDField()
    reference_number = models.CharField(max_length=40, blank=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="payments")
    key = models.CharField(max_length=120, unique=True)
    method = models.CharField(max_length=20, choices=Method.choices)
    provider = models.CharField(max_length=30)
    provider_ref = models.CharField(max_length=80, blank=True)
    token = models.CharField(max_length=80, blank=True)
    should_save_card = models.BooleanField(default=False)
    return_url = models.CharField(max_length=500, blank=True)
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.CREATED)
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    authorized_minor = models.BigIntegerField(default=0)
    capture_requested_minor = models.BigIntegerField(null=True)
    captured_minor = models.BigIntegerField(default=0)
    refund_requested_minor = models.BigIntegerField(default=0)
    refunded_minor = models.BigIntegerField(default=0)
    next_action = models.JSONField(null=True)
    decline_code = models.CharField(max_length=40, blank=True)
    failure_code = models.CharField(max_length=40, blank=True)
    card_brand = models.CharField(max_length=20, blank=True)
    card_last4 = models.CharField(max_length=4, blank=True)
    created_at = models.DateTimeField()
    authorized_at = models.DateTimeField(null=True)
    captured_at = models.DateTimeField(null=True)
    void_requested_at = models.DateTimeField(null=True)
    canceled_at = models.DateTimeField(null=True)
    polled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    status__in=[
                        "created",
                        "unknown",
                        "requires_action",
                        "authorized",
                        "captured",
                        "partly_refunded",
                        "refunded",
                        "declined",
                        "canceled",
                        "failed",
                    ]
                ),
                name="payments_payment_status",
            ),
            models.CheckConstraint(
                condition=Q(method__in=["card", "instant", "transfer"]), name="payments_payment_method"
            ),
            # Nothing is a payment too: a prize has an order like any other.
            models.CheckConstraint(condition=Q(amount_minor__gte=0), name="payments_payment_amount"),
            models.CheckConstraint(
                condition=Q(captured_minor__gte=0, captured_minor__lte=F("authorized_minor"))
                & Q(authorized_minor__lte=F("amount_minor")),
                name="payments_payment_captured",
            ),
            models.CheckConstraint(
                condition=Q(capture_requested_minor=None)
                | Q(capture_requested_minor__gt=0, capture_requested_minor__lte=F("amount_minor")),
                name="payments_payment_capture_requested",
            ),
            models.CheckConstraint(
                condition=Q(refunded_minor__gte=0, refunded_minor__lte=F("refund_requested_minor"))
                & Q(refund_requested_minor__lte=F("captured_minor")),
                name="payments_payment_refunded",
            ),
        ]
        indexes = [
            models.Index(fields=["reference_kind", "reference_id"], name="payments_payment_reference"),
            # What the resolving job looks through: everything else is settled and never read by it.
            models.Index(
                fields=["created_at"],
                condition=Q(status__in=["created", "unknown", "requires_action", "authorized"]),
                name="payments_payment_unsettled",
            ),
        ]


class Refund(models.Model):
    """Money to give back from one payment. Its id is its key at the provider, with the number of the try."""

    class Status(models.TextChoices):
        CREATED = "created", pgettext_lazy("refund", "Created")
        PENDING = "pending", pgettext_lazy("refund", "Pending")
        SUCCEEDED = "succeeded", pgettext_lazy("refund", "Succeeded")
        FAILED = "failed", pgettext_lazy("refund", "Failed")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="refunds")
    key = models.CharField(max_length=120, unique=True)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    reason = models.CharField(max_length=200, blank=True)
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.CREATED)
    try_count = models.PositiveSmallIntegerField(default=1)
    provider_ref = models.CharField(max_length=80, blank=True)
    failure_code = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField()
    succeeded_at = models.DateTimeField(null=True)
    polled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["created", "pending", "succeeded", "failed"]), name="payments_refund_status"
            ),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="payments_refund_amount"),
        ]
        indexes = [
            models.Index(fields=["created_at"], condition=~Q(status="succeeded"), name="payments_refund_unsettled"),
        ]

    @property
    def provider_key(self) -> str:
        """The refund's name at the provider; a try after a failure is a new request there."""
        return f"{self.id}:{self.try_count}"


class Chargeback(models.Model):
    """The customer's bank took money back; the platform bears it unless a rule above moves it to a seller."""

    class Status(models.TextChoices):
        OPEN = "open", pgettext_lazy("chargeback", "Open")
        WON = "won", pgettext_lazy("chargeback", "Won")
        LOST = "lost", pgettext_lazy("chargeback", "Lost")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="chargebacks")
    provider_ref = models.CharField(max_length=80)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    reason = models.CharField(max_length=40, blank=True)
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.OPEN)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["payment", "provider_ref"], name="payments_chargeback_once"),
            models.CheckConstraint(condition=Q(status__in=["open", "won", "lost"]), name="payments_chargeback_status"),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="payments_chargeback_amount"),
        ]


class ProviderEvent(models.Model):
    """A callback as it came, once. `problem` says why it could not be applied; staff see it."""

    id = models.BigAutoField(primary_key=True)
    provider = models.CharField(max_length=30)
    event_id = models.CharField(max_length=80)
    kind = models.CharField(max_length=60)
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, null=True, related_name="provider_events")
    body = models.JSONField()
    received_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "event_id"], name="payments_provider_event_once"),
        ]
        indexes = [
            # The few that staff has to look at, among all that ever came.
            models.Index(fields=["-id"], condition=~Q(problem=""), name="payments_provider_event_odd"),
        ]
