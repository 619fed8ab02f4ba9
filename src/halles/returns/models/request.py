"""A withdrawal or a return: which pieces of an order, on which ground, how far it is, and what it came to."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from halles.kit.ids import uuid7


class ReturnRequest(models.Model):
    """One declaration of a customer. `deadline_at` is the moment at which silence decides, whoever is silent."""

    class Kind(models.TextChoices):
        WITHDRAWAL = "withdrawal", _("Withdrawal")
        RETURN = "return", _("Return")

    class Status(models.TextChoices):
        REQUESTED = "requested", pgettext_lazy("return", "Waiting for the shop")
        APPROVED = "approved", pgettext_lazy("return", "To be sent back")
        REJECTED = "rejected", pgettext_lazy("return", "Declined")
        IN_TRANSIT = "in_transit", pgettext_lazy("return", "On its way back")
        RECEIVED = "received", pgettext_lazy("return", "Back at the shop")
        REFUNDED = "refunded", pgettext_lazy("return", "Refunded")
        PARTIALLY_REFUNDED = "partially_refunded", pgettext_lazy("return", "Partly refunded")
        CLOSED = "closed", pgettext_lazy("return", "Closed without a refund")
        CANCELED = "canceled", pgettext_lazy("return", "Taken back by the customer")

    TRANSITIONS: dict[str, frozenset[str]] = {
        Status.REQUESTED: frozenset({Status.APPROVED, Status.REJECTED, Status.REFUNDED, Status.CANCELED}),
        Status.APPROVED: frozenset(
            {
                Status.IN_TRANSIT,
                Status.RECEIVED,
                Status.REFUNDED,
                Status.PARTIALLY_REFUNDED,
                Status.CLOSED,
                Status.CANCELED,
            }
        ),
        Status.IN_TRANSIT: frozenset({Status.RECEIVED, Status.REFUNDED, Status.PARTIALLY_REFUNDED, Status.CLOSED}),
        Status.RECEIVED: frozenset({Status.REFUNDED, Status.PARTIALLY_REFUNDED, Status.REJECTED, Status.CLOSED}),
        # A case may still find for the customer.
        Status.REJECTED: frozenset({Status.REFUNDED, Status.PARTIALLY_REFUNDED}),
        Status.PARTIALLY_REFUNDED: frozenset({Status.REFUNDED, Status.PARTIALLY_REFUNDED}),
        Status.REFUNDED: frozenset(),
        Status.CLOSED: frozenset({Status.REFUNDED, Status.PARTIALLY_REFUNDED}),
        Status.CANCELED: frozenset(),
    }
    OPEN = (Status.REQUESTED, Status.APPROVED, Status.IN_TRANSIT, Status.RECEIVED)
    # Pieces of these are on their way back or have come back: nobody may give them back a second time.
    COUNTED = (*OPEN, Status.REFUNDED, Status.PARTIALLY_REFUNDED)

    class Payer(models.TextChoices):
        CUSTOMER = "customer", _("The customer")
        SELLER = "seller", _("The shop")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    order = models.ForeignKey("orders.Order", on_delete=models.PROTECT, db_index=False, related_name="returns")
    # 1, 2, … within the order: people read H-7K3Q9XM-R1.
    position = models.PositiveSmallIntegerField()
    # The key of the form: a second press of the button is the same return.
    key = models.CharField(max_length=64)
    kind = models.CharField(max_length=12, choices=Kind)
    # A code of halles.returns.reasons; empty for a withdrawal, which needs none.
    reason = models.CharField(max_length=30, blank=True)
    ground = models.CharField(max_length=20)
    status = models.CharField(max_length=20, choices=Status)
    # What the withdrawal says, as the law asks for it.
    name = models.CharField(max_length=120)
    email = models.EmailField(max_length=254)
    is_parcel_needed = models.BooleanField()
    carriage_paid_by = models.CharField(max_length=10, choices=Payer)
    currency = models.CharField(max_length=3)
    requested_at = models.DateTimeField()
    deadline_at = models.DateTimeField(null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.CharField(max_length=20, blank=True)
    rejected_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField(null=True, blank=True)
    received_by = models.CharField(max_length=20, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.CharField(max_length=20, blank=True)
    # What the shop (or staff) wrote when it declined or gave back less.
    why = models.CharField(max_length=1000, blank=True)
    # The order's refunds (orders.OrderRefund) that were made for it.
    refund_ids = models.JSONField(default=list, blank=True)
    # Taken off the order for it: refunded, or never charged; `postage_minor` is what the label cost its payer.
    refunded_minor = models.BigIntegerField(default=0)
    uncharged_minor = models.BigIntegerField(default=0)
    postage_minor = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "position"], name="returns_request_position_once"),
            models.UniqueConstraint(fields=["order", "key"], name="returns_request_key_once"),
            models.CheckConstraint(
                condition=Q(
                    status__in=[
                        "requested",
                        "approved",
                        "rejected",
                        "in_transit",
                        "received",
                        "refunded",
                        "partially_refunded",
                        "closed",
                        "canceled",
                    ]
                ),
                name="returns_request_status_known",
            ),
            models.CheckConstraint(condition=Q(kind__in=["withdrawal", "return"]), name="returns_request_kind_known"),
            models.CheckConstraint(
                condition=Q(ground__in=["withdrawal", "change_of_mind", "fault"]), name="returns_request_ground_known"
            ),
            models.CheckConstraint(
                condition=Q(carriage_paid_by__in=["customer", "seller"]), name="returns_request_payer_known"
            ),
            models.CheckConstraint(
                condition=Q(refunded_minor__gte=0, uncharged_minor__gte=0, postage_minor__gte=0),
                name="returns_request_amounts_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(deadline_at__isnull=True),
                name="returns_request_closed_is_quiet",
            ),
        ]
        indexes = [
            models.Index(
                fields=["deadline_at"], condition=Q(deadline_at__isnull=False), name="returns_request_deadline"
            ),
        ]

    @property
    def is_open(self) -> bool:
        """Whether something is still to happen."""
        return self.status in self.OPEN

    @property
    def paid_out_minor(self) -> int:
        """What the customer really gets back, in minor units: less the label, when it is theirs to pay."""
        is_theirs = self.carriage_paid_by == self.Payer.CUSTOMER
        return self.refunded_minor - (self.postage_minor if is_theirs else 0)

    @property
    def number(self) -> str:
        """What people call it; the order's group is loaded."""
        return f"{self.order.group.number}-R{self.position}" + (
            f".{self.order.position}" if self.order.position > 1 else ""
        )


