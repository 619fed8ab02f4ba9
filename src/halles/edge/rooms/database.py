"""The edge's lines to PostgreSQL: few, patient, and used by rooms alone. Pages never wait for them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import psycopg

LINES_MAX = 4
CONNECT_SECONDS_MAX = 5
STATEMENT_MS_MAX = 10_000
_OPTIONS = f"-c statement_timeout={STATEMENT_MS_MAX} -c TimeZone=UTC"

log = logging.getLogger("halles.edge")
logging.getLogger("psycopg").setLevel(logging.ERROR)  # a statement that is cut short by our own end is no news

Line = psycopg.AsyncConnection[tuple[Any, ...]]


class DatabaseAway(Exception):  # noqa: N818 - a state of the world, not an error of the program
    """PostgreSQL cannot be reached, or went away: whether the statement took effect is not known."""


class Database:
    """At most LINES_MAX lines, made when needed. `find` tells the address, None while there is none yet."""

    def __init__(self, find: Callable[[], str | None]) -> None:
        self._find = find
        self._free: list[Line] = []
        self._places = asyncio.Semaphore(LINES_MAX)
        self._is_closed = False

    async def connect(self) -> Line:
        """A line of the caller's own; raises DatabaseAway."""
        address = await asyncio.get_running_loop().run_in_executor(None, self._find)
        if address is None:
            raise DatabaseAway
        try:
            return await psycopg.AsyncConnection.connect(
                address,
                autocommit=True,
                connect_timeout=CONNECT_SECONDS_MAX,
                options=_OPTIONS,
                application_name="halles edge",
                keepalives_idle=20,
                keepalives_interval=5,
                keepalives_count=3,
            )
        except psycopg.OperationalError as failure:
            raise DatabaseAway(str(failure)) from failure

    async def ask(self, statement: str, *parameters: Any) -> Any:
        """The one value of the one row that `statement` gives, in a transaction of its own.

        Raises DatabaseAway, or psycopg's error when PostgreSQL refuses the statement itself.
        """
        async with self._line() as line:
            cursor = await line.execute(statement, parameters)
            row = await cursor.fetchone()
        return None if row is None else row[0]

    async def close(self) -> None:
        """Ends all lines; nothing is asked from here on."""
        self._is_closed = True
        free, self._free = self._free, []
        for line in free:
            await line.close()

    @asynccontextmanager
    async def _line(self) -> AsyncIterator[Line]:
        async with self._places:
            line = self._free.pop() if self._free else await self.connect()
            is_whole = False
            try:
                yield line
                is_whole = True
            except (psycopg.OperationalError, psycopg.InterfaceError) as failure:
                # statement_timeout and a full disk are "operational" too: the line is given up in any case.
                raise DatabaseAway(str(failure)) from failure
            except psycopg.Error:
                is_whole = not line.closed
                raise
            finally:
                if is_whole and not self._is_closed:
                    self._free.append(line)
                else:
                    with suppress(psycopg.Error):
                        await line.close()
