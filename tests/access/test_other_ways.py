"""Addresses that answer in more ways than one: what each role may write there, as other_ways.txt says.

matrix.txt tells one way per address, reading where that is possible. A form that a page answers itself and the verbs of
the API stand here; with a body where a program must send one, so that it is not the missing body that is refused but
the wrong person. Rows are written and read as those of the other table.
"""

from __future__ import annotations

import json
import os
import re
import uuid
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.db import transaction

from halles.orders.queries import get_order
from halles.studio.order_desk import stand_of
from tests.access.test_matrix import TABLE as FIRST_WAYS
from tests.access.test_matrix import Address, _addresses
from tests.access.world import ROLES, World, make_world

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(600)]
TABLE = Path(__file__).with_name("other_ways.txt")
HEADING = f"# {'address':<78} way    {' '.join(f'{role:>9}' for role in ROLES)}"
# What describes the API is the same for every verb.
FORM = "application/x-www-form-urlencoded"
NOT_HERE = re.compile(r"^/api/v1/(docs|openapi\.json)?$")


class Filled(dict[str, str]):
    """A form as a browser sends it; other bodies are JSON."""


SAID = {"text": "It is oven proof, says the maker."}
BODIES: dict[str, Callable[[World], object]] = {
    "POST /api/v1/cases/<uuidstr:dispute_id>/statements": lambda world: Filled(SAID),
    "POST /api/v1/decisions/<uuidstr:decision_id>/appeal": lambda world: SAID,
    "POST /api/v1/messages/<uuidstr:thread_id>": lambda world: SAID,
    "POST /api/v1/orders/<uuidstr:purchase_id>/cases": lambda world: Filled(
        order_id=str(world.things["order_id"]), kind="other", **SAID
    ),
    "POST /api/v1/orders/<uuidstr:purchase_id>/returns": lambda world: {
        "kind": "withdrawal",
        "order_id": str(world.things["order_id"]),
        "lines": [{"line_id": str(world.things["line_id"]), "quantity": 1}],
        "name": "Camille Durand",
        "email": "camille@example.org",
        "key": "return-of-the-table",
    },
    "POST /api/v1/products/<uuidstr:product_id>/questions": lambda world: SAID,
    "POST /api/v1/reviews/<uuidstr:review_id>/follow-up": lambda world: SAID,
    "POST /api/v1/shops/<slug>/cases/<uuidstr:dispute_id>/statements": lambda world: Filled(SAID),
    "POST /api/v1/shops/<slug>/inbox/<uuidstr:thread_id>": lambda world: SAID,
    "POST /api/v1/shops/<slug>/messages": lambda world: SAID,
    "POST /api/v1/shops/<slug>/orders/<uuidstr:order_id>/cancel": lambda world: {
        "stand": stand_of(get_order(world.things["order_id"])),
        "reason": "damaged",
    },
    "POST /api/v1/shops/<slug>/orders/<uuidstr:order_id>/refund": lambda world: {
        "stand": stand_of(get_order(world.things["order_id"])),
        "reason": "goodwill",
        "what": "amount",
        "amount_minor": 1,
    },
    "POST /api/v1/shops/<slug>/orders/<uuidstr:order_id>/packages": lambda world: {
        "carrier": "sandbox",
        "tracking_number": "HP0000000001",
        "lines": [{"line_id": str(world.things["line_id"]), "quantity": 1}],
    },
    "POST /api/v1/shops/<slug>/questions/<uuidstr:question_id>/answer": lambda world: SAID,
    "POST /api/v1/shops/<slug>/returns/<uuidstr:return_id>/case": lambda world: Filled(SAID),
    "POST /api/v1/shops/<slug>/returns/<uuidstr:return_id>/inspect": lambda world: {"findings": []},
    "POST /api/v1/shops/<slug>/returns/<uuidstr:return_id>/reject": lambda world: {"why": "It is fine."},
    "POST /api/v1/shops/<slug>/reviews/<uuidstr:review_id>/reply": lambda world: SAID,
    "POST /api/v1/profiles/<uuidstr:creator_id>/samples": lambda world: {
        "offer_id": str(world.things["offer_id"]),
        "variant_id": str(world.things["variant_id"]),
        "address_id": str(world.things["address_id"]),
    },
    "POST /api/v1/samples/<uuidstr:sample_id>/appeal": lambda world: {"reason": "defect", "words": "Cracked."},
    "POST /api/v1/shops/<slug>/sample-offers": lambda world: {
        "plan_id": str(uuid.UUID(int=1)),
        "product_id": str(world.things["product_id"]),
        "pieces": 1,
    },
    "POST /api/v1/shops/<slug>/samples/<uuidstr:sample_id>/decide": lambda world: {"answer": "yes"},
    "POST /api/v1/shops/<slug>/samples/<uuidstr:sample_id>/stars": lambda world: {"stars": 5},
    "POST /api/v1/fees/<uuidstr:fee_id>/answer": lambda world: {"yes": False},
    "POST /api/v1/fees/<uuidstr:fee_id>/deliver": lambda world: {"content_id": str(world.things["video_id"])},
    "POST /api/v1/shops/<slug>/fees/<uuidstr:fee_id>/review": lambda world: {"yes": True},
    "POST /api/v1/shops/<slug>/plan-parts/<uuidstr:part_id>/fees": lambda world: {
        "amount_minor": 100,
        "currency": "EUR",
        "content_kind": "video",
        "due_on": "2099-01-01",
    },
    "POST /api/v1/profiles/<uuidstr:creator_id>/talks/<slug>": lambda world: {"body": "May I film it?"},
    "POST /api/v1/shops/<slug>/talks/<uuidstr:creator_id>": lambda world: {"body": "You may."},
    "POST /api/v1/plan-parts/<uuidstr:part_id>/answer": lambda world: {"yes": True},
    "POST /api/v1/shops/<slug>/plan-parts/<uuidstr:part_id>/answer": lambda world: {"yes": True},
    "POST /api/v1/shops/<slug>/plans": lambda world: {"rate_bps": 700},
    "POST /api/v1/shops/<slug>/plans/invitations": lambda world: {
        "creator_ids": [str(world.things["creator_id"])],
        "rate_bps": 700,
        "ends_on": "2099-01-01",
    },
    "PUT /api/v1/shops/<slug>/plans/<uuidstr:plan_id>/rate": lambda world: {"rate_bps": 4_400},
    "PUT /api/v1/profiles/<uuidstr:creator_id>/showcase": lambda world: {"product_ids": []},
    "PUT /api/v1/videos/<uuidstr:video_id>/anchors": lambda world: {"anchors": []},
}


