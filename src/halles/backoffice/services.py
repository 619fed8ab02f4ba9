"""What staff do here beyond calling a module's own service: always with who, when and why."""

from __future__ import annotations

import uuid

from halles.backoffice import failed_jobs
from halles.moderation.services import record_staff_action
from halles.users.models import User


def retry_failed_job(job_id: int, *, by: User, why: str) -> str:
    """Try a failed job again; the task's name."""
    task = failed_jobs.retry_job(job_id)
    record_staff_action(by=by, verb="retry_job", kind="job", target_id=uuid.UUID(int=job_id), why=why or task)
    return task
