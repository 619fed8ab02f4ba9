"""`halles up`: everything on one machine."""

from __future__ import annotations

import argparse
import asyncio
import sys

from halles.cli.commands.registering import Commands
from halles.kit.environment import Environment


def register(commands: Commands) -> None:
    parser = commands.add_parser(
        "up",
        help="run everything on this machine, on one port",
        description="Runs database, web, workers and edge in one supervised tree until Ctrl-C.",
    )
    parser.add_argument("--demo", action="store_true", help="fill an empty house with the demo world")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    from halles.cli.supervision.lock import AlreadyRunning
    from halles.cli.supervision.supervisor import CannotStart
    from halles.cli.supervision.tree import run_tree

    environment = Environment.load()
    try:
        return asyncio.run(run_tree(environment, with_demo=arguments.demo, announce=_announce))
    except (AlreadyRunning, CannotStart) as refused:
        print(refused, file=sys.stderr)
        return 1


def _announce(line: str) -> None:
    print(line, flush=True)
