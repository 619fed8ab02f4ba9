"""What post() promises: one balanced transaction per key, in whole minor units."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from halles.kit import clock
from halles.ledger import queries
from halles.ledger.accounts import (
    Line,
    credit,
    customer_payments,
    debit,
    platform_fee,
    provider_clearing,
    seller_available,
    seller_pending,
    tax_payable,
)
from halles.ledger.errors import AlreadyReversed, KeyReused, TransactionNotFound
from halles.ledger.models import Account, Posting, Transaction
from halles.ledger.services import Reference, post, reverse
from tests.ledger.makers import ORDER, SELLER, make_paid, make_reference

SALE = [
    debit(customer_payments("EUR"), 4900),
    credit(seller_pending(SELLER, "EUR"), 4606),
    credit(platform_fee("EUR"), 294),
]


@pytest.mark.django_db
def test_a_transaction_is_one_statement_and_moves_the_balances() -> None:
    make_paid(4900)
    with CaptureQueriesContext(
        connection,
    ) as statements:
        posted = post("sale", key="sale:1", reference=make_reference(), lines=SALE)
    assert len(statements) == 1
    assert posted.is_new
    assert queries.balance(provider_clearing("sandbox", "EUR")) == 4900
    assert queries.balance(customer_payments("EUR")) == 0
    assert queries.balance(seller_pending(SELLER, "EUR")) == 4606
    assert queries.balance(platform_fee("EUR")) == 294
    assert queries.balances_of_owner("seller", str(SELLER)) == {("seller_pending", "EUR"): 4606}
    assert queries.balance(seller_available(SELLER, "EUR")) == 0


@pytest.mark.django_db
def test_the_same_key_is_the_same_transaction() -> None:
    first = post("sale", key="sale:1", reference=make_reference(), lines=SALE)
    again = post("sale", key="sale:1", reference=make_reference(), lines=list(reversed(SALE)))
    assert (again.transaction_id, again.is_new) == (first.transaction_id, False)
    assert (Transaction.objects.count(), Posting.objects.count()) == (1, 3)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "lines"),
    [
        ("sale", [debit(customer_payments("EUR"), 4900), credit(seller_pending(SELLER, "EUR"), 4900)]),
        ("refund", SALE),
    ],
)
def test_a_key_for_another_fact_is_refused_and_nothing_is_written(kind: str, lines: list[Line]) -> None:
    post("sale", key="sale:1", reference=make_reference(), lines=SALE)
    with pytest.raises(KeyReused) as refusal:
        post(kind, key="sale:1", reference=make_reference(), lines=lines)
    assert refusal.value.code == "ledger.key_reused"
    assert (Transaction.objects.count(), Posting.objects.count()) == (1, 3)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "lines",
    [
        [],
        [debit(customer_payments("EUR"), 0), credit(platform_fee("EUR"), 0)],
        [debit(customer_payments("EUR"), 100), credit(platform_fee("EUR"), 99)],
        [debit(customer_payments("EUR"), 100), credit(platform_fee("USD"), 100)],
    ],
)
def test_what_does_not_balance_in_each_currency_is_not_written(lines: list[Line]) -> None:
    with pytest.raises(ValueError, match="off balance"):
        post("sale", key="sale:1", reference=make_reference(), lines=lines)
    assert not Transaction.objects.exists()
    assert not Account.objects.exists()


@pytest.mark.parametrize("amount", [-1, 1.5, True, "3"])
def test_a_side_is_a_whole_amount(amount: object) -> None:
    with pytest.raises(ValueError, match="whole amount"):
        debit(platform_fee("EUR"), amount)  # type: ignore[arg-type]


@pytest.mark.django_db
def test_lines_of_zero_are_left_out() -> None:
    lines = [*SALE, credit(tax_payable("FR", "EUR"), 0)]
    posted = post("sale", key="sale:1", reference=make_reference(), lines=lines)
    assert Posting.objects.filter(transaction_id=posted.transaction_id).count() == 3
    assert not Account.objects.filter(kind="tax_payable").exists()


@pytest.mark.django_db
def test_a_reversal_is_an_exact_mirror_and_happens_once() -> None:
    original = post("sale", key="sale:1", reference=make_reference(), lines=SALE)
    back = reverse(original.transaction_id, key="sale:1:reversed")
    assert reverse(original.transaction_id, key="sale:1:reversed").transaction_id == back.transaction_id
    assert queries.balance(seller_pending(SELLER, "EUR")) == 0
    row = Transaction.objects.get(id=back.transaction_id)
    assert (row.reverses_id, row.kind, row.reference_number) == (original.transaction_id, "reversal", "H-7K2M4QX")
    for taken_back in (original.transaction_id, back.transaction_id):
        with pytest.raises(AlreadyReversed):
            reverse(taken_back, key="another")
    with pytest.raises(TransactionNotFound):
        reverse(ORDER, key="another")
    assert Transaction.objects.count() == 2


@pytest.mark.django_db
def test_the_reference_tells_what_an_order_left_on_an_account() -> None:
    other = make_reference(id=SELLER)
    post("sale", key="sale:1", reference=make_reference(), lines=SALE)
    post("sale", key="sale:2", reference=other, lines=SALE)
    pending = seller_pending(SELLER, "EUR")
    assert queries.reference_balance(pending, "order", ORDER) == 4606
    assert queries.balance(pending) == 9212
    (entry,) = queries.list_transactions(reference_kind="order", reference_id=ORDER)
    assert sorted(line.amount_minor for line in entry.postings.all()) == [-4606, -294, 4900]


@pytest.mark.django_db
def test_pages_of_postings_are_newest_first_and_meet() -> None:
    at = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)
    with clock.travel(at):
        for amount in (100, 200, 300):
            make_paid(amount)
    account = provider_clearing("sandbox", "EUR")
    first = queries.list_postings(account, size=2)
    rest = queries.list_postings(account, first.next_cursor, size=2)
    assert [row.amount_minor for row in first.rows] == [300, 200]
    assert [row.amount_minor for row in rest.rows] == [100]
    assert rest.next_cursor is None
    assert first.rows[0].transaction.at == at
    assert queries.list_postings(account, "²", size=1).rows[0].amount_minor == 300


@pytest.mark.django_db
def test_the_trial_balance_has_both_sides() -> None:
    make_paid(4900)
    post("sale", key="sale:1", reference=make_reference(), lines=SALE)
    rows = {row.kind: (row.debit_minor, row.credit_minor, row.balance_minor) for row in queries.trial_balance()}
    assert rows == {
        "customer_payments": (4900, 4900, 0),
        "platform_fee": (0, 294, 294),
        "provider_clearing": (4900, 0, 4900),
        "seller_pending": (0, 4606, 4606),
    }


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_twenty_first_postings_at_once_open_each_account_once() -> None:
    """Ten writers of ten keys, each key twice, all on accounts that do not exist yet, in two different orders."""
    make_paid(49_000)
    failures: list[BaseException] = []
    start = threading.Barrier(20)

    def write(number: int) -> None:
        lines = SALE if number % 2 else list(reversed(SALE))
        try:
            start.wait(timeout=30)
            with transaction.atomic():
                post("sale", key=f"sale:{number % 10}", reference=Reference("order", ORDER), lines=lines)
        except BaseException as failure:
            failures.append(failure)
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failures == []
    assert (Account.objects.count(), Transaction.objects.count(), Posting.objects.count()) == (4, 11, 32)
    assert queries.balance(seller_pending(SELLER, "EUR")) == 46_060
    assert queries.check_books().problems == ()
