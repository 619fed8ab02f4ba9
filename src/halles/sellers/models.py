"""Shops and who works in them; what they are and must show by law; the papers they handed in."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from halles.kit.ids import uuid7
from halles.kit.sealing import sealed_text

TAX_ID = "sellers.tax_id"
BANK_ACCOUNT = "sellers.bank_account"


class Seller(models.Model):
    """A shop: the trader behind it, its face to customers, and where its application stands."""

    class Status(models.TextChoices):
        APPLIED = "applied", _("Waiting for a decision")
        NEEDS_INFO = "needs_info", _("Something is missing")
        APPROVED = "approved", _("Approved")
        SUSPENDED = "suspended", _("Suspended")
        CLOSED = "closed", _("Closed")

    class Kind(models.TextChoices):
        INDIVIDUAL = "individual", _("A person trading in their own name")
        COMPANY = "company", _("A registered company or association")

    TRANSITIONS: dict[str, frozenset[str]] = {
        Status.APPLIED: frozenset({Status.NEEDS_INFO, Status.APPROVED, Status.CLOSED}),
        Status.NEEDS_INFO: frozenset({Status.APPLIED, Status.CLOSED}),
        Status.APPROVED: frozenset({Status.SUSPENDED, Status.CLOSED}),
        Status.SUSPENDED: frozenset({Status.APPROVED, Status.CLOSED}),
        Status.CLOSED: frozenset(),
    }

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=80)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="owned_sellers")
    country = models.CharField(max_length=2)
    market = models.CharField(max_length=2)
    kind = models.CharField(max_length=20, choices=Kind)
    legal_name = models.CharField(max_length=120)
    representative = models.CharField(max_length=120, blank=True)
    contact_email = models.EmailField(max_length=254)
    phone = models.CharField(max_length=32)
    # users.addresses.AddressData as a dictionary: the trader's own address, shown where the market demands it.
    address = models.JSONField()
    registration_number = models.CharField(max_length=40, blank=True)
    vat_number = models.CharField(max_length=40, blank=True)
    # Sealed: read and written through `tax_id` and `bank_account`, found by nobody in a copy of the database.
    tax_id_sealed = models.TextField(blank=True, default="")
    bank_account_sealed = models.TextField(blank=True, default="")
    bank_account_holder = models.CharField(max_length=160, blank=True)
    # When another account was given after the application: payouts to it rest for the market's days.
    account_changed_at = models.DateTimeField(null=True, blank=True)
    certified_at = models.DateTimeField(null=True, blank=True)
    story = models.TextField(max_length=2000, blank=True)
    place = models.CharField(max_length=80, blank=True)
    place_latitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    place_longitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    return_terms = models.TextField(max_length=1000, blank=True)
    cover = models.ForeignKey("media.Asset", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    status = models.CharField(max_length=20, choices=Status, default=Status.APPLIED)
    # Codes of halles.sellers.requirements that staff asked for, and the words they added.
    missing = models.JSONField(default=list, blank=True)
    missing_note = models.TextField(max_length=1000, blank=True)
    applied_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    # What `scores` worked out last, in hundredths of a point from 0 to 500; None while there is too little to go by.
    score_hundredths = models.PositiveSmallIntegerField(null=True, blank=True)
    scored_at = models.DateTimeField(null=True, blank=True)
    # How soon sales are free, a key of the market's settlement rules; every change is a SettlementTierChange.
    settlement_tier = models.CharField(max_length=10, default="standard")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(settlement_tier__in=["standard", "express", "extended"]),
                name="sellers_seller_tier_known",
            ),
            models.CheckConstraint(
                condition=models.Q(score_hundredths__isnull=True) | models.Q(score_hundredths__lte=500),
                name="sellers_seller_score_up_to_five",
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=["applied", "needs_info", "approved", "suspended", "closed"]),
                name="sellers_seller_status_known",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=["individual", "company"]), name="sellers_seller_kind_known"
            ),
            models.CheckConstraint(
                condition=models.Q(place_latitude__isnull=True, place_longitude__isnull=True)
                | models.Q(place_latitude__range=(-90, 90), place_longitude__range=(-180, 180)),
                name="sellers_seller_place_on_earth",
            ),
        ]
        indexes = [
            models.Index(fields=["applied_at"], condition=models.Q(status="applied"), name="sellers_seller_waiting"),
        ]

    tax_id = sealed_text("tax_id_sealed", purpose=TAX_ID)
    bank_account = sealed_text("bank_account_sealed", purpose=BANK_ACCOUNT)

    def __str__(self) -> str:
        return self.name

    @property
    def may_sell(self) -> bool:
        """Whether customers may buy here now; open orders are shipped either way."""
        return self.status == self.Status.APPROVED


class SettlementTierChange(models.Model):
    """How soon a shop's sales were free, from when on, who decided that, and why. Rows are only added."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="tier_changes")
    tier = models.CharField(max_length=10)
    was = models.CharField(max_length=10)
    why = models.CharField(max_length=1000)
    # None: the shop's score did.
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()


