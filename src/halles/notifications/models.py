"""The outbox."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from halles.kit import clock, ids


class Mail(models.Model):
    """One mail as it was written. `key` names the fact it tells: the same fact is told to the same person once."""

    class Status(models.TextChoices):
        QUEUED = "queued", _("Waiting to be sent")
        SENT = "sent", _("Sent")
        KEPT = "kept", _("Kept here: no mail server is set")
        FAILED = "failed", _("Could not be sent")

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    key = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=40)
    to = models.EmailField(max_length=254)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField(blank=True)
    language = models.CharField(max_length=10)
    reference_kind = models.CharField(max_length=20, blank=True)
    reference_id = models.UUIDField(null=True, blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.QUEUED)
    # How often staff began anew; a button pressed twice names the same round, and counts once.
    round_count = models.PositiveSmallIntegerField(default=0)
    attempt_count = models.PositiveSmallIntegerField(default=0)
    # Whoever is talking to the mail server has it until then; nobody else sends it meanwhile.
    sending_until = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["queued", "sent", "kept", "failed"]), name="notifications_mail_status_known"
            )
        ]
        indexes = [
            models.Index(fields=["to", "-id"], name="notifications_mail_to"),
            models.Index(fields=["reference_kind", "reference_id"], name="notifications_mail_about"),
            models.Index(fields=["-id"], condition=Q(status="failed"), name="notifications_mail_failed"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.to}"
