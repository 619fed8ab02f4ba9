"""The books. Rows are only ever added: the database refuses UPDATE, DELETE and TRUNCATE (migration 0002).

Posting names its account and transaction without a database foreign key: every sale touches the same few platform
accounts, and a foreign key would lock their rows for each of them. A trigger checks both when the lines are written,
and neither row can ever go away.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from halles.kit.ids import uuid7
from halles.ledger.accounts import KINDS

LINES_MAX = 400


class Account(models.Model):
    """One account of one owner in one currency, opened by its first posting."""

    kind = models.CharField(max_length=30)
    owner_kind = models.CharField(max_length=20)
    owner_id = models.CharField(max_length=40, blank=True)
    currency = models.CharField(max_length=3)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "owner_kind", "owner_id", "currency"], name="ledger_account_once"),
            models.CheckConstraint(condition=Q(kind__in=sorted(KINDS)), name="ledger_account_kind"),
            models.CheckConstraint(condition=Q(currency__regex=r"^[A-Z]{3}$"), name="ledger_account_currency"),
        ]
        indexes = [models.Index(fields=["owner_kind", "owner_id"], name="ledger_account_owner")]


class Transaction(models.Model):
    """One fact, once (`key`), whose `line_count` postings sum to zero in each currency."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=120, unique=True)
    reference_kind = models.CharField(max_length=30)
    reference_id = models.UUIDField()
    reference_number = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField()
    reverses = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="reversed_by", db_index=True
    )
    line_count = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(line_count__gte=2, line_count__lte=LINES_MAX), name="ledger_transaction_line_count"
            ),
            models.CheckConstraint(condition=Q(kind__regex=r"^[a-z][a-z_]*$"), name="ledger_transaction_kind"),
        ]
        indexes = [models.Index(fields=["reference_kind", "reference_id"], name="ledger_transaction_reference")]


class Posting(models.Model):
    """One line: `amount_minor` is signed, debit positive, credit negative, never zero."""

    transaction = models.ForeignKey(
        Transaction, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="postings"
    )
    position = models.PositiveSmallIntegerField()
    account = models.ForeignKey(
        Account, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="postings"
    )
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)

    class Meta:
        constraints = [
            # Positions 1 to line_count are all taken at commit, so a finished transaction has no room for a line.
            models.UniqueConstraint(fields=["transaction", "position"], name="ledger_posting_position"),
            models.CheckConstraint(condition=~Q(amount_minor=0), name="ledger_posting_amount"),
        ]
        indexes = [
            # Balances are sums read from this index alone; there is no balance row for orders to queue at.
            models.Index(fields=["account", "id"], include=["amount_minor"], name="ledger_posting_balance"),
        ]


class BooksCheck(models.Model):
    """What a check of all the money found; the newest is what staff see. No part of the books: old ones are swept."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    # Sentences; none means that everything adds up.
    problems = models.JSONField(default=list)
    transaction_count = models.BigIntegerField()
    posting_count = models.BigIntegerField()
