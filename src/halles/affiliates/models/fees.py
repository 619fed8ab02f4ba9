"""A flat fee: what a shop promises one creator for one video or show, from the offer to the money."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from halles.kit.ids import uuid7

WORDS_LENGTH_MAX = 500
NUMBER_LENGTH_MAX = 20


class Fee(models.Model):
    """Belongs to a creator's part in a plan, which says what is shown. The amount is on the shop's `promised_fees`
    from AGREED until it is PAID or RETURNED; ACCEPTED is paid when the shop's payouts are held no longer."""

    class Status(models.TextChoices):
        OFFERED = "offered", pgettext_lazy("fee", "Waits for the creator")
        AGREED = "agreed", pgettext_lazy("fee", "Agreed")
        DELIVERED = "delivered", pgettext_lazy("fee", "Waits for the shop")
        REFUSED = "refused", pgettext_lazy("fee", "With our staff")
        ACCEPTED = "accepted", pgettext_lazy("fee", "Accepted, not paid yet")
        PAID = "paid", pgettext_lazy("fee", "Paid")
        RETURNED = "returned", pgettext_lazy("fee", "Not paid")
        DECLINED = "declined", pgettext_lazy("fee", "Declined")
        WITHDRAWN = "withdrawn", pgettext_lazy("fee", "Taken back")
        LAPSED = "lapsed", pgettext_lazy("fee", "Not answered")

    class ContentKind(models.TextChoices):
        VIDEO = "video", _("A video")
        LIVE = "live", _("A show")

    TRANSITIONS: dict[str, frozenset[str]] = {
        Status.OFFERED: frozenset({Status.AGREED, Status.DECLINED, Status.WITHDRAWN, Status.LAPSED}),
        Status.AGREED: frozenset({Status.DELIVERED, Status.RETURNED}),
        Status.DELIVERED: frozenset({Status.ACCEPTED, Status.PAID, Status.REFUSED}),
        Status.REFUSED: frozenset({Status.ACCEPTED, Status.PAID, Status.RETURNED}),
        Status.ACCEPTED: frozenset({Status.PAID}),
    }
    # Whose amount is set aside.
    KEPT = (Status.AGREED, Status.DELIVERED, Status.REFUSED, Status.ACCEPTED)
    OPEN = (Status.OFFERED, *KEPT)
    # What is made under these is paid for: people are told so.
    BINDING = (*KEPT, Status.PAID)

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.CharField(max_length=NUMBER_LENGTH_MAX, unique=True)
    participation = models.ForeignKey("Participation", on_delete=models.PROTECT, related_name="fees")
    creator = models.ForeignKey("creators.Creator", on_delete=models.PROTECT, db_index=False, related_name="fees")
    seller = models.ForeignKey("sellers.Seller", on_delete=models.PROTECT, db_index=False, related_name="fees")
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    content_kind = models.CharField(max_length=10, choices=ContentKind)
    words = models.CharField(max_length=WORDS_LENGTH_MAX, blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.OFFERED)
    # The last instant to deliver; an offer that nobody answered is over then too.
    due_at = models.DateTimeField()
    offered_at = models.DateTimeField()
    agreed_at = models.DateTimeField(null=True, blank=True)
    # What the creator delivered, and until when the shop may refuse it.
    content_id = models.UUIDField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    review_by = models.DateTimeField(null=True, blank=True)
    # Why the shop refused; empty where the work was no longer to be seen at the end of its days.
    refused_at = models.DateTimeField(null=True, blank=True)
    refuse_words = models.CharField(max_length=WORDS_LENGTH_MAX, blank=True)
    # What staff said, which both sides read.
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decision_words = models.CharField(max_length=1_000, blank=True)
    # When it was accepted while the shop's payouts were held.
    accepted_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="affiliates_fee_is_something"),
            models.CheckConstraint(condition=Q(currency__regex=r"^[A-Z]{3}$"), name="affiliates_fee_currency"),
            models.CheckConstraint(condition=Q(content_kind__in=["video", "live"]), name="affiliates_fee_content"),
            models.CheckConstraint(
                condition=Q(
                    status__in=[
                        "offered",
                        "agreed",
                        "delivered",
                        "refused",
                        "accepted",
                        "paid",
                        "returned",
                        "declined",
                        "withdrawn",
                        "lapsed",
                    ]
                ),
                name="affiliates_fee_status_known",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["delivered", "refused", "accepted", "paid"])
                | Q(agreed_at__isnull=False, content_id__isnull=False, review_by__isnull=False),
                name="affiliates_fee_delivered_something",
            ),
            models.CheckConstraint(
                condition=~Q(status="agreed") | Q(agreed_at__isnull=False), name="affiliates_fee_agreed_when"
            ),
            models.CheckConstraint(
                condition=~Q(status="accepted") | Q(accepted_at__isnull=False), name="affiliates_fee_accepted_when"
            ),
            models.CheckConstraint(
                condition=Q(
                    status__in=["offered", "agreed", "delivered", "refused", "accepted"], closed_at__isnull=True
                )
                | Q(status__in=["paid", "returned", "declined", "withdrawn", "lapsed"], closed_at__isnull=False),
                name="affiliates_fee_closed_when",
            ),
            # One piece of work is paid for once.
            models.UniqueConstraint(
                fields=["content_id"],
                condition=Q(status__in=["delivered", "refused", "accepted", "paid"]),
                name="affiliates_fee_once_per_content",
            ),
        ]
        indexes = [
            models.Index(fields=["seller", "-id"], name="affiliates_fee_of_seller"),
            models.Index(fields=["creator", "-id"], name="affiliates_fee_of_creator"),
            models.Index(
                fields=["creator"],
                condition=Q(status__in=["agreed", "delivered", "refused", "accepted", "paid"]),
                name="affiliates_fee_binding",
            ),
            models.Index(fields=["due_at"], condition=Q(status__in=["offered", "agreed"]), name="affiliates_fee_due"),
            models.Index(fields=["review_by"], condition=Q(status="delivered"), name="affiliates_fee_to_review"),
            models.Index(fields=["refused_at"], condition=Q(status="refused"), name="affiliates_fee_to_decide"),
            models.Index(fields=["accepted_at"], condition=Q(status="accepted"), name="affiliates_fee_to_pay"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.amount_minor} {self.currency}"

    @property
    def is_given_up(self) -> bool:
        """Whether the creator gave up what was agreed: it went back before its last day, and nobody decided so."""
        went_back = self.status == self.Status.RETURNED and self.content_id is None
        return went_back and self.closed_at is not None and self.closed_at < self.due_at
