"""What was done about single messages of a chat: which were reported to the staff, and which were taken out by whom."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from halles.kit import clock, ids
from halles.live.models.sessions import LiveSession


class ReportedMessage(models.Model):
    """A message of a room that somebody reported: the one name by which reports and decisions speak of it."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    session = models.ForeignKey(LiveSession, on_delete=models.CASCADE, related_name="+")
    offset = models.BigIntegerField()
    reported_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["session", "offset"], name="live_reported_message_once"),)

    def __str__(self) -> str:
        return f"{self.session_id} {self.offset}"


class Deletion(models.Model):
    """One deed by which messages left a room: the message itself, or with it all others of somebody banned."""

    class Way(models.TextChoices):
        TEAM = "team", _("by the team of the show")
        BAN = "ban", _("with a ban")
        STAFF = "staff", _("by our staff")

    id = models.BigAutoField(primary_key=True)
    session = models.ForeignKey(LiveSession, on_delete=models.CASCADE, related_name="+")
    # The message; of several the latest.
    offset = models.BigIntegerField()
    message_count = models.PositiveIntegerField(default=1)
    way = models.CharField(max_length=10, choices=Way.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(way__in=["team", "ban", "staff"]), name="live_deletion_way"),
            models.CheckConstraint(condition=models.Q(message_count__gte=1), name="live_deletion_of_something"),
        )
        indexes = (models.Index(fields=["session", "-id"], name="live_deletion_latest"),)

    def __str__(self) -> str:
        return f"{self.way} {self.session_id} {self.offset}"
