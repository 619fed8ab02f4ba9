"""What the feed prepares ahead of its requests, and what people choose for themselves."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from halles.kit import clock


class PopularVideo(models.Model):
    """The most engaging videos of a market now, best first; a job writes the list anew every few minutes."""

    id = models.BigAutoField(primary_key=True)
    market = models.CharField(max_length=2)
    rank = models.PositiveIntegerField()
    video = models.ForeignKey("videos.Video", on_delete=models.CASCADE, related_name="+")
    # Repeated from the video, so that a request leaves out what it must without reading videos.
    number = models.BigIntegerField()
    is_selling = models.BooleanField()
    # From 1 for the best down to 0.
    score = models.FloatField()
    computed_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["market", "rank"], name="recommender_popular_rank"),
            models.UniqueConstraint(fields=["market", "video"], name="recommender_popular_once"),
        )

    def __str__(self) -> str:
        return f"{self.market} {self.rank}"


class NewVideo(models.Model):
    """A video that has not had its guaranteed impressions yet.

    `lot` is drawn once, so that a request can pick at random by an index.
    """

    video = models.OneToOneField("videos.Video", on_delete=models.CASCADE, primary_key=True, related_name="+")
    number = models.BigIntegerField()
    lot = models.FloatField()
    added_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = (models.Index(fields=["lot"], name="recommender_new_lot"),)

    def __str__(self) -> str:
        return str(self.video_id)


class FeedChoice(models.Model):
    """How often a person wants the feed to sell, in basis points of its items; no row means the market's share."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="+")
    selling_share_bps = models.PositiveIntegerField()
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(selling_share_bps__lte=10_000), name="recommender_choice_share"),
        )

    def __str__(self) -> str:
        return f"{self.user_id}: {self.selling_share_bps}"
