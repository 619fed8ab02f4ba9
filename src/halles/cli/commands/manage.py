"""`halles manage …`: Django's own commands."""

from __future__ import annotations

import argparse

from halles.cli.commands.registering import Commands


def register(commands: Commands) -> None:
    parser = commands.add_parser(
        "manage",
        help="run a Django management command, such as migrate",
        description="Runs one of Django's management commands. `halles manage help` lists them all.",
    )
    parser.add_argument("rest", nargs=argparse.REMAINDER, metavar="…", help="the command and its own options")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    from halles.cli.house import open_house

    open_house()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["halles manage", *arguments.rest])
    return 0
