"""Tables of the kit: counters of the rate limits."""

from __future__ import annotations

from django.db import models


class RateWindow(models.Model):
    """How often a key was used in one window of time; a job sweeps the past."""

    key = models.CharField(max_length=200)
    window_at = models.DateTimeField()
    used_count = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "window_at"], name="kit_rate_window_once")]
        indexes = [models.Index(fields=["window_at"], name="kit_rate_window_at")]
