"""Letters as they stand in the outbox after what a test did."""

from __future__ import annotations

from typing import Any

from halles.notifications.models import Mail
from halles.notifications.services import keep_mail
from tests.payments.makers import run_job, waiting_jobs


def tell_all() -> list[Mail]:
    """Do every job that writes letters, each twice as after a worker died; what the outbox holds, oldest first."""
    for job in waiting_jobs():
        if job[1] == "notifications.tell":
            run_job(job)
            run_job(job)
    return list(Mail.objects.order_by("pk"))


def forget() -> None:
    """Begin with an empty outbox: what was told so far is not what the test is about."""
    tell_all()
    Mail.objects.all().delete()


def make_mail(**changes: Any) -> Mail:
    facts: dict[str, Any] = {
        "key": "test:1",
        "kind": "order_paid",
        "to": "camille@example.org",
        "subject": "Your order H-1",
        "text": "It is yours\n",
        "html": "<p>It is <b>yours</b></p>",
        "language": "en",
    }
    mail = keep_mail(**{**facts, **changes})
    assert mail is not None
    return mail
