"""`halles edge`, `halles web`, `halles worker`: one role each, for machines of their own or under `halles up`."""

from __future__ import annotations

import argparse

from halles.cli.commands.registering import Commands
from halles.kit.environment import Environment

QUEUES = ("default", "media")


def register(commands: Commands) -> None:
    edge = commands.add_parser("edge", help="run the edge: the port, media, uploads, the way to web")
    edge.add_argument("--socket", type=int, action="append", metavar="FD", help="a listening socket of the parent")
    edge.set_defaults(run=run_edge)
    web = commands.add_parser("web", help="run the pages and the API behind the edge")
    web.set_defaults(run=run_web)
    worker = commands.add_parser("worker", help="run background and scheduled jobs")
    worker.add_argument("--queue", choices=QUEUES, help="only this queue; both without")
    worker.set_defaults(run=run_worker)


def run_edge(arguments: argparse.Namespace) -> int:
    from halles.cli.postgres import find_address
    from halles.edge.process import serve

    environment = Environment.load()

    def find_database() -> str | None:
        return environment.database_url or find_address(environment.postgres_dir)

    return serve(environment, sockets=arguments.socket, find_database=find_database)


def run_web(arguments: argparse.Namespace) -> int:
    from halles.cli.house import find_database
    from halles.cli.web import serve

    environment = Environment.load()
    find_database(environment)
    return serve(environment)


def run_worker(arguments: argparse.Namespace) -> int:
    from halles.cli.house import open_house
    from halles.cli.worker import work

    return work(open_house(), [arguments.queue] if arguments.queue else list(QUEUES))
