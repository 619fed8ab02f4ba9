"""The `halles` command."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from halles.cli.commands import demo, explain, ledger, manage, market, roles, up, user, verify
from halles.cli.postgres import PostgresRefused
from halles.edge.listening import PortRefused
from halles.kit.environment import EnvironmentRefused

COMMANDS = (up, roles, demo, user, market, ledger, explain, verify, manage)
EPILOG = "Settings come from environment variables named HALLES_…; docs/settings.md lists them all."


def main(argv: Sequence[str] | None = None) -> None:
    """Runs one command and exits: 0 done, 1 refused or failed, 2 wrong settings or arguments."""
    arguments = _parser().parse_args(argv)
    try:
        code = arguments.run(arguments)
    except EnvironmentRefused as refused:
        print(refused, file=sys.stderr)
        code = 2
    except (PortRefused, PostgresRefused) as refused:
        print(refused, file=sys.stderr)
        code = 1
    except KeyboardInterrupt:
        code = 130
    sys.exit(code)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="halles",
        description="Run your own social-commerce platform: shoppable videos, one-tap checkout.",
        epilog=EPILOG,
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for command in COMMANDS:
        command.register(commands)
    return parser
