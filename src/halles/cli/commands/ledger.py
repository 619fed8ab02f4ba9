"""`halles ledger check`: the proof that the books hold."""

from __future__ import annotations

import argparse

from halles.cli.commands.registering import Commands


def register(commands: Commands) -> None:
    actions = commands.add_parser("ledger", help="prove that the books hold").add_subparsers(
        title="actions", metavar="ACTION", required=True
    )
    check = actions.add_parser("check", help="read all books; says what does not hold, and then exits with 1")
    check.set_defaults(run=run_check)


def run_check(arguments: argparse.Namespace) -> int:
    from halles.cli.house import run_in_house

    def check() -> int:
        from halles.affiliates.queries.commissions import check_commissions
        from halles.ledger.books import check_books
        from halles.payouts.queries import check_holds

        report = check_books()
        problems = [*report.problems, *check_holds(), *check_commissions()]
        for problem in problems:
            print(problem)
        counted = f"{report.transaction_count} transactions, {report.posting_count} postings"
        print(f"The books hold: {counted}." if not problems else f"The books do not hold ({counted}).")
        return 1 if problems else 0

    return run_in_house(check)
