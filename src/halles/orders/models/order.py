"""The part of a purchase that one seller ships, and its lines as they were sold."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from halles.kit.ids import uuid7
from halles.orders.models.group import OrderGroup


class Order(models.Model):
    """What one seller owes one customer. Amounts as sold; what was taken off since stands beside them."""

    class Status(models.TextChoices):
        UNPAID = "unpaid", _("Waiting for payment")
        ON_HOLD = "on_hold", _("Can still be cancelled")
        AWAITING_SHIPMENT = "awaiting_shipment", _("Being prepared")
        PARTIALLY_SHIPPING = "partially_shipping", _("Partly packed")
        AWAITING_COLLECTION = "awaiting_collection", _("Packed, waiting for the carrier")
        IN_TRANSIT = "in_transit", _("On its way")
        DELIVERED = "delivered", _("Delivered")
        COMPLETED = "completed", _("Completed")
        CANCELED = "canceled", _("Cancelled")

    TRANSITIONS: dict[str, frozenset[str]] = {
        Status.UNPAID: frozenset({Status.ON_HOLD, Status.CANCELED}),
        Status.ON_HOLD: frozenset({Status.AWAITING_SHIPMENT, Status.CANCELED}),
        Status.AWAITING_SHIPMENT: frozenset({Status.PARTIALLY_SHIPPING, Status.AWAITING_COLLECTION, Status.CANCELED}),
        Status.PARTIALLY_SHIPPING: frozenset({Status.AWAITING_COLLECTION}),
        # Canceled when it waited at the shop and nobody came.
        Status.AWAITING_COLLECTION: frozenset({Status.IN_TRANSIT, Status.DELIVERED, Status.CANCELED}),
        Status.IN_TRANSIT: frozenset({Status.DELIVERED}),
        Status.DELIVERED: frozenset({Status.COMPLETED}),
        Status.COMPLETED: frozenset(),
        Status.CANCELED: frozenset(),
    }

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    # The constraint on (group, position) is its index.
    group = models.ForeignKey(OrderGroup, on_delete=models.PROTECT, db_index=False, related_name="orders")
    # 1, 2, … within the group: people read H-7K3Q9XM-2.
    position = models.PositiveSmallIntegerField()
    seller = models.ForeignKey("sellers.Seller", on_delete=models.PROTECT, db_index=False, related_name="orders")
    status = models.CharField(max_length=20, choices=Status, default=Status.UNPAID)
    currency = models.CharField(max_length=3)
    subtotal_minor = models.BigIntegerField()
    shipping_minor = models.BigIntegerField()
    shipping_tax_minor = models.BigIntegerField()
    # Of lines and shipping together; inside the prices or on top, as `group.tax_is_included` says.
    tax_minor = models.BigIntegerField()
    total_minor = models.BigIntegerField()
    platform_fee_minor = models.BigIntegerField()
    # The platform owes this tax to the state (marketplace facilitator), so it is never the seller's money.
    is_tax_remitted = models.BooleanField()
    # Never charged, because canceled before the money was taken; paid back, because canceled or refunded after.
    canceled_minor = models.BigIntegerField(default=0)
    refunded_minor = models.BigIntegerField(default=0)
    shipping_canceled_minor = models.BigIntegerField(default=0)
    shipping_refunded_minor = models.BigIntegerField(default=0)
    # How much of the carriage's tax went with what was canceled or refunded.
    shipping_tax_back_minor = models.BigIntegerField(default=0)
    # shipping.queries.ShippingOption as chosen.
    shipping_option = models.JSONField()
    dispatch_by_on = models.DateField()
    arrives_from_on = models.DateField()
    arrives_to_on = models.DateField()
    # Not shipped on this day: canceled for the customer.
    auto_cancel_on = models.DateField()
    hold_until = models.DateTimeField(null=True, blank=True)
    placed_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True, blank=True)
    captured_at = models.DateTimeField(null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)
    shipped_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    canceled_at = models.DateTimeField(null=True, blank=True)
    canceled_by = models.CharField(max_length=20, blank=True)
    cancel_reason = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "position"], name="orders_order_position_once"),
            models.CheckConstraint(
                condition=Q(
                    status__in=[
                        "unpaid",
                        "on_hold",
                        "awaiting_shipment",
                        "partially_shipping",
                        "awaiting_collection",
                        "in_transit",
                        "delivered",
                        "completed",
                        "canceled",
                    ]
                ),
                name="orders_order_status_known",
            ),
            models.CheckConstraint(
                condition=Q(
                    canceled_minor__gte=0,
                    refunded_minor__gte=0,
                    total_minor__gte=F("canceled_minor") + F("refunded_minor"),
                ),
                name="orders_order_never_refunds_more_than_paid",
            ),
            models.CheckConstraint(
                condition=Q(
                    shipping_canceled_minor__gte=0,
                    shipping_refunded_minor__gte=0,
                    total_minor__gte=F("shipping_canceled_minor") + F("shipping_refunded_minor"),
                ),
                name="orders_order_shipping_refund_within",
            ),
            models.CheckConstraint(
                condition=Q(shipping_tax_back_minor__range=(0, F("shipping_tax_minor"))),
                name="orders_order_shipping_tax_back_within",
            ),
        ]
        indexes = [
            models.Index(fields=["seller", "status", "id"], name="orders_order_by_seller"),
            models.Index(fields=["hold_until"], condition=Q(status="on_hold"), name="orders_order_hold_over"),
            models.Index(
                fields=["auto_cancel_on"],
                condition=Q(status__in=["awaiting_shipment", "partially_shipping"]),
                name="orders_order_to_ship",
            ),
        ]


class OrderLine(models.Model):
    """One variant as it was sold. The copy is the contract: later changes of the product don't touch it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    # The constraint on (order, position) is its index.
    order = models.ForeignKey(Order, on_delete=models.PROTECT, db_index=False, related_name="lines")
    position = models.PositiveSmallIntegerField()
    # Variants and products are never deleted; a check per sale would only make rivals of all who buy the same thing.
    variant = models.ForeignKey(
        "catalog.Variant", on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )
    product = models.ForeignKey("catalog.Product", on_delete=models.PROTECT, db_constraint=False, related_name="+")
    title = models.CharField(max_length=200)
    variant_name = models.CharField(max_length=120, blank=True)
    sku = models.CharField(max_length=64, blank=True)
    photo_key = models.CharField(max_length=200, blank=True)
    quantity = models.PositiveIntegerField()
    unit_minor = models.BigIntegerField()
    tax_class = models.CharField(max_length=20)
    tax_ppm = models.PositiveIntegerField()
    tax_minor = models.BigIntegerField()
    # What the customer pays for this line: with tax, after discounts.
    total_minor = models.BigIntegerField()
    platform_fee_minor = models.BigIntegerField()
    # What was taken off the price, for which reason and at whose cost (promotions.terms.Terms.as_line).
    discounts = models.JSONField(default=list)
    # The touch that led here (interactions.sources.Source), for attribution.
    source = models.JSONField(null=True, blank=True)
    canceled_quantity = models.PositiveIntegerField(default=0)
    shipped_quantity = models.PositiveIntegerField(default=0)
    canceled_minor = models.BigIntegerField(default=0)
    refunded_minor = models.BigIntegerField(default=0)
    # How much of the line's tax and fee went with what was canceled or refunded.
    tax_back_minor = models.BigIntegerField(default=0)
    platform_fee_back_minor = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "position"], name="orders_line_position_once"),
            models.CheckConstraint(
                condition=Q(quantity__gt=0, quantity__gte=F("canceled_quantity") + F("shipped_quantity")),
                name="orders_line_pieces_add_up",
            ),
            models.CheckConstraint(
                condition=Q(
                    canceled_minor__gte=0,
                    refunded_minor__gte=0,
                    total_minor__gte=F("canceled_minor") + F("refunded_minor"),
                ),
                name="orders_line_never_refunds_more_than_paid",
            ),
            models.CheckConstraint(
                condition=Q(
                    tax_back_minor__range=(0, F("tax_minor")),
                    platform_fee_back_minor__range=(0, F("platform_fee_minor")),
                ),
                name="orders_line_parts_back_within",
            ),
        ]

    @property
    def goods_minor(self) -> int:
        """What the pieces cost after discounts, in minor units of the order: before a tax that comes on top."""
        return self.unit_minor * self.quantity - self.discount_minor

    @property
    def discount_minor(self) -> int:
        """What was taken off the shown price, in minor units of the order."""
        return sum(int(discount["amount_minor"]) for discount in self.discounts)
