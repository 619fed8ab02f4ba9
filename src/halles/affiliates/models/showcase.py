"""What a creator shows on their page, and the open plans as creators look through them."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.db import models

from halles.kit.ids import uuid7


class ShowcaseItem(models.Model):
    """A product on a creator's public page, in the order they chose."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    creator = models.ForeignKey("creators.Creator", on_delete=models.CASCADE, db_index=False, related_name="showcase")
    product = models.ForeignKey("catalog.Product", on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    added_at = models.DateTimeField()

    class Meta:
        ordering = ("position",)
        constraints = [
            models.UniqueConstraint(fields=["creator", "product"], name="affiliates_showcase_once"),
            models.UniqueConstraint(
                fields=["creator", "position"],
                deferrable=models.Deferrable.DEFERRED,
                name="affiliates_showcase_position_once",
            ),
        ]


class MarketplaceEntry(models.Model):
    """A product with an open plan, in one market, worked out beforehand so that a search is a look along an index.

    Rebuilt from catalog, plans and touches by `services.marketplace`; nothing is decided by it. What somebody is really
    paid is decided from the plans.
    """

    id = models.BigAutoField(primary_key=True)
    product = models.ForeignKey("catalog.Product", on_delete=models.CASCADE, db_index=False, related_name="+")
    market = models.CharField(max_length=2)
    plan = models.ForeignKey("Plan", on_delete=models.CASCADE, related_name="+")
    seller = models.ForeignKey("sellers.Seller", on_delete=models.CASCADE, related_name="+")
    category = models.CharField(max_length=60)
    # Title, shop and place, in lower case, in every language they are told in.
    words = models.TextField()
    needs_approval = models.BooleanField()
    rate_bps = models.PositiveIntegerField()
    price_minor = models.BigIntegerField()
    # What one sale earns a newcomer: the rate of the price, by the market without its tax or with it.
    earn_minor = models.BigIntegerField()
    click_count = models.PositiveIntegerField(default=0)
    sale_count = models.PositiveIntegerField(default=0)
    # What a thousand clicks earn at the product's own share of clicks that become sales.
    earn_per_1000_minor = models.BigIntegerField()
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["product", "market"], name="affiliates_marketplace_once")]
        indexes = [
            models.Index(fields=["market", "-earn_minor", "-id"], name="affiliates_mkt_sale"),
            models.Index(fields=["market", "-earn_per_1000_minor", "-id"], name="affiliates_mkt_click"),
            models.Index(fields=["market", "-rate_bps", "-id"], name="affiliates_mkt_rate"),
            models.Index(fields=["market", "category", "-earn_minor", "-id"], name="affiliates_mkt_category"),
            GinIndex(fields=["words"], name="affiliates_mkt_words", opclasses=["gin_trgm_ops"]),
        ]
