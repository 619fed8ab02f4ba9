"""What people did with what they were shown (append-only), and its hourly sums."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Kind(models.TextChoices):
    """Verbs of an interaction; the beacon may send those of BEACON_KINDS, services record the others."""

    IMPRESSION = "impression"
    PLAY = "play"
    WATCH = "watch"
    LOOP = "loop"
    COMPLETE = "complete"
    CHIP_SEEN = "chip_seen"
    CHIP_OPENED = "chip_opened"
    SHEET_OPENED = "sheet_opened"
    CHECKOUT_OPENED = "checkout_opened"
    PURCHASE = "purchase"
    LIKE = "like"
    UNLIKE = "unlike"
    SAVE = "save"
    UNSAVE = "unsave"
    SHARE = "share"
    HIDE = "hide"
    FOLLOW = "follow"
    UNFOLLOW = "unfollow"
    COMMENT = "comment"
    REPORT = "report"
    WHY_OPENED = "why_opened"


BEACON_KINDS = frozenset(
    {
        Kind.IMPRESSION,
        Kind.PLAY,
        Kind.WATCH,
        Kind.LOOP,
        Kind.COMPLETE,
        Kind.CHIP_SEEN,
        Kind.CHIP_OPENED,
        Kind.SHEET_OPENED,
        Kind.CHECKOUT_OPENED,
        Kind.SHARE,
        Kind.WHY_OPENED,
    }
)


class Interaction(models.Model):
    """One act of one visit. The table is partitioned by month of `at` and made by SQL (see the first migration).

    Nothing here names a person: `visit_id` is a pseudonym that changes daily without consent, `user_id` stands only
    with consent, `referrer` is a host.
    """

    pk = models.CompositePrimaryKey("at", "id")
    id = models.BigIntegerField()
    at = models.DateTimeField()
    received_at = models.DateTimeField()
    kind = models.CharField(max_length=20, choices=Kind.choices)
    visit_id = models.UUIDField()
    user_id = models.UUIDField(null=True)
    has_consent = models.BooleanField()
    market = models.CharField(max_length=2)
    language = models.CharField(max_length=10)
    surface = models.CharField(max_length=20)
    content_kind = models.CharField(max_length=20)
    content_id = models.UUIDField(null=True)
    creator_id = models.UUIDField(null=True)
    anchor_id = models.UUIDField(null=True)
    product_id = models.UUIDField(null=True)
    variant_id = models.UUIDField(null=True)
    position = models.IntegerField(null=True)
    watch_time_ms = models.IntegerField(null=True)
    media_ms = models.IntegerField(null=True)
    click_id = models.UUIDField(null=True)
    reasons = ArrayField(models.CharField(max_length=40))
    candidate_source = models.CharField(max_length=20)
    model_version = models.CharField(max_length=20)
    experiment_variants = models.JSONField()
    referrer = models.CharField(max_length=100)
    app_context = models.JSONField()

    class Meta:
        managed = False
        db_table = "interactions_interaction"

    def __str__(self) -> str:
        return f"{self.kind} {self.content_kind} {self.content_id}"


class ContentHour(models.Model):
    """Sums of one content in one market over one UTC hour; recomputed whole from the interactions, so never doubled."""

    pk = models.CompositePrimaryKey("hour_at", "content_kind", "content_id", "market")
    hour_at = models.DateTimeField()
    content_kind = models.CharField(max_length=20)
    content_id = models.UUIDField()
    market = models.CharField(max_length=2)
    impression_count = models.IntegerField(default=0)
    view_count = models.IntegerField(default=0)
    visit_count = models.IntegerField(default=0)
    watch_time_ms = models.BigIntegerField(default=0)
    complete_count = models.IntegerField(default=0)
    chip_seen_count = models.IntegerField(default=0)
    chip_opened_count = models.IntegerField(default=0)
    sheet_opened_count = models.IntegerField(default=0)
    checkout_opened_count = models.IntegerField(default=0)
    purchase_count = models.IntegerField(default=0)
    like_count = models.IntegerField(default=0)
    share_count = models.IntegerField(default=0)
    hide_count = models.IntegerField(default=0)

    class Meta:
        indexes = (
            models.Index(fields=["content_kind", "content_id", "hour_at"], name="interactions_hour_content"),
            models.Index(fields=["market", "content_kind", "hour_at"], name="interactions_hour_market"),
        )

    def __str__(self) -> str:
        return f"{self.content_kind} {self.content_id} {self.hour_at:%Y-%m-%dT%H}"


class RollupMark(models.Model):
    """Up to which receipt the hourly sums are made (one row)."""

    name = models.CharField(primary_key=True, max_length=20)
    received_until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} until {self.received_until}"
