"""Goods a shop sends to creators for nothing: what it offers, who asked, and what became of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from halles.kit.ids import uuid7

WORDS_LENGTH_MAX = 500


class SampleOffer(models.Model):
    """A shop sends pieces of a product to those who take part in a plan: how many, and to whom."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    plan = models.ForeignKey("Plan", on_delete=models.PROTECT, related_name="sample_offers")
    seller = models.ForeignKey("sellers.Seller", on_delete=models.PROTECT, related_name="sample_offers")
    product = models.ForeignKey("catalog.Product", on_delete=models.PROTECT, related_name="sample_offers")
    # How many pieces in all; those that were said yes to count.
    piece_max = models.PositiveSmallIntegerField()
    # Who may ask: with so many followers, and so many lines sold in the market's days of history.
    followers_min = models.PositiveIntegerField(default=0)
    sales_min = models.PositiveIntegerField(default=0)
    words = models.CharField(max_length=WORDS_LENGTH_MAX, blank=True)
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "product"], condition=Q(closed_at__isnull=True), name="affiliates_offer_once_open"
            ),
            models.CheckConstraint(condition=Q(piece_max__range=(1, 1_000)), name="affiliates_offer_pieces"),
        ]
        indexes = [
            models.Index(fields=["-id"], condition=Q(closed_at__isnull=True), name="affiliates_offer_open"),
            models.Index(fields=["seller", "-id"], name="affiliates_offer_of_seller"),
        ]

    def __str__(self) -> str:
        return f"{self.piece_max} × {self.product_id}"


