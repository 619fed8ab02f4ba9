"""Every shape of the API has a name of its own: the document keeps shapes by name, and the last one would win."""

from __future__ import annotations

from collections import Counter
from typing import Any

from ninja import Schema

from halles.config.api import api


def _all(kind: type[Any]) -> set[type[Any]]:
    found = set(kind.__subclasses__())
    return found.union(*(_all(one) for one in found))


def test_no_two_shapes_share_a_name() -> None:
    assert api.get_openapi_schema()["paths"]
    ours = {shape for shape in _all(Schema) if shape.__module__.startswith("halles.")}
    twice = {name for name, count in Counter(shape.__name__ for shape in ours).items() if count > 1}
    assert twice == set(), "give one of them another name: the OpenAPI document would describe both by one of them"
