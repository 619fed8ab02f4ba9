"""A show, who runs it, what it sells and in which order."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from halles.kit import clock, ids
from halles.kit.sealing import sealed_text

TITLE_LENGTH_MAX = 80
DESCRIPTION_LENGTH_MAX = 1000
PRODUCTS_MAX = 100
SHEET_ITEMS_MAX = 60
SEAL_PURPOSE = "live.stream_key"


class LiveSession(models.Model):
    """A show of a creator. Media that arrives before its start is a rehearsal, seen by hosts and moderators alone."""

    class Status(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("live show", "Planned")
        LIVE = "live", pgettext_lazy("live show", "Live")
        ENDED = "ended", pgettext_lazy("live show", "Ended")
        CANCELED = "canceled", pgettext_lazy("live show", "Canceled")

    class Media(models.TextChoices):
        NONE = "none", _("No picture yet")
        ON = "on", _("Picture arrives")
        LOST = "lost", _("Connection lost")

    TRANSITIONS = {
        Status.PLANNED: frozenset({Status.LIVE, Status.CANCELED}),
        Status.LIVE: frozenset({Status.ENDED}),
        Status.ENDED: frozenset[str](),
        Status.CANCELED: frozenset[str](),
    }

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    creator = models.ForeignKey("creators.Creator", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=TITLE_LENGTH_MAX)
    description = models.CharField(max_length=DESCRIPTION_LENGTH_MAX, blank=True)
    cover = models.ForeignKey("media.Asset", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    market = models.CharField(max_length=2)
    language = models.CharField(max_length=10)
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.PLANNED)
    media = models.CharField(max_length=20, choices=Media.choices, default=Media.NONE)
    scheduled_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    # Since when no picture arrives in a live show; after the minute of grace the show ends.
    lost_at = models.DateTimeField(null=True, blank=True)
    # Since when the disk has no room for the recording, while the show goes on.
    recording_full_at = models.DateTimeField(null=True, blank=True)
    # Since when a decision of the staff keeps the show from the public.
    withheld_at = models.DateTimeField(null=True, blank=True)
    is_portrait = models.BooleanField(default=True)
    # Only the hash is compared; the sealed copy is there to show the host the key once more.
    stream_key_hash = models.CharField(max_length=64, unique=True)
    stream_key_sealed = models.TextField()
    # What the room is told is numbered; an epoch names one unbroken numbering.
    epoch = models.PositiveIntegerField(default=1)
    last_offset = models.BigIntegerField(default=0)
    # What somebody who comes late has to know: pin, bag, acts, modes. Written with the events that change it.
    room_state = models.JSONField(default=dict)
    is_chat_open = models.BooleanField(default=True)
    is_followers_only = models.BooleanField(default=False)
    is_chat_held = models.BooleanField(default=False)
    slow_mode_seconds = models.PositiveSmallIntegerField(default=0)
    # The product in front of the camera, and the one being explained.
    pinned = models.ForeignKey("catalog.Product", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    explained = models.ForeignKey("catalog.Product", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    viewer_peak = models.PositiveIntegerField(default=0)
    # Makes the pseudonyms of this show: nobody can be followed from one show to the next.
    pseudonym_salt = models.BinaryField(default=ids.random_salt, max_length=32)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)

    stream_key = sealed_text("stream_key_sealed", purpose=SEAL_PURPOSE)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(status__in=["planned", "live", "ended", "canceled"]), name="live_session_status"
            ),
            models.CheckConstraint(condition=models.Q(media__in=["none", "on", "lost"]), name="live_session_media"),
            models.CheckConstraint(
                condition=models.Q(status__in=["planned", "canceled"]) | models.Q(started_at__isnull=False),
                name="live_session_started_when",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="ended") | models.Q(ended_at__isnull=False), name="live_session_ended_when"
            ),
            models.CheckConstraint(condition=models.Q(slow_mode_seconds__lte=300), name="live_session_slow_mode"),
        )
        indexes = (
            models.Index(fields=["creator", "-scheduled_at"], name="live_session_of_creator"),
            models.Index(fields=["scheduled_at"], condition=models.Q(status="planned"), name="live_session_planned"),
            models.Index(fields=["-started_at"], condition=models.Q(status="live"), name="live_session_now"),
            models.Index(fields=["-ended_at"], condition=models.Q(status="ended"), name="live_session_over"),
        )

    def __str__(self) -> str:
        return self.title


class Member(models.Model):
    """Somebody who runs the show beside those who may post as its creator."""

    class Role(models.TextChoices):
        HOST = "host", pgettext_lazy("live show", "Host")
        MODERATOR = "moderator", pgettext_lazy("live show", "Moderator")

    id = models.BigAutoField(primary_key=True)
    session = models.ForeignKey(LiveSession, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=20, choices=Role.choices)
    added_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["session", "user"], name="live_member_once"),
            models.CheckConstraint(condition=models.Q(role__in=["host", "moderator"]), name="live_member_role"),
        )
        indexes = (models.Index(fields=["user", "-id"], name="live_member_of_user"),)

    def __str__(self) -> str:
        return f"{self.role} {self.user_id}"


class LiveProduct(models.Model):
    """A product in the bag of a show, in the order in which it is shown."""

    id = models.BigAutoField(primary_key=True)
    session = models.ForeignKey(LiveSession, on_delete=models.CASCADE, related_name="products")
    product = models.ForeignKey("catalog.Product", on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(fields=["session", "product"], name="live_product_once"),
            models.UniqueConstraint(
                fields=["session", "position"], name="live_product_place", deferrable=models.Deferrable.DEFERRED
            ),
            models.CheckConstraint(condition=models.Q(position__lt=PRODUCTS_MAX), name="live_product_count"),
        )

    def __str__(self) -> str:
        return str(self.product_id)


class RunSheetItem(models.Model):
    """One step of the plan of a show; what really happened, and when, stands beside it."""

    class Kind(models.TextChoices):
        OPENING = "opening", pgettext_lazy("run sheet", "Opening")
        PRODUCT = "product", pgettext_lazy("run sheet", "Product")
        ACT = "act", pgettext_lazy("run sheet", "Act")
        CLOSING = "closing", pgettext_lazy("run sheet", "Closing")

    id = models.BigAutoField(primary_key=True)
    session = models.ForeignKey(LiveSession, on_delete=models.CASCADE, related_name="sheet")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20, choices=Kind.choices)
    title = models.CharField(max_length=TITLE_LENGTH_MAX, blank=True)
    note = models.CharField(max_length=500, blank=True)
    minutes = models.PositiveSmallIntegerField(default=5)
    product = models.ForeignKey("catalog.Product", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # flash_deal, giveaway, poll, coupon or price_drop, where the step is an act.
    act_kind = models.CharField(max_length=20, blank=True)
    begun_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(
                fields=["session", "position"], name="live_sheet_place", deferrable=models.Deferrable.DEFERRED
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=["opening", "product", "act", "closing"]), name="live_sheet_kind"
            ),
            models.CheckConstraint(condition=models.Q(position__lt=SHEET_ITEMS_MAX), name="live_sheet_count"),
            models.CheckConstraint(condition=models.Q(minutes__gte=1, minutes__lte=240), name="live_sheet_minutes"),
            models.CheckConstraint(
                condition=~models.Q(kind="product") | models.Q(product__isnull=False), name="live_sheet_product"
            ),
        )

    def __str__(self) -> str:
        return self.title or self.kind


class ProductSet(models.Model):
    """A bag that is used again: up to 100 products under a name."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    creator = models.ForeignKey("creators.Creator", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=60)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["creator", "name"], name="live_product_set_name"),)

    def __str__(self) -> str:
        return self.name


class ProductSetItem(models.Model):
    """A product of a set, in its place."""

    id = models.BigAutoField(primary_key=True)
    product_set = models.ForeignKey(ProductSet, on_delete=models.CASCADE, related_name="items")
    product = models.ForeignKey("catalog.Product", on_delete=models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(fields=["product_set", "product"], name="live_product_set_item_once"),
            models.CheckConstraint(condition=models.Q(position__lt=PRODUCTS_MAX), name="live_product_set_count"),
        )

    def __str__(self) -> str:
        return str(self.product_id)


class Reminder(models.Model):
    """Somebody wants to be told when this show begins."""

    id = models.BigAutoField(primary_key=True)
    session = models.ForeignKey(LiveSession, on_delete=models.CASCADE, related_name="reminders")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["session", "user"], name="live_reminder_once"),)
        indexes = (models.Index(fields=["user", "-id"], name="live_reminder_of_user"),)

    def __str__(self) -> str:
        return f"{self.user_id} for {self.session_id}"
