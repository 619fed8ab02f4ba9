"""What shops and creators say to each other: one talk for each pair, before any plan and beside all of them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy

from halles.kit.ids import uuid7


class Side(models.TextChoices):
    CREATOR = "creator", pgettext_lazy("message by", "Creator")
    SHOP = "shop", pgettext_lazy("message by", "Shop")


class Talk(models.Model):
    """The one conversation of a shop with a profile, whatever plans they have or had."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    seller = models.ForeignKey("sellers.Seller", on_delete=models.PROTECT, db_index=False, related_name="+")
    creator = models.ForeignKey("creators.Creator", on_delete=models.PROTECT, db_index=False, related_name="+")
    opened_at = models.DateTimeField()
    # The latest message that can be read, and whose it is; the lists are in this order. Nobody's when all were removed.
    last_at = models.DateTimeField()
    last_by = models.CharField(max_length=10, choices=Side, blank=True)
    # Who wants no more messages in it.
    closed_by = models.CharField(max_length=10, choices=Side, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["seller", "creator"], name="affiliates_talk_once"),
            models.CheckConstraint(
                condition=Q(last_by__in=["", "creator", "shop"], closed_by__in=["", "creator", "shop"]),
                name="affiliates_talk_sides",
            ),
        ]
        indexes = [
            models.Index("seller", F("last_at").desc(), F("id").desc(), name="affiliates_talk_of_seller"),
            models.Index("creator", F("last_at").desc(), F("id").desc(), name="affiliates_talk_of_creator"),
        ]

    def __str__(self) -> str:
        return f"{self.seller_id} {self.creator_id}"


class TalkMessage(models.Model):
    """What one side wrote; `read_at` is when the other side opened it."""

    class Status(models.TextChoices):
        SHOWN = "shown", pgettext_lazy("message", "Delivered")
        REMOVED = "removed", pgettext_lazy("message", "Removed by our staff")

    id = models.BigAutoField(primary_key=True)
    # The name by which reports, decisions and programs speak of it.
    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    talk = models.ForeignKey(Talk, on_delete=models.PROTECT, db_index=False, related_name="messages")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by = models.CharField(max_length=10, choices=Side)
    # Empty once its author was erased, or it was removed longer ago than the author's market keeps it.
    body = models.CharField(max_length=2_000, blank=True)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.SHOWN)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status="shown", removed_at__isnull=True) | Q(status="removed", removed_at__isnull=False),
                name="affiliates_message_removed_when",
            ),
            models.CheckConstraint(condition=Q(by__in=["creator", "shop"]), name="affiliates_message_by"),
        ]
        indexes = [
            models.Index("talk", F("at").desc(), F("id").desc(), name="affiliates_message_of_talk"),
            models.Index(
                fields=["talk", "by"], condition=Q(read_at=None, status="shown"), name="affiliates_message_new"
            ),
            models.Index(
                fields=["removed_at"], condition=Q(status="removed") & ~Q(body=""), name="affiliates_message_removed"
            ),
        ]
