"""A visit: a pseudonym for one browser, so that what happened in it can be read in order without knowing who it was."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from functools import cached_property

from halles.kit import clock, ids

COOKIE = "visit"
AGE_MAX = dt.timedelta(hours=24)
AGE_MAX_WITH_CONSENT = dt.timedelta(days=180)


class Visit:
    """`id` is random but for its birth; `has_consent` says whether what happens in it may shape what is shown."""

    def __init__(self, visit_id: uuid.UUID, find_consent: Callable[[], bool], *, is_new: bool = False) -> None:
        self.id = visit_id
        self.is_new = is_new
        self._find_consent = find_consent

    @cached_property
    def has_consent(self) -> bool:
        """Asked for once, and only by those who need it: a person's answer may cost a query."""
        return self._find_consent()


def new_visit(*, has_consent: bool = False) -> Visit:
    """A visit of nobody yet, for jobs, programs and tests."""
    return Visit(ids.uuid7(), lambda: has_consent, is_new=True)


def read_visit(cookie: str | None, find_consent: Callable[[], bool]) -> Visit:
    """The visit a cookie names, or a new one when it is missing, not one of ours, or too old for its consent."""
    visit_id = _parse(cookie)
    if visit_id is not None:
        visit = Visit(visit_id, find_consent)
        age = clock.now() - _born_at(visit_id)
        # A clock that runs ahead elsewhere in the cluster may give birth some minutes from now; no more than that.
        if -dt.timedelta(minutes=10) < age < AGE_MAX or (AGE_MAX <= age < AGE_MAX_WITH_CONSENT and visit.has_consent):
            return visit
    return Visit(ids.uuid7(), find_consent, is_new=True)


def _parse(cookie: str | None) -> uuid.UUID | None:
    try:
        found = uuid.UUID(cookie or "")
    except ValueError:
        return None
    return found if found.version == 7 else None


def _born_at(visit_id: uuid.UUID) -> dt.datetime:
    return dt.datetime.fromtimestamp(0, dt.UTC) + dt.timedelta(milliseconds=visit_id.int >> 80)
