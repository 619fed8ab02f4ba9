"""`halles market …`: which markets take orders."""

from __future__ import annotations

import argparse

from halles.cli.commands.registering import Commands

_VERBS = {"open": "take orders", "pause": "take no new orders for now", "close": "take no orders any more"}
_STATUS = {"open": "open", "pause": "paused", "close": "closed"}


def register(commands: Commands) -> None:
    actions = commands.add_parser("market", help="list, open, pause or close markets").add_subparsers(
        title="actions", metavar="ACTION", required=True
    )
    actions.add_parser("list", help="every market with its status").set_defaults(run=run_list)
    for verb, meaning in _VERBS.items():
        parser = actions.add_parser(verb, help=meaning)
        parser.add_argument("code", help="two letters, such as FR")
        parser.add_argument("--why", required=True, help="the reason, kept with the decision")
        parser.set_defaults(run=run_change, status=_STATUS[verb])


def run_list(arguments: argparse.Namespace) -> int:
    from halles.cli.house import run_in_house

    def show() -> int:
        from halles.markets.queries import list_markets, market_status

        for market in list_markets(open_only=False):
            print(f"{market.code}  {market_status(market.code):<7}  {market.currency}  {market.name}")
        return 0

    return run_in_house(show)


def run_change(arguments: argparse.Namespace) -> int:
    from halles.cli.house import run_in_house

    def change() -> int:
        from halles.markets.services import set_market_status

        code = arguments.code.upper()
        row = set_market_status(code=code, status=arguments.status, by=None, why=arguments.why)
        print(f"{row.code} is {row.status}.")
        return 0

    return run_in_house(change)