class SellerStaff(models.Model):
    """A place that a person has in a shop now, from the moment they accepted it; one that has ended is a PastPlace.

    The owner has a row too, so that one look tells who may enter.
    """

    class Role(models.TextChoices):
        OWNER = "owner", _("Owner")
        MANAGER = "manager", _("Manager")
        PACKER = "packer", _("Packer")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    seller = models.ForeignKey(Seller, on_delete=models.CASCADE, related_name="staff")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="seller_places")
    role = models.CharField(max_length=20, choices=Role)
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["seller", "user"], name="sellers_staff_once"),
            models.UniqueConstraint(
                fields=["seller"], condition=models.Q(role="owner"), name="sellers_staff_one_owner"
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=["owner", "manager", "packer"]), name="sellers_staff_role_known"
            ),
        ]


class PastPlace(models.Model):
    """A place that somebody had in a shop until it ended: by it, what was sold meanwhile is judged."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    seller = models.ForeignKey(Seller, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=20, choices=SellerStaff.Role)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    # Whether the person went; otherwise the shop took the place away.
    is_left = models.BooleanField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ended_at__gte=models.F("began_at")), name="sellers_past_place_ended_after_it_began"
            ),
        ]
        indexes = [models.Index(fields=["user", "seller"], name="sellers_past_place_of_person")]


class StaffInvitation(models.Model):
    """A place in a shop offered to a mail address; whoever shows that the address is theirs may take it."""

    class Role(models.TextChoices):
        MANAGER = "manager", _("Manager")
        PACKER = "packer", _("Packer")

    class Status(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("invitation", "Waits for an answer")
        ACCEPTED = "accepted", pgettext_lazy("invitation", "Accepted")
        DECLINED = "declined", pgettext_lazy("invitation", "Declined")
        WITHDRAWN = "withdrawn", pgettext_lazy("invitation", "Withdrawn")
        EXPIRED = "expired", pgettext_lazy("invitation", "Expired")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    seller = models.ForeignKey(Seller, on_delete=models.CASCADE, related_name="+")
    # In small letters, as the addresses of accounts are.
    email = models.EmailField(max_length=254)
    role = models.CharField(max_length=20, choices=Role)
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    invited_at = models.DateTimeField()
    # One that still waits then has expired, whatever its status says.
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["seller", "email"],
                condition=models.Q(status="waiting"),
                name="sellers_invitation_waits_once",
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=["manager", "packer"]), name="sellers_invitation_role_known"
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=["waiting", "accepted", "declined", "withdrawn", "expired"]),
                name="sellers_invitation_status_known",
            ),
        ]
        indexes = [models.Index(fields=["email", "status"], name="sellers_invitation_of_address")]


class SellerDocument(models.Model):
    """A paper handed in with an application: kept in private storage, read only by staff and the owner."""

    class Kind(models.TextChoices):
        IDENTITY_DOCUMENT = "identity_document", _("Identity card or passport of the responsible person")
        REGISTER_EXTRACT = "register_extract", _("Extract of the trade register, not older than three months")
        BANK_STATEMENT = "bank_statement", _("Bank statement or bank letter with the account number")
        OTHER = "other", _("Something else we asked for")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=20, choices=Kind)
    file_name = models.CharField(max_length=120)
    content_type = models.CharField(max_length=40)
    size_bytes = models.PositiveIntegerField()
    key = models.CharField(max_length=160, unique=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["seller", "kind"], name="sellers_document_kind")]
