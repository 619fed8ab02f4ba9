"""Profiles as plain as a test needs them."""

from __future__ import annotations

import itertools
from typing import Any

from halles.creators import services
from halles.creators.models import Creator
from tests.users.makers import make_user

_numbers = itertools.count(1)


def make_creator(**changes: Any) -> Creator:
    number = next(_numbers)
    facts: dict[str, Any] = {"handle": f"camille.{number}", "name": "Camille", "market": "FR"}
    if "user" not in changes:
        facts["user"] = make_user()
    return services.create_creator(**{**facts, **changes})
