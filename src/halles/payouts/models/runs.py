"""Payout runs: who is paid how much on one day, and what became of every payout."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from halles.kit.ids import uuid7
from halles.kit.sealing import sealed_text
from halles.payouts.models.payees import PayeeKind

ACCOUNT = "payouts.account"


class PayoutRun(models.Model):
    """The payouts of one market, currency and day: planned by a job, reviewed and approved by staff, then sent."""

    class Status(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("payout run", "To be approved")
        APPROVED = "approved", pgettext_lazy("payout run", "Approved")
        RUNNING = "running", pgettext_lazy("payout run", "At the bank")
        DONE = "done", pgettext_lazy("payout run", "Done")
        CANCELED = "canceled", pgettext_lazy("payout run", "Canceled")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    market = models.CharField(max_length=2)
    currency = models.CharField(max_length=3)
    on = models.DateField()
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    created_at = models.DateTimeField()
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField(null=True)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["market", "currency", "on"], condition=~Q(status="canceled"), name="payouts_run_once"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "approved", "running", "done", "canceled"]),
                name="payouts_run_status_known",
            ),
        ]


class Payout(models.Model):
    """Money for one payee. Planned, it is a number; sent, it has left the payee's account in the books with the intent
    and is with the bank under `bank_key`; failed or returned, it is back on that account."""

    class Status(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("payout", "Planned")
        SENT = "sent", pgettext_lazy("payout", "On its way")
        PAID = "paid", pgettext_lazy("payout", "Paid")
        FAILED = "failed", pgettext_lazy("payout", "Refused by the bank")
        RETURNED = "returned", pgettext_lazy("payout", "Sent back by the bank")
        CANCELED = "canceled", pgettext_lazy("payout", "Canceled")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.CharField(max_length=20, unique=True)
    run = models.ForeignKey(PayoutRun, on_delete=models.PROTECT, related_name="payouts")
    payee_kind = models.CharField(max_length=10, choices=PayeeKind)
    payee_id = models.UUIDField()
    payee_name = models.CharField(max_length=160)
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    status = models.CharField(max_length=10, choices=Status, default=Status.PLANNED)
    # How often it was given to the bank; each time under a key of its own.
    attempts = models.PositiveSmallIntegerField(default=0)
    # Why it failed, came back or was canceled: a code of halles.payouts.words.
    why = models.CharField(max_length=60, blank=True)
    bank = models.CharField(max_length=20)
    bank_ref = models.CharField(max_length=60, blank=True)
    # The account as it may be shown, and a mark by which the same account is known again.
    account_shown = models.CharField(max_length=40, blank=True)
    account_mark = models.CharField(max_length=32, blank=True)
    # To whom and where, as it was when the money left the books: every request of an attempt is the same, whatever
    # account the payee has by then. Sealed, and forgotten once the bank has answered.
    holder = models.CharField(max_length=160, blank=True, default="")
    account_sealed = models.TextField(blank=True, default="")
    # How many requests of this attempt have left, and when the last one did.
    request_count = models.PositiveIntegerField(default=0)
    requested_at = models.DateTimeField(null=True)
    # What the bank said to a request that was not the only one: no answer to the others.
    refused_why = models.CharField(max_length=60, blank=True, default="")
    # Who of the staff has agreed that it is sent again, where that takes two, and to which account.
    agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    agreed_mark = models.CharField(max_length=32, blank=True, default="")
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)
    paid_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="payouts_payout_amount"),
            models.CheckConstraint(condition=Q(payee_kind__in=["seller", "creator"]), name="payouts_payout_kind"),
            models.CheckConstraint(
                condition=Q(status__in=["planned", "sent", "paid", "failed", "returned", "canceled"]),
                name="payouts_payout_status_known",
            ),
            # Nobody is paid twice at once: while one payout waits or is on its way, no other is made.
            models.UniqueConstraint(
                fields=["payee_kind", "payee_id", "currency"],
                condition=Q(status__in=["planned", "sent"]),
                name="payouts_payout_one_open",
            ),
            models.UniqueConstraint(fields=["run", "payee_kind", "payee_id"], name="payouts_payout_once_a_run"),
        ]
        indexes = [
            models.Index(fields=["payee_kind", "payee_id", "-id"], name="payouts_payout_of_payee"),
            models.Index(fields=["sent_at"], condition=Q(status="sent"), name="payouts_payout_with_bank"),
        ]

    account = sealed_text("account_sealed", purpose=ACCOUNT)

    @property
    def bank_key(self) -> str:
        """Names this attempt at the bank: asked again, it is the same transfer."""
        return self.key_of(self.attempts)

    def key_of(self, attempt: int) -> str:
        """The name of an attempt at the bank, counted from one."""
        return f"{self.id}:{attempt}"


class BankFeed(models.Model):
    """How far the bank's list of what became of transfers has been read."""

    bank = models.CharField(max_length=20, primary_key=True)
    position = models.BigIntegerField(default=0)
    read_at = models.DateTimeField(null=True)
