"""What a shop offers to those who sell for it: plans, their rates over time, and who takes part."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from halles.kit.ids import uuid7


class Plan(models.Model):
    """An offer of one shop, for one product or for all of them: open to every creator, or to those it invites."""

    class Kind(models.TextChoices):
        OPEN = "open", pgettext_lazy("plan", "Open plan")
        TARGETED = "targeted", pgettext_lazy("plan", "Targeted plan")

    class ContentKind(models.TextChoices):
        ANY = "any", _("Videos and shows")
        VIDEO = "video", _("Videos only")
        LIVE = "live", _("Shows only")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    seller = models.ForeignKey("sellers.Seller", on_delete=models.PROTECT, related_name="plans")
    kind = models.CharField(max_length=10, choices=Kind)
    # None means the whole shop.
    product = models.ForeignKey(
        "catalog.Product", on_delete=models.PROTECT, null=True, blank=True, related_name="plans"
    )
    content_kind = models.CharField(max_length=10, choices=ContentKind, default=ContentKind.ANY)
    # An open plan in which the shop agrees to each creator first.
    needs_approval = models.BooleanField(default=False)
    message = models.CharField(max_length=500, blank=True)
    starts_at = models.DateTimeField()
    # The last instant as announced; None until it is ended.
    ends_at = models.DateTimeField(null=True, blank=True)
    # When it was ended by hand, before or without `ends_at`.
    ended_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["seller", "product"],
                condition=Q(kind="open", ended_at__isnull=True, product__isnull=False),
                name="affiliates_plan_open_per_product",
            ),
            models.UniqueConstraint(
                fields=["seller"],
                condition=Q(kind="open", ended_at__isnull=True, product__isnull=True),
                name="affiliates_plan_open_per_shop",
            ),
            models.CheckConstraint(condition=Q(kind__in=["open", "targeted"]), name="affiliates_plan_kind_known"),
            models.CheckConstraint(
                condition=Q(content_kind__in=["any", "video", "live"]), name="affiliates_plan_content_known"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")), name="affiliates_plan_ends_later"
            ),
        ]
        indexes = [models.Index(fields=["product", "kind"], name="affiliates_plan_by_product")]


class Rate(models.Model):
    """What a plan pays from an instant on, in hundredths of a percent. Append-only, by trigger.

    Newcomers get it from `from_at`; who took part before keeps the earlier, higher rate until `locked_until`. A raise
    has both the same.
    """

    id = models.BigAutoField(primary_key=True)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, db_index=False, related_name="rates")
    rate_bps = models.PositiveIntegerField()
    from_at = models.DateTimeField()
    locked_until = models.DateTimeField()
    announced_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "from_at"], name="affiliates_rate_once_per_instant"),
            models.CheckConstraint(condition=Q(rate_bps__range=(1, 10_000)), name="affiliates_rate_within"),
            models.CheckConstraint(
                condition=Q(locked_until__gte=F("from_at"), from_at__gte=F("announced_at")),
                name="affiliates_rate_never_backwards",
            ),
        ]


class Participation(models.Model):
    """One creator in one plan. Earns from `joined_at` until `ended_at`; until then it was only asked or invited."""

    class Status(models.TextChoices):
        ASKED = "asked", pgettext_lazy("participation", "Asked")
        INVITED = "invited", pgettext_lazy("participation", "Invited")
        ACTIVE = "active", pgettext_lazy("participation", "Taking part")
        DECLINED = "declined", pgettext_lazy("participation", "Declined")
        LEFT = "left", pgettext_lazy("participation", "Left")
        ENDED = "ended", pgettext_lazy("participation", "Ended")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, db_index=False, related_name="participations")
    creator = models.ForeignKey("creators.Creator", on_delete=models.PROTECT, related_name="participations")
    status = models.CharField(max_length=10, choices=Status)
    joined_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    # When the product left the creator's showcase and contents: the kept rate is gone from then on.
    lock_lost_at = models.DateTimeField(null=True, blank=True)
    # Of a targeted plan: the product, or the shop, for which the creator has one rate of their own at a time.
    target_id = models.UUIDField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "creator"], name="affiliates_participation_once"),
            models.UniqueConstraint(
                fields=["creator", "target_id"],
                condition=Q(status__in=["invited", "active"]),
                name="affiliates_participation_one_target",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["asked", "invited", "active", "declined", "left", "ended"]),
                name="affiliates_participation_status_known",
            ),
            models.CheckConstraint(
                condition=~Q(status="active") | Q(joined_at__isnull=False, ended_at__isnull=True),
                name="affiliates_participation_active_since",
            ),
        ]
