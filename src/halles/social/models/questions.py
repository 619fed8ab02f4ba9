"""Questions about a product, public, and what the shop and buyers answer."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy

from halles.kit import clock, ids

QUESTION_LENGTH_MAX = 500
ANSWER_LENGTH_MAX = 1000


class Status(models.TextChoices):
    SHOWN = "shown", pgettext_lazy("question", "Shown")
    HELD = "held", pgettext_lazy("question", "Waits for a reader")
    REMOVED = "removed", pgettext_lazy("question", "Removed")


class Question(models.Model):
    """What somebody wants to know about a product; the shop answers once for all who wonder."""

    Status = Status

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    product = models.ForeignKey("catalog.Product", on_delete=models.PROTECT, db_index=False, related_name="+")
    seller = models.ForeignKey("sellers.Seller", on_delete=models.PROTECT, db_index=False, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    text = models.CharField(max_length=QUESTION_LENGTH_MAX)
    language = models.CharField(max_length=10, blank=True)
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.SHOWN)
    held_rules = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    # When the shop answered; None while it owes an answer.
    answered_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    # "author", "shop" or "staff": only what the staff took away can come back on appeal.
    removed_by_kind = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(status__in=["shown", "held", "removed"]), name="social_question_status"),
        )
        indexes = (
            models.Index("product", F("id").desc(), name="social_question_of_product"),
            models.Index("seller", F("id").desc(), name="social_question_of_seller"),
            models.Index(fields=["id"], condition=Q(status="held"), name="social_question_held"),
            models.Index(
                fields=["removed_at"], condition=Q(status="removed") & ~Q(text=""), name="social_question_removed"
            ),
        )

    def __str__(self) -> str:
        return self.text[:40]


class Answer(models.Model):
    """What the shop (once) or a buyer of the product (once each) says to a question."""

    Status = Status

    class By(models.TextChoices):
        SHOP = "shop", pgettext_lazy("answer by", "The shop")
        BUYER = "buyer", pgettext_lazy("answer by", "A buyer")

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    question = models.ForeignKey(Question, on_delete=models.CASCADE, db_index=False, related_name="answers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    by = models.CharField(max_length=20, choices=By.choices)
    text = models.CharField(max_length=ANSWER_LENGTH_MAX)
    language = models.CharField(max_length=10, blank=True)
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.SHOWN)
    held_rules = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    removed_at = models.DateTimeField(null=True, blank=True)
    # "author", "shop" or "staff": only what the staff took away can come back on appeal.
    removed_by_kind = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["question", "user"], condition=Q(by="buyer"), name="social_answer_once_per_buyer"
            ),
            # One that was taken away makes room for a better one.
            models.UniqueConstraint(
                fields=["question"], condition=Q(by="shop") & ~Q(status="removed"), name="social_answer_once_by_shop"
            ),
            models.CheckConstraint(condition=Q(status__in=["shown", "held", "removed"]), name="social_answer_status"),
            models.CheckConstraint(condition=Q(by__in=["shop", "buyer"]), name="social_answer_by"),
        )
        indexes = (
            models.Index(fields=["id"], condition=Q(status="held"), name="social_answer_held"),
            models.Index(
                fields=["removed_at"], condition=Q(status="removed") & ~Q(text=""), name="social_answer_removed"
            ),
        )

    def __str__(self) -> str:
        return self.text[:40]
