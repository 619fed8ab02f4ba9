"""A case that staff decide, what each side says, and the pictures that show it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from halles.kit.ids import uuid7
from halles.returns.models.request import ReturnRequest


class Dispute(models.Model):
    """One case about an order, or about a return of it. One may be open per order."""

    class Kind(models.TextChoices):
        NOT_ARRIVED = "not_arrived", _("It did not arrive")
        RETURN_DECLINED = "return_declined", _("The shop declined the return")
        REFUND_TOO_SMALL = "refund_too_small", _("The refund is too small")
        WRONG_RETURN = "wrong_return", _("What came back is not right")
        OTHER = "other", _("Something else")

    class Status(models.TextChoices):
        OPEN = "open", pgettext_lazy("case", "Open")
        DECIDED = "decided", pgettext_lazy("case", "Decided")
        WITHDRAWN = "withdrawn", pgettext_lazy("case", "Settled without a decision")

    class Decision(models.TextChoices):
        REFUND_ALL = "refund_all", _("The customer gets everything back")
        REFUND_PART = "refund_part", _("The customer gets a part back")
        NO_REFUND = "no_refund", _("The customer gets nothing back")

    class Side(models.TextChoices):
        CUSTOMER = "customer", _("Customer")
        SELLER = "seller", _("Shop")

    TRANSITIONS: dict[str, frozenset[str]] = {
        Status.OPEN: frozenset({Status.DECIDED, Status.WITHDRAWN}),
        Status.DECIDED: frozenset(),
        Status.WITHDRAWN: frozenset(),
    }

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    order = models.ForeignKey("orders.Order", on_delete=models.PROTECT, related_name="disputes")
    request = models.ForeignKey(ReturnRequest, on_delete=models.PROTECT, null=True, blank=True, related_name="disputes")
    kind = models.CharField(max_length=20, choices=Kind)
    opened_by = models.CharField(max_length=10, choices=Side)
    opened_at = models.DateTimeField()
    # Until then the other side is asked to speak; staff may decide earlier once both have.
    answer_by_at = models.DateTimeField()
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN)
    decision = models.CharField(max_length=20, choices=Decision, blank=True)
    decided_minor = models.BigIntegerField(default=0)
    why = models.CharField(max_length=1000, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    decided_by_id = models.UUIDField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order"], condition=Q(status="open"), name="returns_dispute_open_once"),
            models.CheckConstraint(
                condition=Q(status__in=["open", "decided", "withdrawn"]), name="returns_dispute_status_known"
            ),
            models.CheckConstraint(
                condition=Q(decision__in=["", "refund_all", "refund_part", "no_refund"]),
                name="returns_dispute_decision_known",
            ),
            models.CheckConstraint(condition=Q(decided_minor__gte=0), name="returns_dispute_not_negative"),
        ]
        indexes = [
            models.Index(fields=["answer_by_at"], condition=Q(status="open"), name="returns_dispute_open"),
        ]


class Statement(models.Model):
    """What one side says: with the request of a return, or in a case. Never altered."""

    class By(models.TextChoices):
        CUSTOMER = "customer", _("Customer")
        SELLER = "seller", _("Shop")
        STAFF = "staff", _("Halles")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    request = models.ForeignKey(
        ReturnRequest, on_delete=models.PROTECT, null=True, blank=True, related_name="statements"
    )
    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, null=True, blank=True, related_name="statements")
    by_kind = models.CharField(max_length=10, choices=By)
    by_id = models.UUIDField(null=True, blank=True)
    text = models.CharField(max_length=2000, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(request__isnull=True) ^ Q(dispute__isnull=True), name="returns_statement_about_one"
            ),
        ]


class Picture(models.Model):
    """A picture that belongs to a statement; kept in the private store and shown only to the two sides and staff."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="pictures")
    key = models.CharField(max_length=200)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
