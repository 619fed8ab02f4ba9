"""`halles demo`: the demo world."""

from __future__ import annotations

import argparse
import os
import signal
import sys

from halles.cli.commands.registering import Commands
from halles.kit.environment import Environment

NICENESS = 12


def register(commands: Commands) -> None:
    parser = commands.add_parser(
        "demo",
        help="fill the house with the demo world",
        description="Fills the house with shops, products, films and orders, the same each time. What is there stays.",
    )
    parser.set_defaults(run=run)
    kinds = parser.add_subparsers(metavar="[show]")
    show = kinds.add_parser(
        "show",
        help="keep a demo show on air",
        description="Sends a drawn show through the real ingest, with chat and acts, one after the other until Ctrl-C.",
    )
    show.add_argument("--market", default="FR", help="FR, US or JP (FR without)")
    show.set_defaults(run=run_show)


def run(arguments: argparse.Namespace) -> int:
    from halles.cli.house import open_house

    open_house()
    import halles.demo.jobs  # noqa: F401 - seeding queues them by their names
    from halles.demo.seed import seed_world

    seed_world(_say)
    return 0


def run_show(arguments: argparse.Namespace) -> int:
    # Whoever is told to go ends the show first.
    signal.signal(signal.SIGTERM, _leave)
    environment = open_quietly()
    if environment.rtmp_port == 0:
        print("HALLES_RTMP_PORT is 0: no show can be sent.", file=sys.stderr)
        return 1
    from halles.demo.shows.turns import keep_on_air

    try:
        print(keep_on_air(arguments.market.upper(), say=_say), file=sys.stderr)
    except KeyboardInterrupt:
        return 0
    return 1


def open_quietly() -> Environment:
    """The house, at a pace that leaves the machine to everybody else."""
    from halles.cli.house import open_house

    os.nice(max(0, NICENESS - os.getpriority(os.PRIO_PROCESS, 0)))
    return open_house()


def _leave(_number: int, _frame: object) -> None:
    sys.exit(0)


def _say(line: str) -> None:
    print(line, flush=True)
