"""Work lists of moderation, and what the staff has done."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q, QuerySet

from halles.kit import clock
from halles.kit.pages import Page, page_by_id
from halles.moderation.errors import ReportNotFound
from halles.moderation.models import Appeal, Decision, Report, StaffAction, TargetKind
from halles.users.models import User

PAGE_SIZE = 30
REPORTS_SHOWN_MAX = 50


@dataclass(frozen=True)
class ReportedTarget:
    """Something with open reports: how many, for which reasons, since when; `report_id` names the oldest."""

    kind: str
    target_id: uuid.UUID
    report_id: uuid.UUID
    report_count: int
    reasons: tuple[str, ...]
    since: dt.datetime

    @property
    def kind_name(self) -> str:
        """What it is, in the reader's language."""
        return str(TargetKind(self.kind).label)

    @property
    def reason_names(self) -> list[str]:
        """Why it was reported, in the reader's language."""
        return [str(Report.Reason(reason).label) for reason in self.reasons]


def list_reported(cursor: str | None = None, *, kind: str | None = None) -> Page[ReportedTarget]:
    """A page of what waits for a decision, longest waiting first."""
    with connection.cursor() as execution:
        execution.execute(
            """
            SELECT kind, target_id, min(id::text), count(*), array_agg(DISTINCT reason), min(created_at)
            FROM moderation_report WHERE status = 'open' AND (%(kind)s::text IS NULL OR kind = %(kind)s)
            GROUP BY kind, target_id HAVING min(id::text) > %(after)s ORDER BY 3 LIMIT %(limit)s
            """,
            {"kind": kind, "after": _after(cursor), "limit": PAGE_SIZE + 1},
        )
        rows = [
            ReportedTarget(row[0], row[1], uuid.UUID(row[2]), row[3], tuple(row[4]), row[5])
            for row in execution.fetchall()
        ]
    more = len(rows) > PAGE_SIZE
    rows = rows[:PAGE_SIZE]
    return Page(rows, str(rows[-1].report_id) if more else None)


def count_reported() -> int:
    """How many targets have open reports."""
    return Report.objects.filter(status=Report.Status.OPEN).values("kind", "target_id").distinct().count()


def get_report(report_id: uuid.UUID) -> Report:
    """A report, for staff; refuses when there is none."""
    found = Report.objects.select_related("reporter", "decided_by").filter(pk=report_id).first()
    if found is None:
        raise ReportNotFound
    return found


def list_reports_about(kind: str, target_id: uuid.UUID) -> QuerySet[Report]:
    """The latest 50 reports about a target, newest first."""
    about = Report.objects.filter(kind=kind, target_id=target_id).select_related("reporter", "decided_by")
    return about.order_by("-pk")[:REPORTS_SHOWN_MAX]


def is_brought_up(kind: str, target_id: uuid.UUID) -> bool:
    """Whether a thing was ever reported or decided about: only then is what is private the staff's business."""
    about = {"kind": kind, "target_id": target_id}
    return Report.objects.filter(**about).exists() or Decision.objects.filter(**about).exists()


def reported_among(kind: str, target_ids: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Which of these things have a report that nobody has decided yet."""
    open_ones = Report.objects.filter(kind=kind, target_id__in=target_ids, status=Report.Status.OPEN)
    return set(open_ones.values_list("target_id", flat=True))


def appealable(kind: str) -> QuerySet[Decision, uuid.UUID]:
    """The things of a kind about which an appeal waits or may still come, as a subquery of their ids."""
    may_come = Q(appeal__isnull=True, status=Decision.Status.IN_FORCE, appeal_until__gte=clock.now())
    about = Decision.objects.filter(Q(appeal__status=Appeal.Status.OPEN) | may_come, kind=kind)
    return about.values_list("target_id", flat=True)


def done_since(by: User, verb: str, kind: str, target_ids: Collection[str], *, since: dt.datetime) -> set[str]:
    """To which of these things this person of the staff has done `verb` from `since` on."""
    done = StaffAction.objects.filter(kind=kind, target_id__in=target_ids, by=by, verb=verb, at__gte=since)
    return set(done.values_list("target_id", flat=True))


def list_staff_actions(cursor: str | None = None, *, kind: str = "", target_id: str = "") -> Page[StaffAction]:
    """A page of what the staff did, newest first: everything, or about one target."""
    actions = StaffAction.objects.select_related("by")
    if kind:
        actions = actions.filter(kind=kind)
    if target_id:
        actions = actions.filter(target_id=target_id)
    return page_by_id(actions, cursor, size=PAGE_SIZE)


def _after(cursor: str | None) -> str:
    try:
        return str(uuid.UUID(cursor or ""))
    except ValueError:
        return ""
