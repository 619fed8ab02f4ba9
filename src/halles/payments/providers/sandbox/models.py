"""The sandbox's own records: what a real company would keep on its side. Nothing outside this folder reads them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class SandboxCard(models.Model):
    """A test card behind a token; the number itself is never stored. `behavior` is what its number stands for."""

    token = models.CharField(primary_key=True, max_length=40)
    behavior = models.CharField(max_length=30)
    brand = models.CharField(max_length=20)
    last4 = models.CharField(max_length=4)
    exp_month = models.PositiveSmallIntegerField()
    exp_year = models.PositiveSmallIntegerField()
    customer = models.CharField(max_length=40, blank=True)
    is_reusable = models.BooleanField(default=False)
    used_by = models.CharField(max_length=80, blank=True)
    forgotten_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()


class SandboxCharge(models.Model):
    """One charge; its status only moves forward."""

    class Status(models.TextChoices):
        PROCESSING = "processing"
        REQUIRES_ACTION = "requires_action"
        AUTHORIZED = "authorized"
        CAPTURED = "captured"
        DECLINED = "declined"
        CANCELED = "canceled"

    ref = models.CharField(primary_key=True, max_length=40)
    key = models.CharField(max_length=80, unique=True)
    method = models.CharField(max_length=20)
    behavior = models.CharField(max_length=30)
    status = models.CharField(max_length=20, choices=Status.choices)
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    captured_minor = models.BigIntegerField(default=0)
    refunded_minor = models.BigIntegerField(default=0)
    decline_code = models.CharField(max_length=40, blank=True)
    card = models.ForeignKey(SandboxCard, on_delete=models.PROTECT, null=True, related_name="charges")
    kept_token = models.CharField(max_length=40, blank=True)
    reference_number = models.CharField(max_length=40, blank=True)
    return_url = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(captured_minor__gte=0, captured_minor__lte=F("amount_minor"))
                & Q(refunded_minor__gte=0, refunded_minor__lte=F("captured_minor")),
                name="payments_sandbox_charge_amounts",
            ),
        ]


class SandboxRefund(models.Model):
    """Money on its way back to a customer."""

    ref = models.CharField(primary_key=True, max_length=40)
    key = models.CharField(max_length=80, unique=True)
    charge = models.ForeignKey(SandboxCharge, on_delete=models.PROTECT, related_name="refunds")
    amount_minor = models.BigIntegerField()
    status = models.CharField(max_length=20)
    failure_code = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField()


class SandboxChargeback(models.Model):
    """A customer's bank took money back."""

    ref = models.CharField(primary_key=True, max_length=40)
    charge = models.ForeignKey(SandboxCharge, on_delete=models.PROTECT, related_name="chargebacks")
    amount_minor = models.BigIntegerField()
    status = models.CharField(max_length=20)
    reason = models.CharField(max_length=40)
    created_at = models.DateTimeField()


class SandboxEvent(models.Model):
    """A callback: the charge as it was at that moment. It is delivered at `due_at`, again if that is set again."""

    id = models.CharField(primary_key=True, max_length=40)
    charge = models.ForeignKey(SandboxCharge, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=40)
    body = models.JSONField()
    delivered_count = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="payments_sandbox_event_due"),
        ]
