"""Prepared statements for the few reads and writes that every sale waits for.

The database keeps the plan of a prepared statement per connection: for a join of some tables planning costs more than
running. The text must be constant; what changes are parameters (an array with `= ANY(%s)`). Everything else is written
with the ORM: these save milliseconds where a thousand people wait at once, and nothing where one person does.
"""

from __future__ import annotations

import re
import select
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

import psycopg
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import Model
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import error_from_result
from psycopg.pq import ConnStatus, ExecStatus, TransactionStatus
from psycopg.pq.abc import PGconn, PGresult

M = TypeVar("M", bound=Model)
Parameters = Sequence[Any] | Mapping[str, Any]
_PLACEHOLDER = re.compile(rb"%(?:\((\w+)\))?(.)", re.DOTALL)


def fetch(text: str, parameters: Parameters) -> list[tuple[Any, ...]]:
    """Run one constant statement in the caller's transaction and return its rows; none for one without RETURNING."""
    # Looked up once: `connection` finds the thread's own at every use.
    ours: Any = connections[DEFAULT_DB_ALIAS]
    if ours.queries_logged or ours.execute_wrappers:
        # Somebody counts or watches statements: the usual way shows them.
        with ours.cursor() as watched:
            watched.execute(text, parameters)
            return list(watched.fetchall()) if watched.description else []
    if not ours.health_check_done:
        _look(ours)
    ours.ensure_connection()
    ours.validate_no_broken_transaction()
    with ours.wrap_database_errors:
        return _statement(ours.connection, text).run(parameters)


def fetch_one(text: str, parameters: Parameters) -> tuple[Any, ...] | None:
    """As `fetch`, the first row or None."""
    rows = fetch(text, parameters)
    return rows[0] if rows else None


class _Statement:
    """One text on one connection: what psycopg's cursor does for it, without a cursor's own thirty steps each time."""

    def __init__(self, raw: psycopg.Connection[Any], text: str) -> None:
        self.raw = raw
        self.query, self.names = _numbered(text)
        self.adapt = Transformer(raw)
        # As psycopg has it: other types of values are another statement to the database.
        self.prepared: dict[tuple[int, ...], bytes] = {}
        self.loaded_for: tuple[int, ...] | None = None

    def run(self, parameters: Parameters) -> list[tuple[Any, ...]]:
        """The rows of the answer."""
        if self.names:
            parameters = [parameters[name] for name in self.names]  # type: ignore[call-overload]
        values = self.adapt.dump_sequence(parameters, [PyFormat.AUTO] * len(parameters))  # type: ignore[arg-type]
        types, formats = self.adapt.types or (), self.adapt.formats
        server = self.raw.pgconn
        name = self.prepared.get(types)
        is_first = not self.raw.autocommit and server.transaction_status == TransactionStatus.IDLE
        if name is None:
            if is_first:
                self._expect(server.exec_(b"BEGIN"))
            name = b"halles_%d_%d" % (id(self), len(self.prepared))
            self._expect(server.prepare(name, self.query, types))
            self.prepared[types] = name
            is_first = False
        if is_first:
            answer = self._begin_with(server, name, values, formats)
        else:
            answer = server.exec_prepared(name, values, formats)  # type: ignore[arg-type]  # None is NULL
        if answer.status == ExecStatus.COMMAND_OK:
            return []
        self._expect(answer)
        self.adapt.set_pgresult(answer, set_loaders=self.loaded_for != types)
        self.loaded_for = types
        return self.adapt.load_rows(0, answer.ntuples, tuple)

    def _begin_with(self, server: PGconn, name: bytes, values: Any, formats: Any) -> PGresult:
        """BEGIN and the transaction's first statement on one way to the server and back."""
        server.enter_pipeline_mode()
        try:
            server.send_query_params(b"BEGIN", None)
            server.send_query_prepared(name, values, formats)
            server.pipeline_sync()
            line = select.poll()
            line.register(server.socket, select.POLLIN)
            answers: list[PGresult] = []
            while not answers or answers[-1].status != ExecStatus.PIPELINE_SYNC:
                # Waiting inside get_result would hold up every other thread.
                while server.is_busy():
                    line.poll()
                    server.consume_input()
                answer = server.get_result()
                if answer is not None:
                    answers.append(answer)
        finally:
            if server.status != ConnStatus.BAD:
                server.exit_pipeline_mode()
        self._expect(answers[0])
        return answers[1]

    def _expect(self, answer: PGresult) -> None:
        if answer.status in (ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK):
            return
        if self.raw.pgconn.status == ConnStatus.BAD:
            raise psycopg.OperationalError("the database hung up")
        raise error_from_result(answer, encoding="utf-8")


_kept: WeakKeyDictionary[psycopg.Connection[Any], dict[str, _Statement]] = WeakKeyDictionary()


def _statement(raw: psycopg.Connection[Any], text: str) -> _Statement:
    of_connection = _kept.get(raw)
    if of_connection is None:
        of_connection = _kept[raw] = {}
    found = of_connection.get(text)
    if found is None:
        found = of_connection[text] = _Statement(raw, text)
    return found


@lru_cache(maxsize=256)
def _numbered(text: str) -> tuple[bytes, tuple[str, ...]]:
    """The text with the database's own placeholders, and in their order the names that a mapping is asked for."""
    names: list[str] = []
    count = 0

    def number(found: re.Match[bytes]) -> bytes:
        nonlocal count
        name, kind = found.groups()
        if kind == b"%":
            return b"%"
        assert kind == b"s", f"unknown placeholder {found.group()!r}"
        if name is None:
            count += 1
            return b"$%d" % count
        if name.decode() not in names:
            names.append(name.decode())
        return b"$%d" % (names.index(name.decode()) + 1)

    return _PLACEHOLDER.sub(number, text.encode()), tuple(names)


def _look(ours: Any) -> None:
    """Django's question of every request, whether the line still stands, answered without a word: a server that has
    gone has hung up, and on a quiet line there is nothing to read."""
    if ours.connection is None or ours.in_atomic_block or not ours.health_check_enabled:
        return
    line = select.poll()
    line.register(ours.connection.pgconn.socket, select.POLLIN)
    if line.poll(0):
        ours.close_if_health_check_failed()
    else:
        ours.health_check_done = True


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
