"""From decisions and appeals to mails: each handler leaves one job."""

from __future__ import annotations

from halles.kit import jobs
from halles.moderation.events import AppealClosed, AppealOpened, DecisionMade, DecisionTakenBack
from halles.notifications.jobs import tell


def decision_made(event: DecisionMade) -> None:
    """The person concerned gets the statement of reasons."""
    jobs.defer(tell, fact="decision_made", decision_id=str(event.decision_id))


def appeal_opened(event: AppealOpened) -> None:
    """It is acknowledged, with what happens to the sanction meanwhile."""
    jobs.defer(tell, fact="appeal_opened", decision_id=str(event.decision_id))


def appeal_closed(event: AppealClosed) -> None:
    """The person concerned learns what somebody else found."""
    jobs.defer(tell, fact="appeal_closed", decision_id=str(event.decision_id))


def decision_taken_back(event: DecisionTakenBack) -> None:
    """The person concerned learns that it no longer holds, and why."""
    jobs.defer(tell, fact="decision_taken_back", decision_id=str(event.decision_id), why=event.why)
