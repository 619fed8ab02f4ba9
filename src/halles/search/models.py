"""What can be found: one entry per thing and market, and the words they are made of."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models


class Kind(models.TextChoices):
    """What the search finds."""

    PRODUCT = "product"
    VIDEO = "video"
    LIVE = "live"
    CREATOR = "creator"
    SHOP = "shop"


class Entry(models.Model):
    """A thing that can be found in one market. Everything here is derived; `services.index` writes it anew at will."""

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=10, choices=Kind)
    # The thing lives in the module that shows it; an entry only points there.
    thing_id = models.UUIDField()
    market = models.CharField(max_length=2)
    title = models.CharField(max_length=200)
    # {"fr": "Couteau d’office", …}: the title in every language its owner wrote it in.
    titles = models.JSONField(default=dict)
    # The folded words of all of them, a line each, for what is offered while somebody types.
    title_words = models.CharField(max_length=600)
    document = SearchVectorField()
    words = ArrayField(models.CharField(max_length=40), default=list)
    category = models.CharField(max_length=60, blank=True)
    seller_id = models.UUIDField(null=True, blank=True)
    seller_name = models.CharField(max_length=80, blank=True)
    maker = models.CharField(max_length=120, blank=True)
    origin_country = models.CharField(max_length=2, blank=True)
    origin_region = models.CharField(max_length=80, blank=True)
    # The cheapest variant's price in this market, in minor units of its currency.
    price_minor = models.BigIntegerField(null=True, blank=True)
    is_reduced = models.BooleanField(default=False)
    is_in_stock = models.BooleanField(default=True)
    # Hundredths of a star, None without reviews.
    rating = models.PositiveSmallIntegerField(null=True, blank=True)
    review_count = models.PositiveIntegerField(default=0)
    # From 0 to 1: what the order of results adds to the match of the words (see `ranking.py`).
    quality = models.FloatField(default=0.0)
    published_at = models.DateTimeField()
    indexed_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["kind", "thing_id", "market"], name="search_entry_once"),
            models.CheckConstraint(
                condition=models.Q(kind__in=["product", "video", "live", "creator", "shop"]),
                name="search_entry_kind_known",
            ),
            models.CheckConstraint(condition=models.Q(quality__range=(0.0, 1.0)), name="search_entry_quality_range"),
        )
        indexes = (
            GinIndex(fields=["document"], name="search_entry_document"),
            # A word that half the hall has: the best are read first, and reading ends when there are enough.
            models.Index(fields=["market", "-quality", "-id"], name="search_entry_best"),
            models.Index(fields=["indexed_at"], name="search_entry_oldest"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.title}"


class Word(models.Model):
    """A word that something can be found by, to mend what was mistyped and to end what was begun."""

    text = models.CharField(max_length=40, primary_key=True)
    # In how many entries, as last counted.
    entry_count = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = (
            GinIndex(fields=["text"], name="search_word_like", opclasses=["gin_trgm_ops"]),
            models.Index(fields=["text"], name="search_word_prefix", opclasses=["text_pattern_ops"]),
        )

    def __str__(self) -> str:
        return self.text
