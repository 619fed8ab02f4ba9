"""Who follows, likes, says, saves and hides what. Targets above this row are kept as kind and id."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from halles.kit import clock, ids

TEXT_LENGTH_MAX = 500


class TargetKind(models.TextChoices):
    VIDEO = "video", _("Video")
    COMMENT = "comment", _("Comment")
    PRODUCT = "product", _("Product")
    CREATOR = "creator", _("Creator")


class Follow(models.Model):
    """A person wants to see what a creator posts."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    creator = models.ForeignKey("creators.Creator", on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["user", "creator"], name="social_follow_once"),)
        indexes = (models.Index(fields=["creator", "-id"], name="social_follow_of_creator"),)

    def __str__(self) -> str:
        return f"{self.user_id} follows {self.creator_id}"


class Like(models.Model):
    """A person likes a video or a comment."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20, choices=TargetKind.choices)
    target_id = models.UUIDField()
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["user", "kind", "target_id"], name="social_like_once"),)

    def __str__(self) -> str:
        return f"{self.user_id} likes {self.kind} {self.target_id}"


class Comment(models.Model):
    """What a person says under a video; a reply names the comment it answers, one level deep."""

    class Status(models.TextChoices):
        SHOWN = "shown", pgettext_lazy("comment", "Shown")
        HELD = "held", pgettext_lazy("comment", "Held")
        REMOVED = "removed", pgettext_lazy("comment", "Removed")

    TRANSITIONS = {
        Status.SHOWN: frozenset({Status.HELD, Status.REMOVED}),
        Status.HELD: frozenset({Status.SHOWN, Status.REMOVED}),
        # Back again when a decision of the staff is appealed against or reversed.
        Status.REMOVED: frozenset({Status.SHOWN, Status.HELD}),
    }

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    # Set when the person speaks as a profile, so that readers see who answers.
    creator = models.ForeignKey("creators.Creator", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=20, choices=TargetKind.choices)
    target_id = models.UUIDField()
    parent = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="replies")
    text = models.CharField(max_length=TEXT_LENGTH_MAX)
    language = models.CharField(max_length=10, blank=True)
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.SHOWN)
    held_rules = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by_kind = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(status__in=["shown", "held", "removed"]), name="social_comment_status"
            ),
        )
        indexes = (
            models.Index(
                fields=["kind", "target_id", "-id"],
                condition=models.Q(status="shown", parent__isnull=True),
                name="social_comment_shown",
            ),
            models.Index(fields=["id"], condition=models.Q(status="held"), name="social_comment_held"),
            # What is forgotten when its days are over.
            models.Index(
                fields=["removed_at"],
                condition=models.Q(status="removed") & ~models.Q(text=""),
                name="social_comment_removed",
            ),
        )

    def __str__(self) -> str:
        return self.text[:40]


class SavedProduct(models.Model):
    """A product that a person wants to find again."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    product = models.ForeignKey("catalog.Product", on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["user", "product"], name="social_saved_product_once"),)

    def __str__(self) -> str:
        return f"{self.user_id} saved {self.product_id}"


class Hidden(models.Model):
    """Something a person, or a visit without a login, does not want to see again."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    visit_id = models.UUIDField(null=True, blank=True)
    kind = models.CharField(max_length=20, choices=TargetKind.choices)
    target_id = models.UUIDField()
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(user__isnull=False, visit_id__isnull=True)
                | models.Q(user__isnull=True, visit_id__isnull=False),
                name="social_hidden_by_one",
            ),
            models.UniqueConstraint(
                fields=["user", "kind", "target_id"],
                condition=models.Q(user__isnull=False),
                name="social_hidden_once_per_user",
            ),
            models.UniqueConstraint(
                fields=["visit_id", "kind", "target_id"],
                condition=models.Q(visit_id__isnull=False),
                name="social_hidden_once_per_visit",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user_id or self.visit_id} hides {self.kind} {self.target_id}"


class Tally(models.Model):
    """How many likes, comments or follows a target has, spread over shards.

    A shard is picked at random by each writer, so that a clip liked by thousands at once is not one contended row; the
    count is the sum. It is written in the statement that adds or removes the row it counts.
    """

    pk = models.CompositePrimaryKey("kind", "target_id", "what", "shard")
    kind = models.CharField(max_length=20, choices=TargetKind.choices)
    target_id = models.UUIDField()
    what = models.CharField(max_length=20)
    shard = models.SmallIntegerField()
    count = models.IntegerField()

    def __str__(self) -> str:
        return f"{self.kind} {self.target_id} {self.what}: {self.count}"


LIST_NAME_LENGTH_MAX = 60


class SavedList(models.Model):
    """Products that a person gathered under a name; whoever has the link of a shared one may read it."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=LIST_NAME_LENGTH_MAX)
    # Empty while the list is private; a list that is shared again gets another one, so that old links stay dead.
    token = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["user", "name"], name="social_list_name_once"),
            models.UniqueConstraint(fields=["token"], condition=~models.Q(token=""), name="social_list_token_once"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def is_shared(self) -> bool:
        """Whether its link opens."""
        return bool(self.token)


class SavedListItem(models.Model):
    """A product in a list."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    saved_list = models.ForeignKey(SavedList, on_delete=models.CASCADE, related_name="items")
    product = models.ForeignKey("catalog.Product", on_delete=models.CASCADE, related_name="+")
    added_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["saved_list", "product"], name="social_list_item_once"),)

    def __str__(self) -> str:
        return f"{self.product_id} in {self.saved_list_id}"
