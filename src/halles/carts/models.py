"""What somebody means to buy, per market, on every device they use."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from halles.kit.ids import uuid7


class Cart(models.Model):
    """One bag per market of a person, or of a browser that nobody has signed in on (known by the hash of its token)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    # The constraints on (user, market) and (token_hash, market) are their indexes.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, db_index=False, related_name="carts"
    )
    token_hash = models.BinaryField(max_length=32, null=True, blank=True)
    market = models.CharField(max_length=2)
    currency = models.CharField(max_length=3)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=True) ^ Q(token_hash__isnull=True), name="carts_cart_has_one_owner"
            ),
            models.UniqueConstraint(
                fields=["user", "market"], condition=Q(user__isnull=False), name="carts_cart_once_per_person"
            ),
            models.UniqueConstraint(
                fields=["token_hash", "market"], condition=Q(token_hash__isnull=False), name="carts_cart_once_per_guest"
            ),
        ]
        indexes = [
            models.Index(fields=["updated_at"], condition=Q(user__isnull=True), name="carts_cart_of_guests_by_age"),
        ]


class CartLine(models.Model):
    """Some pieces of a variant, or one kept for later. Holds no stock and no price: both are read when asked."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    # The constraint on (cart, variant) is its index.
    cart = models.ForeignKey(Cart, on_delete=models.CASCADE, db_index=False, related_name="lines")
    variant = models.ForeignKey("catalog.Variant", on_delete=models.PROTECT, related_name="+")
    quantity = models.PositiveSmallIntegerField()
    # The signed token of where it was met (interactions.sources), as it came; read when the order is placed.
    source = models.TextField(blank=True)
    # The price of one piece that the owner was last told; None where it had none.
    unit_seen_minor = models.BigIntegerField(null=True, blank=True)
    added_at = models.DateTimeField()
    is_saved_for_later = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cart", "variant"], name="carts_line_once"),
            models.CheckConstraint(condition=Q(quantity__range=(1, 20)), name="carts_line_quantity_within"),
        ]


class CartDelivery(models.Model):
    """How one shop's goods shall come: a rate of that shop, and the point of collection where it needs one."""

    id = models.BigAutoField(primary_key=True)
    cart = models.ForeignKey(Cart, on_delete=models.CASCADE, db_index=False, related_name="deliveries")
    seller = models.ForeignKey("sellers.Seller", on_delete=models.CASCADE, related_name="+")
    rate_id = models.UUIDField()
    # A code of shipping.relay_points; empty at home and at the shop.
    point_code = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cart", "seller"], name="carts_delivery_once_per_shop")]
