"""What led somebody to a product: pseudonymous, for the contract with the creator, for the market's days."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from halles.kit.ids import uuid7


class Touch(models.Model):
    """One click on something a creator made. Removed when the market's attribution days are over."""

    class Kind(models.TextChoices):
        VIDEO = "video"
        LIVE = "live"
        SHOWCASE = "showcase"
        LINK = "link"
        # Frozen on the line itself (the signed source), in case nothing was recorded on the way.
        LINE = "line"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    # The browser's pseudonym: the cookie `touch`.
    key = models.UUIDField()
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(max_length=10, choices=Kind)
    creator = models.ForeignKey("creators.Creator", on_delete=models.PROTECT, related_name="+")
    product = models.ForeignKey("catalog.Product", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # None: a link to everything the creator shows.
    seller = models.ForeignKey("sellers.Seller", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    content_kind = models.CharField(max_length=20, blank=True)
    content_id = models.UUIDField(null=True, blank=True)
    click_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            # One showing opened for one product by one browser counts once, however often it is opened.
            models.UniqueConstraint(
                fields=["key", "click_id", "product"], nulls_distinct=False, name="affiliates_touch_once"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["video", "live", "showcase", "link", "line"]), name="affiliates_touch_kind_known"
            ),
        ]
        indexes = [
            models.Index(fields=["key", "at"], name="affiliates_touch_by_key"),
            models.Index(fields=["at"], name="affiliates_touch_by_age"),
        ]
