"""docs/money.md is the postings themselves: every function is in it, every entry balances, and it is not stale."""

from __future__ import annotations

from importlib import import_module

from halles.config.modules import PACKAGE
from halles.ledger.accounts import KINDS
from tools import money_book


def test_every_posting_of_every_module_is_in_the_book() -> None:
    assert {path.parent.name for path in PACKAGE.glob("*/postings.py")} == set(money_book.MODULES)
    assert [name for name, _made in money_book.posting_functions()] == list(money_book.EXAMPLES)


def test_every_example_balances_and_every_account_is_used() -> None:
    used = set()
    for name, example in money_book.EXAMPLES.items():
        lines = example.make(import_module(f"halles.{name.split('.')[0]}.postings"))
        assert sum(line.amount_minor for line in lines) == 0, name
        used |= {line.account.kind for line in lines if line.amount_minor}
    assert used == set(KINDS)


def test_the_book_is_fresh() -> None:
    assert money_book.TARGET.read_text(encoding="utf-8") == money_book.render(), "run python tools/money_book.py"
