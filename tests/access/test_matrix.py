"""Every address, every role: allowed or refused as matrix.txt says, and none that the table does not know.

A row is written by `WRITE_ACCESS_MATRIX=1 pytest tests/access` and read by a person before it is kept: the table is the
rule, not a picture of what happened to be.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver

from tests.access.world import ROLES, World, make_world

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(600)]
TABLE = Path(__file__).with_name("matrix.txt")
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
# The pages of the account library are its own; what they do is tried by it and by tests/users.
NOT_OURS = re.compile(r"^/account/\^?(login|logout|inactive|signup|reauthenticate|email|confirm-email|password)")
HEADING = f"# {'address':<78} way   {' '.join(f'{role:>9}' for role in ROLES)}"


@dataclass(frozen=True)
class Address:
    """A route as the resolver has it, with a name that is the same on every machine."""

    route: str

    def path(self, world: World) -> str:
        """The route with what the world has for its parameters."""
        things = {**world.things, **_special(self.route, world)}
        return PARAMETER.sub(lambda found: str(things[found.group(1)]), self.route)


def _special(route: str, world: World) -> dict[str, object]:
    if route.startswith("/p/") and "<slug:slug>" in route:
        return {"slug": world.things["product_slug"]}
    if route.startswith("/c/"):
        return {"slug": world.things["product_slug"]}
    if route.startswith("/hall/from/"):
        return {"slug": "bretagne"}
    if route.startswith("/l/") or "/lists/shared/" in route:
        return {"token": world.things["share_token"]}
    if route.startswith("/staff/payouts/payees"):
        return {"kind": "seller"}
    if route.startswith("/staff/reviews/words"):
        return {"kind": "question"}
    return {"kind": "creator"} if route.startswith("/preview/") else {}


def _walk(patterns: list[URLPattern | URLResolver], before: str) -> Iterator[Address]:
    for one in patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _walk(one.url_patterns, route)
        elif not NOT_OURS.match(route):
            yield Address(route)


def _addresses() -> list[Address]:
    found = {address.route: address for address in _walk(get_resolver().url_patterns, "/")}
    return [found[route] for route in sorted(found)]


def _ask(world: World, role: str, way: str, path: str) -> int:
    """The status, with everything that the request wrote taken back."""
    # Marked as a test's own: services that call a provider refuse to run inside a transaction of anybody else.
    taken_back = transaction.atomic()
    taken_back._from_testcase = True  # type: ignore[attr-defined]
    with taken_back:
        client = world.browser(role)
        headers = world.bearers.get(role, {}) if path.startswith("/api/") else {}
        if way == "GET":
            status = client.get(path, headers=headers).status_code
        else:
            status = client.post(path, headers=headers).status_code
        transaction.set_rollback(True)
    return status


def _row(world: World, address: Address) -> str:
    path = address.path(world)
    way = "GET"
    statuses = [_ask(world, role, way, path) for role in ROLES]
    if set(statuses) <= {405, 404, 403, 302, 401} and 405 in statuses:
        way = "POST"
        statuses = [_ask(world, role, way, path) for role in ROLES]
    return f"{address.route:<80} {way:<5} {' '.join(f'{status:>9}' for status in statuses)}"


def _read() -> dict[str, str]:
    lines = TABLE.read_text().splitlines() if TABLE.exists() else []
    return {line.split(maxsplit=1)[0]: " ".join(line.split()) for line in lines if line and not line.startswith("#")}


def test_every_address_answers_every_role_as_the_table_says() -> None:
    world = make_world()
    rows = {address.route: _row(world, address) for address in _addresses()}
    if os.environ.get("WRITE_ACCESS_MATRIX"):
        TABLE.write_text("\n".join([HEADING, *rows.values()]) + "\n")
    told = _read()
    assert not [route for route, row in rows.items() if "500" in row.split()], "an address fails"
    assert sorted(set(rows) - set(told)) == [], "addresses that the table does not know"
    assert sorted(set(told) - set(rows)) == [], "addresses that are gone"
    wrong = [f"{row}\n  told: {told[route]}" for route, row in rows.items() if " ".join(row.split()) != told[route]]
    assert not wrong, "\n".join(wrong)