def _first_ways() -> dict[str, str]:
    rows = [line.split() for line in FIRST_WAYS.read_text().splitlines() if not line.startswith("#")]
    return {row[0]: row[1] for row in rows}


def _ways(address: Address, told: str) -> list[str]:
    if NOT_HERE.match(address.route):
        return []
    ways = ["POST", "PUT", "PATCH", "DELETE"] if address.route.startswith("/api/") else ["POST"]
    return [way for way in ways if way != told or f"{way} {address.route}" in BODIES]


def _ask(world: World, role: str, way: str, address: Address) -> int:
    path = address.path(world)
    # Marked as a test's own: services that call a provider refuse to run inside a transaction of anybody else.
    taken_back = transaction.atomic()
    taken_back._from_testcase = True  # type: ignore[attr-defined]
    with taken_back:
        client = world.browser(role)
        if path.startswith("/api/"):
            made = BODIES.get(f"{way} {address.route}")
            body = made(world) if made is not None else {}
            headers = world.bearers.get(role, {})
            sent, kind = json.dumps(body), "application/json"
            if isinstance(body, Filled):
                sent, kind = urlencode(body), FORM
            answer = client.generic(way, path, sent, content_type=kind, headers=headers)
        else:
            answer = client.post(path)
        transaction.set_rollback(True)
    return answer.status_code


def _row(world: World, way: str, address: Address) -> str | None:
    found: dict[str, int] = {}
    # Who may most first: an address that does not answer in this way says so to them at once.
    for role in dict.fromkeys(("customer", "seller", "creator", "admin", *ROLES)):
        found[role] = _ask(world, role, way, address)
        if found[role] == 405:
            return None
    return f"{address.route:<80} {way:<6} {' '.join(f'{found[role]:>9}' for role in ROLES)}"


def test_every_other_way_to_write_answers_every_role_as_the_table_says() -> None:
    world, told = make_world(), _first_ways()
    rows = [
        row
        for address in _addresses()
        for way in _ways(address, told.get(address.route, ""))
        if (row := _row(world, way, address)) is not None
    ]
    if os.environ.get("WRITE_ACCESS_MATRIX"):
        TABLE.write_text("\n".join([HEADING, *rows]) + "\n")
    unused = set(BODIES) - {f"{row.split()[1]} {row.split()[0]}" for row in rows}
    assert not unused, "a body for an address that is gone"
    assert not [row for row in rows if "500" in row.split()], "an address fails"
    assert [HEADING, *rows] == TABLE.read_text().splitlines()
