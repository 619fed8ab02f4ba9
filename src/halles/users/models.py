"""People who sign in, where they live, what they agreed to, and the keys of their programs."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from halles.kit import clock, ids


class People(BaseUserManager["User"]):
    """What Django and allauth ask of a user model; everybody else calls `users.services.create_user`."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=email.lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(email, password, is_staff=True, staff_role="admin", is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person with a sign-in. Guests have none: their orders carry an e-mail address."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=120, blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    # What they may do among the staff (staff_roles); empty for everybody else.
    staff_role = models.CharField(max_length=20, blank=True)
    market = models.CharField(max_length=2, blank=True)
    language = models.CharField(max_length=10, blank=True)
    # The country of the default address, kept here so that choosing a market costs no query.
    ship_country = models.CharField(max_length=2, blank=True)
    # Part of what a session is checked against: raising it ends every session of this person.
    session_epoch = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    objects: ClassVar[People] = People()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(email=Lower(F("email"))), name="users_email_lower_case"),
            models.CheckConstraint(
                condition=Q(is_staff=False, staff_role="") | (Q(is_staff=True) & ~Q(staff_role="")),
                name="users_staff_have_a_role",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ")[0] if self.name else ""

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        # Django asks this for the key in force and for each fallback key.
        return salted_hmac(
            "users.session", f"{self.password}:{self.session_epoch}", secret=secret, algorithm="sha256"
        ).hexdigest()


class Address(models.Model):
    """Where parcels go; checked against the rules of its country before it is written."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="addresses")
    name = models.CharField(max_length=120)
    company = models.CharField(max_length=120, blank=True)
    line1 = models.CharField(max_length=160)
    line2 = models.CharField(max_length=160, blank=True)
    city = models.CharField(max_length=120, blank=True)
    region = models.CharField(max_length=60, blank=True)
    postal_code = models.CharField(max_length=20, blank=True)
    country = models.CharField(max_length=2)
    phone = models.CharField(max_length=20, blank=True)
    is_default = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=Q(is_default=True), name="users_one_default_address")
        ]


class Consent(models.Model):
    """One answer to one question, by a person or by a visit without sign-in; never changed, the newest counts."""

    class Purpose(models.TextChoices):
        PROFILING = "profiling", _("Choosing what you see from what you watch")

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="consents")
    visit_id = models.UUIDField(null=True)
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    is_granted = models.BooleanField()
    text_version = models.CharField(max_length=20)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False) | Q(visit_id__isnull=False), name="users_consent_has_somebody"
            ),
            models.CheckConstraint(condition=Q(purpose__in=["profiling"]), name="users_consent_purpose"),
        ]
        indexes = [
            models.Index(fields=["user", "purpose", "-id"], name="users_consent_user"),
            models.Index(fields=["visit_id", "purpose", "-id"], name="users_consent_visit"),
        ]


class ApiToken(models.Model):
    """A key for programs. Only its hash is kept; the key itself was shown once."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=60)
    token_hash = models.CharField(max_length=64, unique=True)
    ending = models.CharField(max_length=4)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    last_used_on = models.DateField(null=True)
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["user", "-created_at"], name="users_token_user")]


ERASED_DOMAIN = "erased.invalid"


class Erasure(models.Model):
    """A person's wish to be erased: until it is due it can be taken back, then it is carried out, once."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    # Whose law says how long what stays is kept.
    market = models.CharField(max_length=2)
    asked_at = models.DateTimeField(default=clock.now)
    due_at = models.DateTimeField()
    canceled_at = models.DateTimeField(null=True, blank=True)
    # From then on nobody signs in any more, and the modules erase; swept when each has for the first time, done when
    # each has come once more.
    begun_at = models.DateTimeField(null=True, blank=True)
    swept_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=Q(canceled_at=None), name="users_erasure_standing_once"),
            models.CheckConstraint(
                condition=Q(canceled_at=None) | Q(begun_at=None), name="users_erasure_not_canceled_once_begun"
            ),
            models.CheckConstraint(condition=Q(done_at=None) | Q(begun_at__isnull=False), name="users_erasure_done"),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(canceled_at=None, done_at=None), name="users_erasure_due"),
        ]


class FormerAddress(models.Model):
    """An address that somebody signed in with until they changed it: by it, what was written to them there is found."""

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="former_addresses")
    email = models.EmailField(max_length=254)
    # Afterwards somebody else may have it.
    until_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["user", "-until_at"], name="users_former_address_latest")]

    def __str__(self) -> str:
        return self.email


class DataCopy(models.Model):
    """A copy of what is kept about a person, made in the background and fetched within some days."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    made_at = models.DateTimeField(null=True, blank=True)
    size_bytes = models.PositiveBigIntegerField(default=0)
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["user", "-asked_at"], name="users_copy_latest"),
            models.Index(fields=["expires_at"], name="users_copy_over"),
        ]

    @property
    def key(self) -> str:
        """Where the file lies in the private store."""
        return f"copies/{self.pk}.zip"
