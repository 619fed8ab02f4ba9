"""What the database refuses by itself, whoever writes, and what check_books finds when the guards were off."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from halles.kit import clock
from halles.kit.ids import uuid7
from halles.ledger.accounts import Line, credit, customer_payments, debit, platform_fee, provider_clearing
from halles.ledger.models import Account, Posting, Transaction
from halles.ledger.queries import check_books
from halles.ledger.services import post
from tests.ledger.makers import ORDER, make_paid, make_reference

pytestmark = pytest.mark.django_db


def run(sql: str, *values: Any) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def settle() -> None:
    """As a commit would: what was put off until then is checked now."""
    run("SELECT 1")


@contextmanager
def guards_off() -> Iterator[None]:
    """As a restored backup or a superuser could leave the books."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")


def write_transaction(**changes: Any) -> Transaction:
    facts = {
        "id": uuid7(),
        "kind": "sale",
        "key": str(uuid7()),
        "reference_kind": "order",
        "reference_id": ORDER,
        "at": clock.now(),
        "line_count": 2,
        **changes,
    }
    return Transaction.objects.create(**facts)


@transaction.atomic
def commit_by_hand(
    lines: list[tuple[int, int]], *, currency: str = "EUR", transaction_id: uuid.UUID | None = None
) -> None:
    """Lines of (account id, amount) written past post(), then what a commit would check."""
    entry = write_transaction()
    for place, (account, amount) in enumerate(lines):
        Posting.objects.create(
            transaction_id=transaction_id or entry.id,
            position=place + 1,
            account_id=account,
            amount_minor=amount,
            currency=currency,
        )
    settle()


@transaction.atomic
def post_and_commit(lines: list[Line], reverses: uuid.UUID) -> None:
    post("reversal", key="r", reference=make_reference(), lines=lines, reverses=reverses)
    settle()


def account_id(kind: str, currency: str = "EUR") -> int:
    return Account.objects.get(kind=kind, currency=currency).id


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE ledger_posting SET amount_minor = amount_minor + 1",
        "DELETE FROM ledger_posting",
        "TRUNCATE ledger_posting",
        "UPDATE ledger_transaction SET kind = 'other'",
        "DELETE FROM ledger_transaction",
        "TRUNCATE ledger_transaction CASCADE",
        "UPDATE ledger_account SET currency = 'USD'",
        "DELETE FROM ledger_account",
        "TRUNCATE ledger_account",
    ],
)
def test_nothing_in_the_books_is_changed_or_removed(sql: str) -> None:
    make_paid(4900)
    settle()
    with pytest.raises(IntegrityError, match="append-only"):
        run(sql)
    assert sorted(Posting.objects.values_list("amount_minor", flat=True)) == [-4900, 4900]
    assert check_books().problems == ()


@pytest.mark.parametrize("amounts", [(100, -99), (100, 100), (100,), ()])
def test_a_commit_of_an_incomplete_or_unbalanced_transaction_fails(amounts: tuple[int, ...]) -> None:
    make_paid(1)
    ids = [account_id("provider_clearing"), account_id("customer_payments")]
    with pytest.raises(IntegrityError, match="unbalanced currencies"):
        commit_by_hand(list(zip(ids, amounts, strict=False)))
    assert Posting.objects.count() == 2


@pytest.mark.parametrize(
    ("position", "currency", "account"),
    [(3, "EUR", "customer_payments"), (0, "EUR", "customer_payments"), (1, "EUR", "customer_payments")],
)
def test_a_finished_transaction_takes_no_more_lines(position: int, currency: str, account: str) -> None:
    posted = make_paid(4900)
    with pytest.raises(IntegrityError):
        run(
            "INSERT INTO ledger_posting (transaction_id, position, account_id, amount_minor, currency)"
            " VALUES (%s, %s, %s, 5, %s)",
            posted.transaction_id,
            position,
            account_id(account),
            currency,
        )
    assert Posting.objects.count() == 2


@pytest.mark.parametrize("broken", ["currency", "account", "transaction"])
def test_a_line_needs_its_account_its_currency_and_its_transaction(broken: str) -> None:
    make_paid(4900)
    with pytest.raises(IntegrityError, match="needs an account of its currency"):
        commit_by_hand(
            [(987_654 if broken == "account" else account_id("customer_payments"), 100)],
            currency="USD" if broken == "currency" else "EUR",
            transaction_id=uuid7() if broken == "transaction" else None,
        )
    assert Posting.objects.count() == 2


def test_a_reversal_that_is_no_mirror_fails_at_commit() -> None:
    posted = make_paid(4900)
    lines = [credit(provider_clearing("sandbox", "EUR"), 4800), debit(customer_payments("EUR"), 4800)]
    with pytest.raises(IntegrityError, match="not the mirror"):
        post_and_commit(lines, posted.transaction_id)
    assert Transaction.objects.count() == 1


def test_sound_books_have_no_problems_and_are_counted() -> None:
    make_paid(4900)
    make_paid(100)
    report = check_books()
    assert (report.ok, report.problems, report.transaction_count, report.posting_count) == (True, (), 2, 4)


def test_check_books_finds_an_altered_amount_a_lost_line_and_a_strange_account() -> None:
    first, second = make_paid(4900), make_paid(100)
    fee = post(
        "sale",
        key="sale:1",
        reference=make_reference(),
        lines=[debit(customer_payments("EUR"), 7), credit(platform_fee("EUR"), 7)],
    )
    settle()
    keys = dict(Transaction.objects.values_list("id", "key"))
    with guards_off():
        Posting.objects.filter(transaction_id=first.transaction_id, amount_minor=4900).update(amount_minor=4901)
        Posting.objects.filter(transaction_id=second.transaction_id, amount_minor=-100).delete()
        Posting.objects.filter(transaction_id=fee.transaction_id, amount_minor=-7).update(currency="USD")
        stranger = Account.objects.create(kind="platform_fee", owner_kind="seller", owner_id="x", currency="EUR")
        orphan = Posting.objects.create(
            transaction_id=uuid.UUID(int=5), position=1, account=stranger, amount_minor=3, currency="EUR"
        )
    found = check_books().problems
    assert f"transaction {keys[second.transaction_id]}: 1 lines where 2 were announced" in found
    assert f"transaction {keys[first.transaction_id]}: off balance by 1 EUR" in found
    assert "transaction sale:1: off balance by -7 USD" in found
    assert f"posting {orphan.id}: its transaction is missing" in found
    assert any(problem.endswith("USD on an account in EUR") for problem in found)
    assert "all accounts in EUR sum to 111 instead of zero" in found
    assert "account platform_fee seller x EUR is not in the chart of accounts" in found


def test_check_books_finds_an_account_on_its_wrong_side() -> None:
    post(
        "sale",
        key="sale:1",
        reference=make_reference(),
        lines=[debit(customer_payments("EUR"), 7), credit(platform_fee("EUR"), 7)],
    )
    assert check_books().problems == ("account customer_payments platform EUR stands at -7, which it can never do",)


def test_check_books_finds_a_guard_that_is_switched_off() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE ledger_posting DISABLE TRIGGER ledger_posting_append_only")
    assert check_books().problems == ("the guard ledger_posting_append_only is not in force",)
