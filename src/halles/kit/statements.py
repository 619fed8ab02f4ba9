"""Prepared statements for the few reads and writes that every sale waits for.

The database keeps the plan of a prepared statement per connection: for a join of some tables planning costs more than
running. The text must be constant; what changes are parameters (an array with `= ANY(%s)`). Everything else is written
with the ORM: these save milliseconds where a thousand people wait at once, and nothing where one person does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeVar

import psycopg
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import Model

M = TypeVar("M", bound=Model)
Parameters = Sequence[Any] | Mapping[str, Any]


def fetch(text: str, parameters: Parameters) -> list[tuple[Any, ...]]:
    """Run one constant statement in the caller's transaction and return its rows; none for one without RETURNING."""
    # Looked up once: `connection` finds the thread's own at every use.
    ours = connections[DEFAULT_DB_ALIAS]
    if ours.queries_logged or ours.execute_wrappers:
        # Somebody counts or watches statements: the usual way shows them.
        with ours.cursor() as watched:
            watched.execute(text, parameters)
            return list(watched.fetchall()) if watched.description else []
    ours.close_if_health_check_failed()
    ours.ensure_connection()
    ours.validate_no_broken_transaction()
    with ours.wrap_database_errors:
        cursor = psycopg.Cursor(ours.connection)
        cursor.execute(text, parameters, prepare=True)
        # `description` would make an object for every column of every answer.
        return cursor.fetchall() if cursor.pgresult is not None and cursor.pgresult.nfields else []


def fetch_one(text: str, parameters: Parameters) -> tuple[Any, ...] | None:
    """As `fetch`, the first row or None."""
    rows = fetch(text, parameters)
    return rows[0] if rows else None


def columns_of(model: type[Model], alias: str) -> str:
    """The columns of a model's table in the order `model_of` reads them, each with the table's alias before it."""
    return ", ".join(f'{alias}."{field.column}"' for field in model._meta.concrete_fields)  # noqa: SLF001 - Django's


def model_of(model: type[M], values: Sequence[Any]) -> M:
    """An instance as the ORM would load it from the columns of `columns_of`; further values are left over."""
    names, converters = _reading(model)
    values = values[: len(names)]
    if converters:
        values = list(values)
        for place, field in converters:
            values[place] = field.from_db_value(values[place], None, connection)
    return model.from_db(DEFAULT_DB_ALIAS, names, values)


def model_from(model: type[M], row: Mapping[str, Any]) -> M:
    """An instance as it was just written, from Python values by column."""
    names, _ = _reading(model)
    return model.from_db(DEFAULT_DB_ALIAS, names, [row[name] for name in names])


def width_of(model: type[Model]) -> int:
    """How many columns `columns_of` names."""
    return len(_reading(model)[0])


@lru_cache(maxsize=64)
def _reading(model: type[Model]) -> tuple[list[str], list[tuple[int, Any]]]:
    fields = model._meta.concrete_fields  # noqa: SLF001 - Django's documented way to a model's columns
    with_converter = [(place, field) for place, field in enumerate(fields) if hasattr(field, "from_db_value")]
    return [field.attname for field in fields], with_converter
