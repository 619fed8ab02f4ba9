"""Transactions that may have to be run again: serialization failures and deadlocks are retried, at most 3 times."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TypeVar

from django.db import OperationalError, connection, transaction

ATTEMPTS_MAX = 3
_RETRIED = {"40001", "40P01"}
T = TypeVar("T")
K = TypeVar("K")


def assert_none_open() -> None:
    """Fail when a transaction is open: calls to the outside are never made while rows are locked (law 3).

    The transaction that a test wraps around itself does not count, as with Django's `atomic(durable=True)`.
    """
    blocks = connection.atomic_blocks
    assert not blocks or getattr(blocks[-1], "_from_testcase", False), "a transaction is open here"


@contextmanager
def as_one() -> Iterator[None]:
    """Make everything inside one transaction, calls of the provider included: nobody sees a half of it.

    Only where the other side lives in this very database, as the sandbox does when the demo tells its past.
    """
    with transaction.atomic():
        # Django's own mark for a block that the checks of `durable=True` and of `assert_none_open` look through.
        connection.atomic_blocks[-1]._from_testcase = True  # type: ignore[attr-defined]  # noqa: SLF001
        yield


def run(work: Callable[[], T]) -> T:
    """Run `work` in a transaction of its own and return its result; a lost race (40001, 40P01) is run again.

    Must not be called inside a transaction: a retry there could not undo what came before.
    """
    assert_none_open()
    for attempt in range(1, ATTEMPTS_MAX + 1):
        try:
            with transaction.atomic():
                return work()
        except OperationalError as lost:
            sqlstate = getattr(lost.__cause__, "sqlstate", None)
            if sqlstate not in _RETRIED or attempt == ATTEMPTS_MAX:
                raise
            time.sleep(random.uniform(0.005, 0.02) * attempt)  # noqa: S311 - spreads rivals, keeps no secret
    raise AssertionError("unreachable")


def run_each(work: Callable[[K], T], items: Iterable[K]) -> list[T]:
    """`run` for each item in a transaction of its own, and what each returned; failures as in `try_each`."""
    return try_each(lambda item: run(partial(work, item)), items)


def try_each(work: Callable[[K], T], items: Iterable[K]) -> list[T]:
    """`work` for each item, and what each returned.

    One that fails holds up nobody else: the rest is done first, then all failures are raised as one ExceptionGroup, so
    that the job is seen to have failed.
    """
    done: list[T] = []
    failures: list[Exception] = []
    for item in items:
        try:
            done.append(work(item))
        except Exception as failure:
            failures.append(failure)
    if failures:
        raise ExceptionGroup("some of a batch failed", failures)
    return done
