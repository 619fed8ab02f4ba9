"""What the room of a show was told, who may not speak in it, and how many are there."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from halles.kit import clock, ids
from halles.live.models.sessions import LiveSession

MESSAGE_LENGTH_MAX = 200
KEYWORDS_MAX = 200


class RoomEvent(models.Model):
    """One durable event of a room, numbered without gaps; written by the SQL functions of the migrations alone."""

    class Status(models.TextChoices):
        SHOWN = "shown"
        HELD = "held"
        DELETED = "deleted"

    pk = models.CompositePrimaryKey("session_id", "offset")
    session = models.ForeignKey(LiveSession, on_delete=models.CASCADE, related_name="+")
    offset = models.BigIntegerField()
    kind = models.CharField(max_length=20)
    body = models.JSONField()
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.SHOWN)
    # Who said it, for limits and moderation; the body carries what others may see.
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    device = models.CharField(max_length=64, blank=True)
    address = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(status__in=["shown", "held", "deleted"]), name="live_roomevent_status"
            ),
        )
        indexes = (
            models.Index(fields=["session", "user", "-offset"], name="live_roomevent_said"),
            models.Index(fields=["session", "-offset"], condition=models.Q(kind="chat"), name="live_roomevent_chat"),
            models.Index(fields=["session", "offset"], condition=models.Q(status="held"), name="live_roomevent_held"),
            # What a replay asks for: what was said by a moment, and which product stood there.
            models.Index(
                fields=["session", "-at"],
                condition=models.Q(kind__in=["pin", "explain"]) | models.Q(kind="chat", status="shown"),
                name="live_roomevent_replayed",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.offset}"


class Restriction(models.Model):
    """Somebody may not speak (muted) or take part (banned) in the shows of a creator, until an instant or lifted.

    Device and address are hashes: they find the same person behind a new account, and name nobody.
    """

    class Kind(models.TextChoices):
        MUTE = "mute"
        BAN = "ban"

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    creator = models.ForeignKey("creators.Creator", on_delete=models.CASCADE, related_name="+")
    session = models.ForeignKey(LiveSession, on_delete=models.CASCADE, null=True, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=120)
    device = models.CharField(max_length=64, blank=True)
    address = models.CharField(max_length=64, blank=True)
    reason = models.CharField(max_length=300)
    until_at = models.DateTimeField(null=True, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # By the staff of the hall, not by the team of the show: the team cannot lift it.
    is_by_staff = models.BooleanField(default=False)
    made_at = models.DateTimeField(default=clock.now)
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    # What the person has to say against it, once.
    appeal = models.CharField(max_length=1000, blank=True)
    appealed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(kind__in=["mute", "ban"]), name="live_restriction_kind"),
        )
        indexes = (
            models.Index(
                fields=["creator", "user"], condition=models.Q(lifted_at=None), name="live_restriction_standing"
            ),
            models.Index(
                fields=["creator", "device"],
                condition=models.Q(lifted_at=None, kind="ban"),
                name="live_restriction_device",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.user_id}"


class ChatKeyword(models.Model):
    """A word that holds a message for the moderators, in all shows of a creator; kept in lower case."""

    id = models.BigAutoField(primary_key=True)
    creator = models.ForeignKey("creators.Creator", on_delete=models.CASCADE, related_name="+")
    word = models.CharField(max_length=60)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["creator", "word"], name="live_keyword_once"),)

    def __str__(self) -> str:
        return self.word


class Presence(models.Model):
    """How many an edge has in a room, said every few seconds; an old row counts for nothing."""

    id = models.BigAutoField(primary_key=True)
    session = models.ForeignKey(LiveSession, on_delete=models.CASCADE, related_name="+")
    edge = models.UUIDField()
    viewer_count = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["session", "edge"], name="live_presence_once"),)

    def __str__(self) -> str:
        return f"{self.viewer_count} in {self.session_id}"
