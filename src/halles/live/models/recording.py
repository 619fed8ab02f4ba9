"""What is kept of a show: its recordings, clips cut from them, and its figures minute by minute."""

from __future__ import annotations

from django.db import models

from halles.kit import clock
from halles.live.models.sessions import LiveSession


class Take(models.Model):
    """One unbroken recording; a come-back after a lost connection is the next one."""

    id = models.BigAutoField(primary_key=True)
    session = models.ForeignKey(LiveSession, on_delete=models.CASCADE, related_name="takes")
    number = models.PositiveSmallIntegerField()
    protocol = models.CharField(max_length=10)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    duration_ms = models.PositiveBigIntegerField(default=0)
    size_bytes = models.PositiveBigIntegerField(default=0)
    storage_key = models.CharField(max_length=200, blank=True)
    index_key = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=["session", "number"], name="live_take_once"),)

    def __str__(self) -> str:
        return f"take {self.number} of {self.session_id}"


class Figure(models.Model):
    """What one minute of a show brought; sums of the room, written as the minute passes."""

    id = models.BigAutoField(primary_key=True)
    session = models.ForeignKey(LiveSession, on_delete=models.CASCADE, related_name="figures")
    minute_at = models.DateTimeField()
    viewer_max = models.PositiveIntegerField(default=0)
    # Viewers times milliseconds: the minute's watch time.
    watch_ms = models.PositiveBigIntegerField(default=0)
    chat_count = models.PositiveIntegerField(default=0)
    heart_count = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("minute_at",)
        constraints = (models.UniqueConstraint(fields=["session", "minute_at"], name="live_figure_once"),)

    def __str__(self) -> str:
        return f"{self.minute_at:%H:%M} of {self.session_id}"


class Replay(models.Model):
    """The whole recording of a show that is over: for everybody, after `hidden_at` for proofs alone, then gone.

    `spans` say which moments it holds, take by take in the order they are played: number, UTC ms of the first frame,
    length in ms. Between two of them the picture was away.
    """

    session = models.OneToOneField(LiveSession, on_delete=models.CASCADE, primary_key=True, related_name="replay")
    # Under the public media folder; hidden, the same files lie under live/<session> of the private one.
    folder = models.CharField(max_length=200)
    spans = models.JSONField()
    duration_ms = models.PositiveBigIntegerField()
    made_at = models.DateTimeField(default=clock.now)
    hidden_at = models.DateTimeField(null=True, blank=True)
    # Hidden by a decision of the staff, not by its host: it comes back with the end of the decision.
    is_withheld = models.BooleanField(default=False)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = (
            models.Index(fields=["made_at"], condition=models.Q(removed_at__isnull=True), name="live_replay_kept"),
        )

    def __str__(self) -> str:
        return f"replay of {self.session_id}"


class Clip(models.Model):
    """The stretch of a show in which a product was explained, proposed to its creator as a draft."""

    id = models.BigAutoField(primary_key=True)
    session = models.ForeignKey(LiveSession, on_delete=models.CASCADE, related_name="clips")
    product = models.ForeignKey("catalog.Product", on_delete=models.PROTECT, related_name="+")
    video = models.OneToOneField("videos.Video", on_delete=models.CASCADE, related_name="+")
    # Of the replay.
    begins_ms = models.PositiveBigIntegerField()
    ends_ms = models.PositiveBigIntegerField()
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ("begins_ms",)
        constraints = (
            models.UniqueConstraint(fields=["session", "product"], name="live_clip_once"),
            models.CheckConstraint(condition=models.Q(begins_ms__lt=models.F("ends_ms")), name="live_clip_span"),
        )

    def __str__(self) -> str:
        return f"clip of {self.session_id}"
