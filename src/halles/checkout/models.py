"""What makes pressing the buy button twice the same as pressing it once."""

from __future__ import annotations

from django.db import models


class CheckoutAttempt(models.Model):
    """An idempotency key, who used it, for what, and the order group it made. Written once, swept after some days."""

    id = models.BigAutoField(primary_key=True)
    # "user:<id>", or "guest:<visit id>": a stranger's key is never somebody else's answer.
    who = models.CharField(max_length=60)
    key = models.CharField(max_length=100)
    body_hash = models.BinaryField(max_length=32)
    group = models.OneToOneField("orders.OrderGroup", on_delete=models.PROTECT, related_name="checkout_attempt")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["who", "key"], name="checkout_attempt_once")]
        indexes = [models.Index(fields=["created_at"], name="checkout_attempt_by_age")]


class CartAttempt(models.Model):
    """What went from a cart into a purchase, until the purchase is paid for good or comes to nothing."""

    id = models.BigAutoField(primary_key=True)
    # As in CheckoutAttempt, which names the purchase; kept apart, because it is written before there is one.
    who = models.CharField(max_length=60)
    key = models.CharField(max_length=100)
    cart_id = models.UUIDField()
    # Variant → carts.services.Taken.
    taken = models.JSONField()
    # Whether the cart has given these pieces away.
    is_taken = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    # When the job looks at it next.
    look_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["who", "key"], name="checkout_cart_attempt_once")]
        indexes = [models.Index(fields=["look_at"], name="checkout_cart_attempt_to_look")]
