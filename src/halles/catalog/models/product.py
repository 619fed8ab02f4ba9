"""Products, their variants and photos."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from halles.kit.ids import uuid7


class Product(models.Model):
    """Something a shop sells, told once in the seller's language, with where it comes from and how that is shown."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        ACTIVE = "active", _("On sale")
        PAUSED = "paused", _("Paused")
        HELD = "held", _("Taken off sale by staff")
        ARCHIVED = "archived", _("Archived")

    class ProofKind(models.TextChoices):
        SELF_DECLARED = "self_declared", _("The seller says so")
        LABEL = "label", _("A protected label or certificate")
        WORKSHOP = "workshop", _("Pictures from the workshop")
        REGISTER = "register", _("An entry in a public register")

    TRANSITIONS: dict[str, frozenset[str]] = {
        Status.DRAFT: frozenset({Status.ACTIVE, Status.HELD, Status.ARCHIVED}),
        Status.ACTIVE: frozenset({Status.PAUSED, Status.HELD, Status.ARCHIVED}),
        Status.PAUSED: frozenset({Status.ACTIVE, Status.HELD, Status.ARCHIVED}),
        Status.HELD: frozenset({Status.DRAFT, Status.PAUSED, Status.ARCHIVED}),
        Status.ARCHIVED: frozenset(),
    }

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    seller = models.ForeignKey("sellers.Seller", on_delete=models.PROTECT, related_name="products")
    slug = models.SlugField(max_length=80)
    title = models.CharField(max_length=140)
    description = models.TextField(max_length=5000, blank=True)
    language = models.CharField(max_length=10)
    # {"en": {"title": …, "description": …, "values": {"紺": "navy"}}}: other languages than `language`, as far as the
    # seller wrote them; `values` are those of the options.
    translations = models.JSONField(default=dict, blank=True)
    category = models.CharField(max_length=60)
    tax_class = models.CharField(max_length=20)
    # Codes of halles.catalog.options (or the seller's own words), in the order the variants are chosen.
    option_names = models.JSONField(default=list, blank=True)
    origin_country = models.CharField(max_length=2, blank=True)
    origin_region = models.CharField(max_length=80, blank=True)
    origin_place = models.CharField(max_length=80, blank=True)
    origin_maker = models.CharField(max_length=120, blank=True)
    origin_proof_kind = models.CharField(max_length=20, choices=ProofKind, default=ProofKind.SELF_DECLARED)
    origin_proof = models.CharField(max_length=500, blank=True)
    origin_proof_url = models.URLField(max_length=300, blank=True)
    origin_proof_asset = models.ForeignKey(
        "media.Asset", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    warranty_months = models.PositiveSmallIntegerField(default=0)
    status = models.CharField(max_length=20, choices=Status, default=Status.DRAFT)
    held_why = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=["draft", "active", "paused", "held", "archived"]),
                name="catalog_product_status_known",
            ),
            models.CheckConstraint(
                condition=models.Q(origin_proof_kind__in=["self_declared", "label", "workshop", "register"]),
                name="catalog_product_proof_kind_known",
            ),
        ]
        indexes = [
            models.Index(fields=["seller", "status", "-id"], name="catalog_product_of_seller"),
            models.Index(
                fields=["category", "-id"], condition=models.Q(status="active"), name="catalog_product_by_category"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def title_in(self, language: str) -> str:
        """The title in `language` (a code such as `fr`), else in the seller's language."""
        return str(self.translations.get(language, {}).get("title") or self.title)

    def description_in(self, language: str) -> str:
        """The description in `language` (a code such as `fr`), else in the seller's language."""
        return str(self.translations.get(language, {}).get("description") or self.description)


class Variant(models.Model):
    """One exact thing that can be bought: a size, a colour. A product without choices has one variant."""

    class Status(models.TextChoices):
        ACTIVE = "active", _("Offered")
        RETIRED = "retired", _("No longer offered")

    class Measure(models.TextChoices):
        GRAM = "g", _("grams")
        MILLILITRE = "ml", _("millilitres")
        CENTIMETRE = "cm", _("centimetres")
        SQUARE_CENTIMETRE = "cm2", _("square centimetres")
        PIECE = "piece", _("pieces")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="variants")
    # Repeated from the product so that the database itself keeps a SKU unique within the shop.
    seller = models.ForeignKey("sellers.Seller", on_delete=models.PROTECT, related_name="+")
    sku = models.CharField(max_length=40)
    name = models.CharField(max_length=80, blank=True)
    options = models.JSONField(default=dict, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    weight_grams = models.PositiveIntegerField(null=True, blank=True)
    # What is inside, without wrapping: from it and the price the unit price is worked out.
    measure = models.CharField(max_length=5, choices=Measure, blank=True)
    measure_amount = models.PositiveIntegerField(null=True, blank=True)
    status = models.CharField(max_length=20, choices=Status, default=Status.ACTIVE)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["seller", "sku"], name="catalog_variant_sku_once"),
            models.UniqueConstraint(
                fields=["product", "options"],
                condition=models.Q(status="active"),
                name="catalog_variant_options_once",
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=["active", "retired"]), name="catalog_variant_status_known"
            ),
            models.CheckConstraint(
                condition=models.Q(measure="", measure_amount__isnull=True)
                | models.Q(measure__in=["g", "ml", "cm", "cm2", "piece"], measure_amount__gt=0),
                name="catalog_variant_measure_whole",
            ),
        ]
        indexes = [models.Index(fields=["product", "position"], name="catalog_variant_of_product")]

    def __str__(self) -> str:
        return self.sku


class ProductPhoto(models.Model):
    """A picture of the product; the first one stands for it in every list."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="photos")
    asset = models.ForeignKey("media.Asset", on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    alt = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            # Deferred: a new order is written row by row and only has to be right at the end.
            models.UniqueConstraint(
                fields=["product", "position"],
                deferrable=models.Deferrable.DEFERRED,
                name="catalog_photo_position_once",
            ),
        ]
