"""Messages between a customer and a shop: private, about an order or about the shop."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy

from halles.kit import clock, ids

MESSAGE_LENGTH_MAX = 2000
SUBJECT_LENGTH_MAX = 120


class Side(models.TextChoices):
    CUSTOMER = "customer", pgettext_lazy("message by", "Customer")
    SHOP = "shop", pgettext_lazy("message by", "Shop")


class Thread(models.Model):
    """One conversation of a customer with a shop; what it is about is kept as kind and id (orders live above)."""

    class Kind(models.TextChoices):
        ORDER = "order", pgettext_lazy("thread", "About an order")
        SHOP = "shop", pgettext_lazy("thread", "To the shop")

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    ref_id = models.UUIDField()
    # What both sides call it, e.g. the number of the order; empty for a conversation with the shop.
    subject = models.CharField(max_length=SUBJECT_LENGTH_MAX, blank=True)
    seller = models.ForeignKey("sellers.Seller", on_delete=models.PROTECT, db_index=False, related_name="+")
    customer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, db_index=False, related_name="+")
    opened_at = models.DateTimeField(default=clock.now)
    # The latest message that both may read; the lists are in this order.
    last_at = models.DateTimeField()
    last_by = models.CharField(max_length=20, choices=Side.choices)
    # Who wants no more messages in it.
    blocked_by = models.CharField(max_length=20, choices=Side.choices, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["customer", "kind", "ref_id"], name="social_thread_once"),
            models.CheckConstraint(condition=Q(kind__in=["order", "shop"]), name="social_thread_kind"),
            models.CheckConstraint(condition=Q(last_by__in=["customer", "shop"]), name="social_thread_last_by"),
        )
        indexes = (
            models.Index("customer", F("last_at").desc(), F("id").desc(), name="social_thread_of_customer"),
            models.Index("seller", F("last_at").desc(), F("id").desc(), name="social_thread_of_seller"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"


class Message(models.Model):
    """What one side wrote; `read_at` is when the other side opened it."""

    class Status(models.TextChoices):
        SHOWN = "shown", pgettext_lazy("message", "Delivered")
        HELD = "held", pgettext_lazy("message", "Waits for a reader")
        REMOVED = "removed", pgettext_lazy("message", "Removed")

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, db_index=False, related_name="messages")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by = models.CharField(max_length=20, choices=Side.choices)
    text = models.CharField(max_length=MESSAGE_LENGTH_MAX, blank=True)
    language = models.CharField(max_length=10, blank=True)
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.SHOWN)
    held_rules = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    read_at = models.DateTimeField(null=True, blank=True)
    # Only the staff removes messages; words and photos are forgotten some time after.
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(status__in=["shown", "held", "removed"]), name="social_message_status"),
            models.CheckConstraint(
                condition=Q(status="removed", removed_at__isnull=False)
                | (~Q(status="removed") & Q(removed_at__isnull=True)),
                name="social_message_removed_when",
            ),
            models.CheckConstraint(condition=Q(by__in=["customer", "shop"]), name="social_message_by"),
        )
        indexes = (
            models.Index("thread", F("id").desc(), name="social_message_of_thread"),
            models.Index(fields=["thread", "by"], condition=Q(read_at=None, status="shown"), name="social_message_new"),
            models.Index(fields=["id"], condition=Q(status="held"), name="social_message_held"),
            models.Index(fields=["removed_at"], condition=Q(status="removed"), name="social_message_removed"),
        )

    def __str__(self) -> str:
        return self.text[:40]


class MessagePicture(models.Model):
    """A photo in a message. It lies in the private store and is shown to the two sides only."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    message = models.ForeignKey(Message, on_delete=models.CASCADE, db_index=False, related_name="pictures")
    position = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=200)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["message", "position"], name="social_message_picture_once"),)

    def __str__(self) -> str:
        return self.key


class AnswerTime(models.Model):
    """How long a shop usually takes to answer: the median of 90 days; what is still open counts as it lasts."""

    seller = models.OneToOneField("sellers.Seller", on_delete=models.CASCADE, primary_key=True, related_name="+")
    median_ms = models.BigIntegerField()
    answered_count = models.PositiveIntegerField()
    measured_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.seller_id}: {self.median_ms} ms"
