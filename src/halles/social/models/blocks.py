"""Who wants to hear nothing more of whom."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from halles.kit import clock, ids


class Block(models.Model):
    """A person has blocked another: neither sees what the other says, nor writes to them."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    blocker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    blocked = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["blocker", "blocked"], name="social_block_once"),
            models.CheckConstraint(condition=~Q(blocker=F("blocked")), name="social_block_others"),
        )

    def __str__(self) -> str:
        return f"{self.blocker_id} blocks {self.blocked_id}"
