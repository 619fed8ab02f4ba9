"""One purchase of one customer: a payment, an address, and one order per seller."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Upper

from halles.kit.ids import uuid7


class OrderGroup(models.Model):
    """One purchase. Everything here is frozen when it is placed, but for `expires_at` and `capture_requested_at`."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.CharField(max_length=12)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="order_groups"
    )
    email = models.EmailField(max_length=254)
    market = models.CharField(max_length=2)
    currency = models.CharField(max_length=3)
    language = models.CharField(max_length=10)
    # users.addresses.AddressData as a dictionary.
    ship_to = models.JSONField()
    tax_is_included = models.BooleanField()
    payment_method = models.CharField(max_length=20)
    total_minor = models.BigIntegerField()
    # SHA-256 of the token in a guest's link; the token itself is derived from the secret and stored nowhere.
    access_token_hash = models.BinaryField(max_length=32, null=True, blank=True)
    placed_at = models.DateTimeField()
    # Unpaid at this instant: the stock goes back. None once the payment stands.
    expires_at = models.DateTimeField(null=True, blank=True)
    # The pseudonym of the browser it was bought with, where one was given: what it clicked on is looked up by it, once.
    touch_key = models.UUIDField(null=True, blank=True)
    # Set when the cancel window is over and the money has been asked for; until the answer nothing may be canceled.
    capture_requested_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["number"], name="orders_group_number_once"),
            models.UniqueConstraint(
                fields=["access_token_hash"],
                condition=models.Q(access_token_hash__isnull=False),
                name="orders_group_access_token_once",
            ),
            models.CheckConstraint(condition=models.Q(total_minor__gte=0), name="orders_group_total_not_negative"),
        ]
        indexes = [
            models.Index(Upper("email"), name="orders_group_by_email"),
            models.Index(
                fields=["expires_at"], condition=models.Q(expires_at__isnull=False), name="orders_group_unpaid"
            ),
        ]

    def __str__(self) -> str:
        return self.number
