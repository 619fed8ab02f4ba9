"""`halles demo`: the demo world."""

from __future__ import annotations

import argparse

from halles.cli.commands.registering import Commands


def register(commands: Commands) -> None:
    parser = commands.add_parser(
        "demo",
        help="fill the house with the demo world",
        description="Fills the house with shops, products, films and orders, the same each time. What is there stays.",
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    from halles.cli.house import open_house

    open_house()
    import halles.demo.jobs  # noqa: F401 - seeding queues them by their names
    from halles.demo.seed import seed_world

    seed_world(_say)
    return 0


def _say(line: str) -> None:
    print(line, flush=True)
