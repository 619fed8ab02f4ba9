"""Profiles that post: people, and the official face of each shop."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from halles.kit.ids import uuid7


class Creator(models.Model):
    """Who posts. Videos and shows always belong to a creator, never to a login."""

    class Status(models.TextChoices):
        ACTIVE = "active", _("Active")
        SUSPENDED = "suspended", pgettext_lazy("profile", "Suspended")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    # Lower case by the constraint below, so that this is unique whatever the case people write it in.
    handle = models.CharField(max_length=30, unique=True)
    name = models.CharField(max_length=60)
    bio = models.CharField(max_length=300, blank=True)
    avatar = models.ForeignKey("media.Asset", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="creators")
    # Set on the official profile of a shop; everyone in the shop who may sell may post with it.
    seller = models.OneToOneField(
        "sellers.Seller", on_delete=models.PROTECT, null=True, blank=True, related_name="official_creator"
    )
    market = models.CharField(max_length=2)
    languages = models.JSONField(default=list)
    status = models.CharField(max_length=20, choices=Status, default=Status.ACTIVE)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(handle__regex=r"^[a-z0-9_.]{3,30}$"), name="creators_handle_spelling"
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=["active", "suspended"]), name="creators_creator_status_known"
            ),
        ]

    def __str__(self) -> str:
        return f"@{self.handle}"

    @property
    def is_official(self) -> bool:
        """Whether this is a shop's own profile."""
        return self.seller_id is not None
