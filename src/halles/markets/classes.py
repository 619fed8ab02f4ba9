"""The words that market files may use; a file with any other word is refused when it is read."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class TaxClass(models.TextChoices):
    """What kind of goods a product is for tax; a market without a rate for a class takes its standard rate."""

    STANDARD = "standard", _("Everything else")
    FOOD = "food", _("Food to eat at home, no alcohol")
    PREPARED_FOOD = "prepared_food", _("Meals ready to eat")
    BOOKS = "books", _("Books")
    PRESS = "press", _("Newspapers and magazines")
    MEDICINE = "medicine", _("Medicines without reimbursement")
    CHILDREN_CLOTHING = "children_clothing", _("Clothes and shoes for children")


class PaymentKind(models.TextChoices):
    """How a payment behaves: authorised then captured, paid at once, or paid later by the customer's own hand."""

    CARD = "card", _("Card")
    INSTANT = "instant", _("Instant payment")
    TRANSFER = "transfer", _("Transfer or cash")


TAX_CLASSES: tuple[str, ...] = tuple(TaxClass.values)
PAYMENT_KINDS: tuple[str, ...] = tuple(PaymentKind.values)
STATUSES: tuple[str, ...] = ("open", "paused", "closed")
REMITTERS: tuple[str, ...] = ("platform", "seller")

# What a market may ask a trader to show to customers, and the papers it may ask for before the first sale.
DISCLOSURES: tuple[str, ...] = (
    "legal_name",
    "representative",
    "address",
    "phone",
    "email",
    "registration_number",
    "vat_number",
)
DOCUMENTS: tuple[str, ...] = (
    "identity_document",
    "register_extract",
    "registration_number",
    "vat_number",
    "tax_id",
    "bank_account",
    "self_certification",
    "representative",
)

WEEKDAYS: tuple[str, ...] = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
# Where a holiday that falls on a weekend goes: nowhere; to the Friday before a Saturday and the Monday after a
# Sunday; or to the next day that is neither weekend nor holiday.
MOVES: tuple[str, ...] = ("", "nearest_weekday", "next_free_weekday")
# What goods are measured in: grams, millilitres, centimetres, square centimetres, pieces.
MEASURES = ("g", "ml", "cm", "cm2", "piece")
