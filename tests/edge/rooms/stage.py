"""Edges on the test's own database, and people with tokens."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from django.db import transaction

from halles.kit import clock
from halles.kit.signing import sign
from halles.live.models import LiveSession
from tests.edge.rooms.client import Client
from tests.edge.stage import Site, open_site
from tests.live.makers import make_session
from tests.races.stage import test_database_url
from tests.users.makers import make_user

SECRET = "a secret of the tests that is long enough for anybody"


def pass_for(session: LiveSession | str, **told: Any) -> str:
    """A token as web signs it: for somebody who is not signed in, unless `who` says otherwise."""
    room = session if isinstance(session, str) else str(session.pk)
    seconds = told.pop("seconds", 600)
    facts = {"room": room, "who": None, "name": "", "handle": "", "role": "viewer", "device": "", "address": ""}
    until = clock.now() + dt.timedelta(seconds=seconds)
    purpose, key = told.pop("purpose", "room"), told.pop("key", SECRET.encode())
    return sign(purpose, {**facts, "since": 400, "market": "FR", **told}, key=key, expires_at=until)


def member(session: LiveSession, **told: Any) -> str:
    """A token for somebody with an account."""
    with transaction.atomic():
        user = told.pop("user", None) or make_user()
    return pass_for(session, who=str(user.pk), name=told.pop("name", "Marc"), device=uuid.uuid4().hex, **told)


@contextmanager
def open_edges(folder: Path, count: int = 1, **settings: str) -> Iterator[list[Site]]:
    """Edges on this test's database that serve the same rooms."""
    with ExitStack() as stack:
        ours = {"secret_key": SECRET, "database_url": test_database_url(), "rtmp_port": "0", **settings}
        yield [stack.enter_context(open_site(folder / str(number), **ours)) for number in range(count)]


@contextmanager
def joined(site: Site, session: LiveSession, *tokens: str, **options: Any) -> Iterator[list[Client]]:
    """Clients that have come in."""
    clients = [Client(site.port, str(session.pk), **options) for _ in tokens]
    try:
        for client, token in zip(clients, tokens, strict=True):
            client.hello(token)
        yield clients
    finally:
        for client in clients:
            client.close()


def make_live(**changes: Any) -> LiveSession:
    """A show on air."""
    with transaction.atomic():
        return make_session(status="live", **changes)
