"""Flash deals that shops offer to a creator, to be begun in the creator's own shows."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from halles.kit import clock
from halles.kit.ids import uuid7


class PreparedDeal(models.Model):
    """A flash deal of a shop for one creator's shows, with its terms as the shop set them; begun at most once.

    Its pieces are kept in inventory under ("prepared_deal", id) until it begins, is taken back, or its time is over.
    """

    class Status(models.TextChoices):
        OFFERED = "offered", pgettext_lazy("prepared deal", "Waits for the creator's answer")
        READY = "ready", pgettext_lazy("prepared deal", "Ready for a show")
        BEGUN = "begun", pgettext_lazy("prepared deal", "Begun")
        WITHDRAWN = "withdrawn", pgettext_lazy("prepared deal", "Taken back")
        LAPSED = "lapsed", pgettext_lazy("prepared deal", "Its time is over")

    TRANSITIONS: dict[str, frozenset[str]] = {
        Status.OFFERED: frozenset({Status.READY, Status.WITHDRAWN, Status.LAPSED}),
        Status.READY: frozenset({Status.BEGUN, Status.WITHDRAWN, Status.LAPSED}),
        # Called off during its countdown, it may be begun again.
        Status.BEGUN: frozenset({Status.READY, Status.WITHDRAWN, Status.LAPSED}),
        Status.WITHDRAWN: frozenset(),
        Status.LAPSED: frozenset(),
    }

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    # By which agreement: it stands above this module, e.g. ("participation", its id).
    reference_kind = models.CharField(max_length=20)
    reference_id = models.UUIDField()
    creator = models.ForeignKey("creators.Creator", on_delete=models.PROTECT, related_name="prepared_deals")
    seller = models.ForeignKey("sellers.Seller", on_delete=models.PROTECT, related_name="+")
    variant = models.ForeignKey("catalog.Variant", on_delete=models.PROTECT, related_name="+")
    market = models.CharField(max_length=2)
    currency = models.CharField(max_length=3)
    price_minor = models.BigIntegerField()
    quota = models.PositiveIntegerField()
    per_customer_max = models.PositiveSmallIntegerField()
    countdown_seconds = models.PositiveIntegerField()
    duration_seconds = models.PositiveIntegerField()
    # It cannot begin at this instant or later.
    until = models.DateTimeField()
    status = models.CharField(max_length=10, choices=Status)
    # What it became.
    deal = models.OneToOneField(
        "promotions.FlashDeal", on_delete=models.PROTECT, null=True, blank=True, related_name="prepared"
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(status__in=["offered", "ready", "begun", "withdrawn", "lapsed"]),
                name="live_prepared_status",
            ),
            models.CheckConstraint(
                condition=Q(status="begun", deal__isnull=False) | (~Q(status="begun") & Q(deal__isnull=True)),
                name="live_prepared_begun_once",
            ),
            models.CheckConstraint(
                condition=Q(price_minor__gt=0, quota__gt=0, per_customer_max__gt=0), name="live_prepared_positive"
            ),
        )
        indexes = (
            models.Index(fields=["reference_id", "-created_at"], name="live_prepared_of"),
            models.Index(
                fields=["creator", "until"], condition=Q(status__in=["offered", "ready"]), name="live_prepared_waiting"
            ),
        )

    def __str__(self) -> str:
        return f"{self.status} {self.pk}"
