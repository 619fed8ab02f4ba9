"""Short videos, the products shown in them at their moment, and the words under them."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from halles.kit import clock, ids

CAPTION_LENGTH_MAX = 500
ANCHORS_MAX = 30


_NEXT_NUMBER = models.Func(models.Value("videos_video_number"), function="nextval")


class CallToAction(models.TextChoices):
    NONE = "none", pgettext_lazy("call to action", "None")
    BUY = "buy", pgettext_lazy("call to action", "Buy")
    FOLLOW = "follow", pgettext_lazy("call to action", "Follow")
    REMIND = "remind", _("Remind me")
    ASK = "ask", _("Ask a question")


class Video(models.Model):
    """A clip of a creator: what it shows is an asset of media, what it sells are its anchors."""

    class Status(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("video", "Draft")
        SCHEDULED = "scheduled", pgettext_lazy("video", "Scheduled")
        PUBLISHED = "published", pgettext_lazy("video", "Published")
        HELD = "held", pgettext_lazy("video", "Held for review")
        REMOVED = "removed", pgettext_lazy("video", "Removed")

    # A scheduled video whose time has come but whose asset is not playable yet stays scheduled: it waits for the asset.
    TRANSITIONS = {
        Status.DRAFT: frozenset({Status.SCHEDULED, Status.PUBLISHED, Status.HELD, Status.REMOVED}),
        Status.SCHEDULED: frozenset({Status.DRAFT, Status.PUBLISHED, Status.HELD, Status.REMOVED}),
        Status.PUBLISHED: frozenset({Status.DRAFT, Status.HELD, Status.REMOVED}),
        Status.HELD: frozenset({Status.DRAFT, Status.SCHEDULED, Status.PUBLISHED, Status.REMOVED}),
        # Back again when a decision of the staff is appealed against or reversed.
        Status.REMOVED: frozenset({Status.DRAFT, Status.SCHEDULED, Status.PUBLISHED, Status.HELD}),
    }

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    # A short number beside the id: the feed's cursor carries hundreds of them.
    number = models.BigIntegerField(unique=True, editable=False, db_default=_NEXT_NUMBER)
    creator = models.ForeignKey("creators.Creator", on_delete=models.PROTECT, related_name="+")
    # Made with the upload, so that a draft is written while its bytes still arrive.
    asset = models.OneToOneField("media.Asset", on_delete=models.PROTECT, related_name="+")
    caption = models.CharField(max_length=CAPTION_LENGTH_MAX, blank=True)
    # BCP 47 language of speech and caption; empty when there are no words.
    language = models.CharField(max_length=10, blank=True)
    template = models.CharField(max_length=30, default="none")
    template_parts = models.JSONField(default=dict, blank=True)
    call_to_action = models.CharField(max_length=20, choices=CallToAction.choices, default=CallToAction.NONE)
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.DRAFT)
    publish_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    # Codes of the markets it is shown in; none named means all.
    markets = ArrayField(models.CharField(max_length=2), default=list, blank=True)
    has_comments_on = models.BooleanField(default=True)
    # Declared by who posts it: pictures or voices that a machine made (regulation (EU) 2024/1689, article 50).
    is_made_with_ai = models.BooleanField(default=False, db_default=False)
    # Names of moderation.words.RULE_NAMES that the texts meet, and those the staff has read and accepted.
    held_rules = models.JSONField(default=list, blank=True)
    cleared_rules = models.JSONField(default=list, blank=True)
    held_why = models.CharField(max_length=1000, blank=True)
    removed_by_kind = models.CharField(max_length=20, blank=True)
    # Cut from something that our staff keeps from the public: as long as that lasts it cannot be published.
    withheld_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(status__in=["draft", "scheduled", "published", "held", "removed"]),
                name="videos_video_status",
            ),
            models.CheckConstraint(
                condition=models.Q(call_to_action__in=["none", "buy", "follow", "remind", "ask"]),
                name="videos_video_call_to_action",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="published") | models.Q(published_at__isnull=False),
                name="videos_video_published_when",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="scheduled") | models.Q(publish_at__isnull=False),
                name="videos_video_scheduled_when",
            ),
        )
        indexes = (
            models.Index(fields=["-published_at", "-id"], condition=models.Q(status="published"), name="videos_fresh"),
            models.Index(
                fields=["creator", "-published_at"],
                condition=models.Q(status="published"),
                name="videos_fresh_by_creator",
            ),
            models.Index(fields=["creator", "-id"], name="videos_of_creator"),
            models.Index(fields=["publish_at"], condition=models.Q(status="scheduled"), name="videos_due"),
            models.Index(fields=["id"], condition=models.Q(status="held"), name="videos_held"),
        )

    def __str__(self) -> str:
        return self.caption[:40] or str(self.id)


class Anchor(models.Model):
    """A product shown in a video between two moments of the trimmed clip, both in milliseconds."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    video = models.ForeignKey(Video, on_delete=models.CASCADE, related_name="anchors")
    product = models.ForeignKey("catalog.Product", on_delete=models.PROTECT, related_name="+")
    variant = models.ForeignKey("catalog.Variant", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    start_ms = models.PositiveIntegerField()
    end_ms = models.PositiveIntegerField()
    label = models.CharField(max_length=40, blank=True)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("position",)
        constraints = (
            models.CheckConstraint(condition=models.Q(start_ms__lt=models.F("end_ms")), name="videos_anchor_span"),
            models.CheckConstraint(condition=models.Q(position__lt=ANCHORS_MAX), name="videos_anchor_count"),
            models.UniqueConstraint(
                fields=["video", "position"], name="videos_anchor_position_once", deferrable=models.Deferrable.DEFERRED
            ),
        )

    def __str__(self) -> str:
        return self.label or str(self.product_id)


class Hashtag(models.Model):
    """A word that people mark with # (kept without it, in lower case)."""

    id = models.BigAutoField(primary_key=True)
    tag = models.CharField(max_length=50, unique=True)

    def __str__(self) -> str:
        return f"#{self.tag}"


class VideoHashtag(models.Model):
    """A hashtag in the caption of a video."""

    id = models.BigAutoField(primary_key=True)
    video = models.ForeignKey(Video, on_delete=models.CASCADE, related_name="hashtags")
    hashtag = models.ForeignKey(Hashtag, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["hashtag", "video"], name="videos_hashtag_once"),)

    def __str__(self) -> str:
        return f"{self.video_id} #{self.hashtag_id}"


class VideoMention(models.Model):
    """A creator named by @handle in the caption of a video."""

    id = models.BigAutoField(primary_key=True)
    video = models.ForeignKey(Video, on_delete=models.CASCADE, related_name="mentions")
    creator = models.ForeignKey("creators.Creator", on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["video", "creator"], name="videos_mention_once"),)

    def __str__(self) -> str:
        return f"{self.video_id} @{self.creator_id}"