class ReturnLine(models.Model):
    """Pieces of one order line in a return: `canceled_quantity` of them never left the shop."""

    id = models.BigAutoField(primary_key=True)
    request = models.ForeignKey(ReturnRequest, on_delete=models.PROTECT, db_index=False, related_name="lines")
    order_line = models.ForeignKey("orders.OrderLine", on_delete=models.PROTECT, related_name="return_lines")
    quantity = models.PositiveIntegerField()
    canceled_quantity = models.PositiveIntegerField(default=0)
    # What the shop took off at the inspection, and how many pieces went back on its shelf.
    deducted_minor = models.BigIntegerField(default=0)
    refunded_minor = models.BigIntegerField(default=0)
    restocked_quantity = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "order_line"], name="returns_line_once"),
            models.CheckConstraint(
                condition=Q(quantity__gt=0, quantity__gte=F("canceled_quantity") + F("restocked_quantity")),
                name="returns_line_pieces_add_up",
            ),
            models.CheckConstraint(
                condition=Q(deducted_minor__gte=0, refunded_minor__gte=0), name="returns_line_amounts_not_negative"
            ),
        ]

    @property
    def sent_quantity(self) -> int:
        """The pieces that have to come back in a parcel."""
        return self.quantity - self.canceled_quantity


class ReturnClass(models.Model):
    """What kind of goods a product is for returns, from a moment on; what was bought before keeps what it had."""

    class Kind(models.TextChoices):
        ORDINARY = "", _("Can be sent back")
        PERISHABLE = "perishable", _("Perishable: spoils quickly")
        MADE_TO_ORDER = "made_to_order", _("Made to the customer's wishes")
        HYGIENE = "hygiene", _("Sealed for health or hygiene, once it was opened")

    id = models.BigAutoField(primary_key=True)
    product = models.ForeignKey("catalog.Product", on_delete=models.PROTECT, db_index=False, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind, blank=True)
    from_at = models.DateTimeField()
    by_id = models.UUIDField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["product", "from_at"], name="returns_class_moment_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["", "perishable", "made_to_order", "hygiene"]), name="returns_class_known"
            ),
        ]
