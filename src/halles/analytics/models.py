"""Facts of lines and orders, and their sums by day. All of it is worked out from other tables and can be made again."""

from __future__ import annotations

from django.db import models


class Sums(models.Model):
    """What is added up of lines; amounts in minor units of the row's currency, goods with tax, without carriage."""

    placed_minor = models.BigIntegerField(default=0)
    placed_count = models.IntegerField(default=0)
    paid_minor = models.BigIntegerField(default=0)
    paid_count = models.IntegerField(default=0)
    delivered_minor = models.BigIntegerField(default=0)
    delivered_count = models.IntegerField(default=0)
    net_minor = models.BigIntegerField(default=0)
    kept_count = models.IntegerField(default=0)
    tax_minor = models.BigIntegerField(default=0)
    fee_minor = models.BigIntegerField(default=0)
    commission_minor = models.BigIntegerField(default=0)

    class Meta:
        abstract = True


class LineFact(Sums):
    """One order line as reports see it: whose, from where, on which days of its market, and how much by now."""

    line_id = models.UUIDField(primary_key=True, editable=False)
    order_id = models.UUIDField()
    market = models.CharField(max_length=2)
    currency = models.CharField(max_length=3)
    seller_id = models.UUIDField()
    product_id = models.UUIDField()
    creator_id = models.UUIDField(null=True)
    content_kind = models.CharField(max_length=20, blank=True)
    content_id = models.UUIDField(null=True)
    channel = models.CharField(max_length=10)
    pace = models.CharField(max_length=10)
    placed_on = models.DateField()
    # None: not paid.
    paid_on = models.DateField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=["order_id"], name="analytics_line_order"),
            models.Index(fields=["market", "placed_on"], name="analytics_line_placed"),
            models.Index(fields=["market", "paid_on"], name="analytics_line_paid"),
            models.Index(fields=["seller_id", "placed_on"], name="analytics_line_seller"),
            models.Index(
                fields=["creator_id", "placed_on"],
                condition=models.Q(creator_id__isnull=False),
                name="analytics_line_creator",
            ),
        )


class LineDay(Sums):
    """Lines of one day added up for everybody, for one seller or for one creator; made whole, so never doubled.

    What was placed counts on the day it was placed; all the rest on the day it was paid.
    """

    class By(models.TextChoices):
        ALL = "all"
        SELLER = "seller"
        CREATOR = "creator"

    id = models.BigAutoField(primary_key=True)
    on = models.DateField()
    market = models.CharField(max_length=2)
    currency = models.CharField(max_length=3)
    by = models.CharField(max_length=10, choices=By)
    # Of a seller or creator; zeros for everybody.
    key = models.UUIDField()
    channel = models.CharField(max_length=10)
    pace = models.CharField(max_length=10)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["by", "key", "market", "on", "currency", "channel", "pace"], name="analytics_line_day_once"
            ),
        )
        indexes = (models.Index(fields=["by", "market", "on"], name="analytics_line_day_by"),)


class PartMonth(Sums):
    """Lines of one month of one product, or of one content, added up: splits of a year would else read every line.

    What was placed counts in the month it was placed; all the rest in the month it was paid.
    """

    class By(models.TextChoices):
        PRODUCT = "product"
        CONTENT = "content"

    id = models.BigAutoField(primary_key=True)
    by = models.CharField(max_length=10, choices=By)
    market = models.CharField(max_length=2)
    # Its first day.
    month = models.DateField()
    currency = models.CharField(max_length=3)
    # Of a content; empty for a product.
    kind = models.CharField(max_length=20, blank=True)
    key = models.UUIDField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["by", "market", "month", "currency", "kind", "key"], name="analytics_part_month_once"
            ),
        )


class BookSums(models.Model):
    """The same money twice: from the orders' own rows, and from the postings about these orders."""

    # Orders: goods and carriage as sold, never charged, not charged yet, given back.
    goods_minor = models.BigIntegerField(default=0)
    carriage_minor = models.BigIntegerField(default=0)
    uncharged_minor = models.BigIntegerField(default=0)
    waiting_minor = models.BigIntegerField(default=0)
    refunded_minor = models.BigIntegerField(default=0)
    # Postings: credits of sales by who got them, and what refunds took back.
    booked_seller_minor = models.BigIntegerField(default=0)
    booked_carriage_minor = models.BigIntegerField(default=0)
    booked_fee_minor = models.BigIntegerField(default=0)
    booked_tax_minor = models.BigIntegerField(default=0)
    booked_refund_minor = models.BigIntegerField(default=0)

    class Meta:
        abstract = True


class OrderFact(BookSums):
    """One paid order and what the ledger says of it."""

    order_id = models.UUIDField(primary_key=True, editable=False)
    number = models.CharField(max_length=20)
    market = models.CharField(max_length=2)
    currency = models.CharField(max_length=3)
    seller_id = models.UUIDField()
    paid_on = models.DateField()

    class Meta:
        indexes = (models.Index(fields=["market", "paid_on"], name="analytics_order_paid"),)


class BooksDay(BookSums):
    """Paid orders of one shop on one day, made whole."""

    id = models.BigAutoField(primary_key=True)
    on = models.DateField()
    market = models.CharField(max_length=2)
    currency = models.CharField(max_length=3)
    seller_id = models.UUIDField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["market", "on", "seller_id", "currency"], name="analytics_books_day_once"),
        )
        indexes = (models.Index(fields=["seller_id", "on"], name="analytics_books_day_seller"),)


class ReachDay(models.Model):
    """What was shown of one content on one day of a market; made whole from the hourly sums."""

    id = models.BigAutoField(primary_key=True)
    on = models.DateField()
    market = models.CharField(max_length=2)
    content_kind = models.CharField(max_length=20)
    content_id = models.UUIDField()
    creator_id = models.UUIDField(null=True)
    impression_count = models.BigIntegerField(default=0)
    view_count = models.BigIntegerField(default=0)
    watch_time_ms = models.BigIntegerField(default=0)
    chip_count = models.BigIntegerField(default=0)
    sheet_count = models.BigIntegerField(default=0)
    cart_count = models.BigIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["market", "on", "content_kind", "content_id"], name="analytics_reach_day_once"
            ),
        )
        indexes = (
            models.Index(
                fields=["creator_id", "on"],
                condition=models.Q(creator_id__isnull=False),
                name="analytics_reach_day_creator",
            ),
        )


class ReachSum(models.Model):
    """All contents of one kind together on one day of a market: what the pages of everybody read."""

    id = models.BigAutoField(primary_key=True)
    on = models.DateField()
    market = models.CharField(max_length=2)
    content_kind = models.CharField(max_length=20)
    impression_count = models.BigIntegerField(default=0)
    view_count = models.BigIntegerField(default=0)
    watch_time_ms = models.BigIntegerField(default=0)
    chip_count = models.BigIntegerField(default=0)
    sheet_count = models.BigIntegerField(default=0)
    cart_count = models.BigIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["market", "on", "content_kind"], name="analytics_reach_sum_once"),
        )


class Mark(models.Model):
    """How far the facts are made (one row). What came later than `event_id` or `posting_id` may be missing.

    A row with a small number may be committed after one with a larger; so what has been seen counts as done only once
    it is minutes old.
    """

    name = models.CharField(primary_key=True, max_length=20)
    event_id = models.BigIntegerField(default=0)
    event_seen_id = models.BigIntegerField(default=0)
    posting_id = models.BigIntegerField(default=0)
    posting_seen_id = models.BigIntegerField(default=0)
    seen_at = models.DateTimeField()
    rolled_at = models.DateTimeField()
