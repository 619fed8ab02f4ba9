"""Tables of media: an upload is bytes that arrive, an asset is what people see, a rendition is one size of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from halles.kit.clock import now
from halles.kit.ids import uuid7


class Upload(models.Model):
    """A file somebody is sending or has sent; its bytes lie in the private store and are never served."""

    class Kind(models.TextChoices):
        VIDEO = "video"
        IMAGE = "image"

    class Status(models.TextChoices):
        AWAITING = "awaiting"
        RECEIVED = "received"
        EXPIRED = "expired"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind)
    file_name = models.CharField(max_length=200)
    size_bytes = models.PositiveBigIntegerField()
    declared_type = models.CharField(max_length=100, blank=True)
    status = models.CharField(max_length=20, choices=Status, default=Status.AWAITING)
    created_at = models.DateTimeField(default=now)
    received_at = models.DateTimeField(null=True)
    # When the original was deleted: from then on the clip can no longer be trimmed or given another cover.
    discarded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=["awaiting", "received", "expired"]), name="media_upload_status"
            ),
            models.CheckConstraint(condition=models.Q(kind__in=["video", "image"]), name="media_upload_kind"),
            models.CheckConstraint(condition=models.Q(size_bytes__gt=0), name="media_upload_not_empty"),
        ]
        indexes = [
            models.Index(fields=["created_at"], condition=models.Q(status="awaiting"), name="media_upload_awaiting"),
            models.Index(
                fields=["received_at"],
                condition=models.Q(status="received", discarded_at=None),
                name="media_upload_kept",
            ),
        ]

    @property
    def original_key(self) -> str:
        """Where the original lies in the private store."""
        return f"originals/{self.pk}"


class Asset(models.Model):
    """A video or a picture in every size it is shown in.

    Each processing run is an edition with keys of its own, so a file never changes under its address; a clip that is
    trimmed again keeps playing in its old edition until the new one has its first rung.
    """

    class Kind(models.TextChoices):
        VIDEO = "video"
        IMAGE = "image"

    class Status(models.TextChoices):
        WAITING = "waiting"
        PROCESSING = "processing"
        PLAYABLE = "playable"
        READY = "ready"
        REFUSED = "refused"

    TRANSITIONS = {
        Status.WAITING: {Status.PROCESSING, Status.REFUSED, Status.READY},
        Status.PROCESSING: {Status.WAITING, Status.PLAYABLE, Status.READY, Status.REFUSED},
        Status.PLAYABLE: {Status.WAITING, Status.READY},
        Status.READY: {Status.WAITING},
        Status.REFUSED: {Status.WAITING},
    }

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    upload = models.OneToOneField(Upload, on_delete=models.PROTECT, null=True, related_name="asset")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind)
    status = models.CharField(max_length=20, choices=Status, default=Status.WAITING)
    stage = models.CharField(max_length=20, blank=True)
    progress_percent = models.PositiveSmallIntegerField(default=0)
    # The run that works now, and the one whose files are played; equal when nothing is under way.
    edition = models.PositiveIntegerField(default=0)
    attempt_count = models.PositiveSmallIntegerField(default=0)
    # Said by the worker every few seconds; silence means that it died.
    heartbeat_at = models.DateTimeField(null=True)
    refusal_code = models.CharField(max_length=60, blank=True)
    refusal_data = models.JSONField(default=dict, blank=True)

    duration_ms = models.PositiveIntegerField(null=True)
    source_duration_ms = models.PositiveIntegerField(null=True)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    has_audio = models.BooleanField(default=False)
    poster_key = models.CharField(max_length=200, blank=True)
    blur = models.TextField(blank=True, max_length=2000)
    # Keys of small frames at equal distances over the whole clip, for the time line.
    strip_keys = models.JSONField(default=list, blank=True)
    # On the trimmed time line; null: chosen by us.
    cover_ms = models.PositiveIntegerField(null=True)
    trim_start_ms = models.PositiveIntegerField(default=0)
    trim_end_ms = models.PositiveIntegerField(null=True)
    created_at = models.DateTimeField(default=now)
    playable_at = models.DateTimeField(null=True)
    ready_at = models.DateTimeField(null=True)
    # What it belongs to was taken away: its files are not under their addresses (services.withholding).
    withheld_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=["waiting", "processing", "playable", "ready", "refused"]),
                name="media_asset_status",
            ),
            models.CheckConstraint(condition=models.Q(kind__in=["video", "image"]), name="media_asset_kind"),
            models.CheckConstraint(condition=models.Q(progress_percent__lte=100), name="media_asset_percent"),
            models.CheckConstraint(
                condition=models.Q(trim_end_ms=None) | models.Q(trim_end_ms__gt=models.F("trim_start_ms")),
                name="media_asset_trim",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="refused") | ~models.Q(refusal_code=""), name="media_asset_refused_with_why"
            ),
        ]
        indexes = [
            models.Index(
                fields=["heartbeat_at"],
                condition=models.Q(status__in=["waiting", "processing", "playable"]),
                name="media_asset_under_way",
            ),
            models.Index(
                fields=["withheld_at"], condition=models.Q(withheld_at__isnull=False), name="media_asset_withheld"
            ),
        ]


class Rendition(models.Model):
    """One size of an asset, complete and playable (or viewable) by itself."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="renditions")
    edition = models.PositiveIntegerField()
    short_edge = models.PositiveIntegerField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    size_bytes = models.PositiveBigIntegerField()
    bitrate_bps = models.PositiveIntegerField(default=0)
    key = models.CharField(max_length=200, unique=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["asset", "edition", "width"], name="media_rendition_once")]


class CaptionTrack(models.Model):
    """The spoken words of a video in one language, as checked WebVTT; times are on the trimmed time line."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="caption_tracks")
    language = models.CharField(max_length=20)
    label = models.CharField(max_length=60)
    vtt = models.TextField(max_length=200_000)
    key = models.CharField(max_length=200)
    created_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["asset", "language"], name="media_caption_track_once")]


class DiscardedFile(models.Model):
    """A public file that nothing points to any more; deleted a day later, when no page that knows it is still open."""

    key = models.CharField(max_length=200)
    discarded_at = models.DateTimeField(default=now)

    class Meta:
        indexes = [models.Index(fields=["discarded_at"], name="media_discarded_file_at")]


class PlannedFilm(models.Model):
    """A film that is on its way before its bytes exist, so that whoever looks knows how much is still to come."""

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=200, unique=True)
    asset = models.OneToOneField(Asset, on_delete=models.SET_NULL, null=True, related_name="+")
    # The last time somebody set about making it; what was given up is not waited for.
    planned_at = models.DateTimeField(default=now)
