"""A score of one day, kept for ever; and the lines behind it, kept for the market's days."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from halles.kit.ids import uuid7


class Score(models.Model):
    """What was worked out for a shop or a creator on a day; when worked out again that day, the later one."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    seller = models.ForeignKey(
        "sellers.Seller", on_delete=models.CASCADE, null=True, blank=True, db_index=False, related_name="scores"
    )
    creator = models.ForeignKey(
        "creators.Creator", on_delete=models.CASCADE, null=True, blank=True, db_index=False, related_name="scores"
    )
    market = models.CharField(max_length=2)
    on = models.DateField()
    at = models.DateTimeField()
    # From 0 to 500; None while too little was sold to go by.
    hundredths = models.PositiveSmallIntegerField(null=True, blank=True)
    # formula.Figure as dictionaries, in the order of the rules.
    figures: models.JSONField[Any, Any] = models.JSONField()
    # How far the subject is from having a score: [{"what": "orders", "count": 12, "of": 30}].
    progress: models.JSONField[Any, Any] = models.JSONField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["seller", "on"], name="scores_score_shop_day"),
            models.UniqueConstraint(fields=["creator", "on"], name="scores_score_creator_day"),
            models.CheckConstraint(
                condition=Q(seller__isnull=True) ^ Q(creator__isnull=True), name="scores_score_of_one"
            ),
            models.CheckConstraint(
                condition=Q(hundredths__isnull=True) | Q(hundredths__lte=500), name="scores_score_up_to_five"
            ),
        )

    def __str__(self) -> str:
        return f"{self.on}: {self.hundredths}"


class ScoreLines(models.Model):
    """The lines a score was worked out from, as the CSV that its subject downloads, packed with zlib."""

    score = models.OneToOneField(Score, on_delete=models.CASCADE, primary_key=True, related_name="lines")
    packed = models.BinaryField()
    line_count = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.line_count} lines"
