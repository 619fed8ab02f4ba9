"""Parcels of an order: what is in them, who carries them, and where the carrier saw them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from halles.kit.ids import uuid7


class Package(models.Model):
    """One parcel. Only the carrier, the customer or the market's days of silence say that it arrived."""

    class Status(models.TextChoices):
        PACKED = "packed", _("Packed, waiting for the carrier")
        IN_TRANSIT = "in_transit", _("On its way")
        OUT_FOR_DELIVERY = "out_for_delivery", _("With the courier today")
        DELIVERED = "delivered", _("Delivered")
        LOST = "lost", _("Lost by the carrier")
        NOT_COLLECTED = "not_collected", _("Not collected, back on the shelf")

    # Nothing more happens to these.
    ENDED = (Status.DELIVERED, Status.NOT_COLLECTED)

    TRANSITIONS: dict[str, frozenset[str]] = {
        Status.PACKED: frozenset(
            {Status.IN_TRANSIT, Status.OUT_FOR_DELIVERY, Status.DELIVERED, Status.LOST, Status.NOT_COLLECTED}
        ),
        Status.IN_TRANSIT: frozenset({Status.OUT_FOR_DELIVERY, Status.DELIVERED, Status.LOST}),
        Status.OUT_FOR_DELIVERY: frozenset({Status.IN_TRANSIT, Status.DELIVERED, Status.LOST}),
        # A parcel declared lost sometimes turns up.
        Status.LOST: frozenset({Status.DELIVERED}),
        Status.DELIVERED: frozenset(),
        Status.NOT_COLLECTED: frozenset(),
    }

    class DeliveredBy(models.TextChoices):
        CARRIER = "carrier", _("The carrier")
        CUSTOMER = "customer", _("The customer")
        SILENCE = "silence", _("Days without a complaint")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    order = models.ForeignKey("orders.Order", on_delete=models.PROTECT, related_name="packages")
    position = models.PositiveSmallIntegerField()
    carrier = models.CharField(max_length=40)
    tracking_number = models.CharField(max_length=40)
    status = models.CharField(max_length=20, choices=Status, default=Status.PACKED)
    packed_by_id = models.UUIDField()
    packed_at = models.DateTimeField()
    # The last sighting by the carrier; before the first one, when it was packed.
    last_seen_at = models.DateTimeField()
    handed_over_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    delivered_by = models.CharField(max_length=20, choices=DeliveredBy, blank=True)
    # When the carrier is asked next; None once there is nothing more to ask.
    next_poll_at = models.DateTimeField(null=True, blank=True)
    poll_failed_count = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "position"], name="fulfillment_package_position_once"),
            models.UniqueConstraint(fields=["carrier", "tracking_number"], name="fulfillment_tracking_number_once"),
            models.CheckConstraint(
                condition=Q(
                    status__in=["packed", "in_transit", "out_for_delivery", "delivered", "lost", "not_collected"]
                ),
                name="fulfillment_package_status_known",
            ),
            models.CheckConstraint(
                condition=Q(delivered_by__in=["", "carrier", "customer", "silence"]),
                name="fulfillment_delivered_by_known",
            ),
        ]
        indexes = [
            models.Index(fields=["next_poll_at"], condition=Q(next_poll_at__isnull=False), name="fulfillment_to_poll"),
        ]


class PackageLine(models.Model):
    """How many pieces of an order line are in a parcel."""

    id = models.BigAutoField(primary_key=True)
    package = models.ForeignKey(Package, on_delete=models.PROTECT, related_name="lines")
    order_line = models.ForeignKey("orders.OrderLine", on_delete=models.PROTECT, related_name="package_lines")
    quantity = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["package", "order_line"], name="fulfillment_package_line_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="fulfillment_package_line_positive"),
        ]


class TrackingEvent(models.Model):
    """Where and when the carrier saw a parcel; each of its scans once."""

    id = models.BigAutoField(primary_key=True)
    package = models.ForeignKey(Package, on_delete=models.PROTECT, related_name="tracking_events")
    at = models.DateTimeField()
    status = models.CharField(max_length=20, choices=Package.Status)
    # A code of the carrier port, e.g. "sorted" or "address_problem"; queries give its words.
    text_code = models.CharField(max_length=30)
    place = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["package", "at", "text_code"], name="fulfillment_scan_once"),
        ]


class HandoverProof(models.Model):
    """The receipt by which a shop shows that a carrier took a parcel before the carrier's first scan. Staff strike one
    that shows something else; it then counts for nothing."""

    package = models.OneToOneField(Package, on_delete=models.PROTECT, primary_key=True, related_name="handover_proof")
    handed_over_at = models.DateTimeField()
    # In the private store: the shop and staff look at it.
    key = models.CharField(max_length=200)
    made_by_id = models.UUIDField()
    made_at = models.DateTimeField()
    struck_at = models.DateTimeField(null=True, blank=True)
    struck_why = models.CharField(max_length=500, blank=True)
