"""What is kept of a show: its recordings, and its figures minute by minute."""

from __future__ import annotations

from django.db import models


class Take(models.Model):
    """One unbroken recording; a come-back after a lost connection is the next one."""

    id = models.BigAutoField(primary_key=True)
    session = models.ForeignKey("live.LiveSession", on_delete=models.CASCADE, related_name="takes")
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
    session = models.ForeignKey("live.LiveSession", on_delete=models.CASCADE, related_name="figures")
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
