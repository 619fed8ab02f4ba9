"""How many pieces of a variant there are, how many of them are promised, and to whom."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from halles.kit.ids import uuid7


class StockLevel(models.Model):
    """Pieces on the shelf and pieces among them that are promised; what can be sold is the difference."""

    variant = models.OneToOneField(
        "catalog.Variant", on_delete=models.PROTECT, primary_key=True, related_name="stock_level"
    )
    on_hand = models.IntegerField(default=0)
    reserved = models.IntegerField(default=0)

    class Meta:
        constraints = [
            # The last word against overselling: no code path can promise what is not there.
            models.CheckConstraint(
                condition=models.Q(reserved__gte=0) & models.Q(reserved__lte=models.F("on_hand")),
                name="inventory_never_oversold",
            ),
        ]


class Reservation(models.Model):
    """Pieces promised to one reference, e.g. an order group: given back or taken out in whole or in parts."""

    class Status(models.TextChoices):
        HELD = "held", _("Held until a deadline")
        COMMITTED = "committed", _("Paid")
        CLOSED = "closed", _("Shipped or given back")

    TRANSITIONS: dict[str, frozenset[str]] = {
        Status.HELD: frozenset({Status.COMMITTED, Status.CLOSED}),
        Status.COMMITTED: frozenset({Status.CLOSED}),
        Status.CLOSED: frozenset(),
    }

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    # No foreign key check per sale: a reservation is written only by the statement that locked the stock level.
    variant = models.ForeignKey(
        "catalog.Variant", on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )
    reference_kind = models.CharField(max_length=20)
    reference_id = models.UUIDField()
    quantity = models.IntegerField()
    released_quantity = models.IntegerField(default=0)
    taken_quantity = models.IntegerField(default=0)
    status = models.CharField(max_length=20, choices=Status, default=Status.HELD)
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["reference_id", "variant", "reference_kind"], name="inventory_reservation_once"
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=["held", "committed", "closed"]),
                name="inventory_reservation_status_known",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    quantity__gt=0,
                    released_quantity__gte=0,
                    taken_quantity__gte=0,
                    quantity__gte=models.F("released_quantity") + models.F("taken_quantity"),
                ),
                name="inventory_reservation_adds_up",
            ),
        ]


class StockChange(models.Model):
    """Every change of what is on the shelf, never altered: the sum per variant is `StockLevel.on_hand`."""

    class Kind(models.TextChoices):
        COUNTED = "counted", _("Counted")
        ADJUSTED = "adjusted", _("Corrected")
        SHIPPED = "shipped", _("Shipped")
        RETURNED = "returned", _("Came back")

    id = models.BigAutoField(primary_key=True)
    variant = models.ForeignKey("catalog.Variant", on_delete=models.PROTECT, db_index=False, related_name="+")
    at = models.DateTimeField()
    kind = models.CharField(max_length=20, choices=Kind)
    delta = models.IntegerField()
    on_hand_after = models.IntegerField()
    reference_kind = models.CharField(max_length=20, blank=True)
    reference_id = models.UUIDField(null=True, blank=True)
    by_id = models.UUIDField(null=True, blank=True)
    why = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["counted", "adjusted", "shipped", "returned"]),
                name="inventory_change_kind_known",
            ),
        ]
        indexes = [models.Index(fields=["variant", "id"], name="inventory_change_by_variant")]
