"""Whose payouts wait for a stated reason until a stated day."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from halles.kit.ids import uuid7


class PayeeKind(models.TextChoices):
    """Who is paid."""

    SELLER = "seller", pgettext_lazy("payee", "Shop")
    CREATOR = "creator", pgettext_lazy("payee", "Creator")


class PayeeHold(models.Model):
    """Nothing is paid out to the payee until `until` or until it is lifted; staff and the payee see why."""

    class Reason(models.TextChoices):
        IDENTITY = "identity", _("We check who you are")
        ACCOUNT = "account", _("The bank account was changed or was refused by the bank")
        RETURNS = "returns", _("Unusually many orders come back")
        SUSPICION = "suspicion", _("Orders or clicks look made up and are looked at")
        AUTHORITY = "authority", _("A court or an authority has ordered it")
        OTHER = "other", _("For another reason, told below")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    payee_kind = models.CharField(max_length=10, choices=PayeeKind)
    payee_id = models.UUIDField()
    reason = models.CharField(max_length=20, choices=Reason)
    words = models.CharField(max_length=1000)
    since = models.DateTimeField()
    until = models.DateTimeField()
    # None: a job did.
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    lifted_why = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until__gt=F("since")), name="payouts_payee_hold_ends"),
            models.CheckConstraint(condition=~Q(words=""), name="payouts_payee_hold_says_why"),
            models.CheckConstraint(condition=Q(payee_kind__in=["seller", "creator"]), name="payouts_payee_hold_kind"),
            models.UniqueConstraint(
                fields=["payee_kind", "payee_id"], condition=Q(lifted_at=None), name="payouts_payee_hold_one"
            ),
        ]