class Sample(models.Model):
    """One piece asked for by one creator, from the request to what was shown of it."""

    class Status(models.TextChoices):
        ASKED = "asked", pgettext_lazy("sample", "Waits for the shop")
        APPROVED = "approved", pgettext_lazy("sample", "The shop said yes")
        SHIPPED = "shipped", pgettext_lazy("sample", "On its way")
        DELIVERED = "delivered", pgettext_lazy("sample", "To be shown")
        POSTED = "posted", pgettext_lazy("sample", "Shown")
        MISSED = "missed", pgettext_lazy("sample", "Not shown in time")
        EXCUSED = "excused", pgettext_lazy("sample", "Excused")
        DECLINED = "declined", pgettext_lazy("sample", "The shop said no")
        UNANSWERED = "unanswered", pgettext_lazy("sample", "The shop did not answer")
        WITHDRAWN = "withdrawn", pgettext_lazy("sample", "Taken back")
        CANCELED = "canceled", pgettext_lazy("sample", "Not sent")

    class PostedKind(models.TextChoices):
        VIDEO = "video", _("Video")
        SHOW = "show", pgettext_lazy("content", "Show")

    TRANSITIONS: dict[str, frozenset[str]] = {
        Status.ASKED: frozenset({Status.APPROVED, Status.DECLINED, Status.UNANSWERED, Status.WITHDRAWN}),
        Status.APPROVED: frozenset({Status.SHIPPED, Status.DELIVERED, Status.CANCELED}),
        Status.SHIPPED: frozenset({Status.DELIVERED, Status.CANCELED}),
        Status.DELIVERED: frozenset({Status.POSTED, Status.MISSED, Status.EXCUSED}),
    }
    # What counts for the number of open requests.
    OPEN = (Status.ASKED, Status.APPROVED, Status.SHIPPED, Status.DELIVERED)
    # A piece was, or will be, given for these.
    GIVEN = (Status.APPROVED, Status.SHIPPED, Status.DELIVERED, Status.POSTED, Status.MISSED, Status.EXCUSED)

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    offer = models.ForeignKey(SampleOffer, on_delete=models.PROTECT, related_name="samples")
    creator = models.ForeignKey("creators.Creator", on_delete=models.PROTECT, db_index=False, related_name="samples")
    seller = models.ForeignKey("sellers.Seller", on_delete=models.PROTECT, db_index=False, related_name="samples")
    product = models.ForeignKey("catalog.Product", on_delete=models.PROTECT, related_name="+")
    variant = models.ForeignKey("catalog.Variant", on_delete=models.PROTECT, related_name="+")
    market = models.CharField(max_length=2)
    # users.addresses.AddressData as a dictionary; the shop sees it on the order, once it said yes.
    ship_to = models.JSONField()
    words = models.CharField(max_length=WORDS_LENGTH_MAX, blank=True)
    status = models.CharField(max_length=12, choices=Status, default=Status.ASKED)
    asked_at = models.DateTimeField()
    decide_by = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decline_words = models.CharField(max_length=WORDS_LENGTH_MAX, blank=True)
    # The promise of one piece for nothing, and the order it became.
    promise = models.OneToOneField(
        "promotions.PricePromise", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    order = models.OneToOneField("orders.Order", on_delete=models.PROTECT, null=True, blank=True, related_name="sample")
    # The code and the sentence of what kept the order from being placed.
    problem = models.CharField(max_length=60, blank=True)
    problem_words = models.CharField(max_length=300, blank=True)
    shipped_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    extended_at = models.DateTimeField(null=True, blank=True)
    reminded_count = models.PositiveSmallIntegerField(default=0)
    # What was found to show it, and since when it is to be seen.
    posted_kind = models.CharField(max_length=10, choices=PostedKind, blank=True)
    posted_id = models.UUIDField(null=True, blank=True)
    seen_since = models.DateTimeField(null=True, blank=True)
    # Shown, missed, excused, or over before it was sent.
    closed_at = models.DateTimeField(null=True, blank=True)
    # What the shop says of the creator afterwards.
    stars = models.PositiveSmallIntegerField(null=True, blank=True)
    stars_words = models.CharField(max_length=WORDS_LENGTH_MAX, blank=True)
    rated_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["creator", "product"],
                condition=Q(status__in=["asked", "approved", "shipped", "delivered"]),
                name="affiliates_sample_one_per_item",
            ),
            models.CheckConstraint(
                condition=Q(
                    status__in=[
                        "asked",
                        "approved",
                        "shipped",
                        "delivered",
                        "posted",
                        "missed",
                        "excused",
                        "declined",
                        "unanswered",
                        "withdrawn",
                        "canceled",
                    ]
                ),
                name="affiliates_sample_status_known",
            ),
            models.CheckConstraint(
                condition=~Q(status="delivered") | Q(delivered_at__isnull=False, due_at__isnull=False),
                name="affiliates_sample_due_when_delivered",
            ),
            models.CheckConstraint(
                condition=~Q(status="posted") | Q(posted_id__isnull=False, closed_at__isnull=False),
                name="affiliates_sample_posted_by_something",
            ),
            models.CheckConstraint(
                condition=Q(stars__isnull=True) | Q(stars__range=(1, 5), rated_at__isnull=False),
                name="affiliates_sample_stars",
            ),
        ]
        indexes = [
            models.Index(fields=["creator", "-id"], name="affiliates_sample_of_creator"),
            models.Index(fields=["seller", "-id"], name="affiliates_sample_of_seller"),
            models.Index(fields=["decide_by"], condition=Q(status="asked"), name="affiliates_sample_to_decide"),
            models.Index(fields=["due_at"], condition=Q(status="delivered"), name="affiliates_sample_due"),
            models.Index(
                fields=["creator", "closed_at"],
                condition=Q(status__in=["posted", "missed"]),
                name="affiliates_sample_kept_or_not",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product_id} for {self.creator_id}"


class SampleAppeal(models.Model):
    """Why a sample could not be shown; once, decided by staff. The days stand still meanwhile."""

    class Reason(models.TextChoices):
        DEFECT = "defect", _("It is broken or does not work")
        OTHER_GOODS = "other_goods", _("It is not what was offered")
        UNSAFE = "unsafe", _("It is not safe to show or use")

    class Status(models.TextChoices):
        OPEN = "open", pgettext_lazy("appeal", "Waits for an answer")
        GRANTED = "granted", pgettext_lazy("appeal", "Granted")
        REJECTED = "rejected", pgettext_lazy("appeal", "Rejected")

    sample = models.OneToOneField(Sample, on_delete=models.CASCADE, primary_key=True, related_name="appeal")
    reason = models.CharField(max_length=20, choices=Reason)
    words = models.CharField(max_length=WORDS_LENGTH_MAX)
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN)
    opened_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answer = models.CharField(max_length=1_000, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(reason__in=["defect", "other_goods", "unsafe"]), name="affiliates_appeal_reason_known"
            ),
            models.CheckConstraint(
                condition=Q(status="open", answered_at__isnull=True)
                | Q(status__in=["granted", "rejected"], answered_at__isnull=False),
                name="affiliates_appeal_answered",
            ),
        ]
        indexes = [models.Index(fields=["opened_at"], condition=Q(status="open"), name="affiliates_appeal_waiting")]

    def __str__(self) -> str:
        return f"{self.reason} {self.sample_id}"
