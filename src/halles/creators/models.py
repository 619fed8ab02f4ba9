"""Profiles that post: people, and the official face of each shop."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from halles.kit.ids import uuid7
from halles.kit.sealing import sealed_text

TAX_ID = "creators.tax_id"
BANK_ACCOUNT = "creators.bank_account"


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
    # Where they say they are from, as goods say it: a country, and within it a region and a town. All may be empty.
    origin_country = models.CharField(max_length=2, blank=True, default="")
    origin_region = models.CharField(max_length=80, blank=True, default="")
    origin_place = models.CharField(max_length=80, blank=True, default="")
    languages = models.JSONField(default=list)
    status = models.CharField(max_length=20, choices=Status, default=Status.ACTIVE)
    created_at = models.DateTimeField()
    # What `scores` worked out last, in hundredths of a point from 0 to 500; None while there is too little to go by.
    score_hundredths = models.PositiveSmallIntegerField(null=True, blank=True)
    # Of the samples whose time to post is over, how many were answered with a post; None without any.
    fulfilment_bps = models.PositiveSmallIntegerField(null=True, blank=True)
    scored_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(score_hundredths__isnull=True) | models.Q(score_hundredths__lte=500),
                name="creators_creator_score_up_to_five",
            ),
            models.CheckConstraint(
                condition=models.Q(fulfilment_bps__isnull=True) | models.Q(fulfilment_bps__lte=10_000),
                name="creators_creator_fulfilment_whole",
            ),
            models.CheckConstraint(
                condition=~models.Q(origin_country="") | models.Q(origin_region="", origin_place=""),
                name="creators_creator_place_in_country",
            ),
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


class RetiredHandle(models.Model):
    """The handle of an erased profile, as a mark that tells nobody what it was: links and codes of others lead to it
    still, so nobody else may ever have it."""

    mark = models.CharField(max_length=64, primary_key=True)

    def __str__(self) -> str:
        return self.mark


class CreatorSelling(models.Model):
    """Leave to earn with other shops' goods: at once under a weekly quota, or without one. No row: not asked yet."""

    class Status(models.TextChoices):
        PILOT = "pilot", _("Newcomer, with a weekly quota")
        FULL = "full", _("Without a quota")

    creator = models.OneToOneField(Creator, on_delete=models.CASCADE, primary_key=True, related_name="selling")
    status = models.CharField(max_length=10, choices=Status)
    # When the person said that they are of age; null where staff admitted the profile.
    declared_adult_at = models.DateTimeField(null=True, blank=True)
    since = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(status__in=["pilot", "full"]), name="creators_selling_status"),
        ]

    def __str__(self) -> str:
        return f"{self.creator_id} {self.status}"


class SellingUse(models.Model):
    """A video or show with other shops' goods that went out: one place of its week's quota, also when it is gone."""

    class Kind(models.TextChoices):
        VIDEO = "video", _("Video")
        SHOW = "show", pgettext_lazy("content", "Show")

    id = models.BigAutoField(primary_key=True)
    creator = models.ForeignKey(Creator, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    # Videos and shows stand above this module.
    content_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "content_id"], name="creators_use_once"),
            models.CheckConstraint(condition=models.Q(kind__in=["video", "show"]), name="creators_use_kind"),
        ]
        indexes = [models.Index(fields=["creator", "kind", "at"], name="creators_use_of_week")]

    def __str__(self) -> str:
        return f"{self.kind} {self.content_id}"


class PayoutDetails(models.Model):
    """Who is paid what a person's profiles earn, and where to; with the paper that shows who they are."""

    class Status(models.TextChoices):
        GIVEN = "given", pgettext_lazy("identity", "Waits to be looked at")
        VERIFIED = "verified", pgettext_lazy("identity", "Verified")
        REFUSED = "refused", pgettext_lazy("identity", "Something is wrong")

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="payout_details"
    )
    holder = models.CharField(max_length=120)
    country = models.CharField(max_length=2)
    # users.addresses.AddressData as a dictionary, with a phone number.
    address = models.JSONField()
    # Sealed, as a shop's numbers are: read and written through `tax_id` and `bank_account`.
    tax_id_sealed = models.TextField(blank=True, default="")
    bank_account_sealed = models.TextField()
    status = models.CharField(max_length=10, choices=Status, default=Status.GIVEN)
    note = models.CharField(max_length=1000, blank=True)
    # The identity paper in the private store; empty until it is given.
    document_key = models.CharField(max_length=160, blank=True)
    document_name = models.CharField(max_length=120, blank=True)
    document_type = models.CharField(max_length=40, blank=True)
    changed_at = models.DateTimeField()
    # When another account took the place of an earlier one: payouts to it rest for the market's days.
    account_changed_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=["given", "verified", "refused"]), name="creators_details_status"
            ),
            models.CheckConstraint(
                condition=~models.Q(status="verified")
                | (~models.Q(document_key="") & models.Q(decided_at__isnull=False)),
                name="creators_details_verified_by_paper",
            ),
        ]
        indexes = [
            models.Index(
                fields=["changed_at"],
                condition=models.Q(status="given") & ~models.Q(document_key=""),
                name="creators_details_waiting",
            )
        ]

    tax_id = sealed_text("tax_id_sealed", purpose=TAX_ID)
    bank_account = sealed_text("bank_account_sealed", purpose=BANK_ACCOUNT)

    def __str__(self) -> str:
        return self.holder
