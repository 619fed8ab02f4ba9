"""From fees to mails: a handler leaves one job; who is told what: `telling.fees`."""

from __future__ import annotations

from halles.affiliates.events.fees import FeeMoved
from halles.kit import jobs
from halles.notifications.jobs import tell


def fee_moved(event: FeeMoved) -> None:
    """Whose turn it is, or who waited for it, is told."""
    jobs.defer(tell, fact="fee_moved", fee_id=str(event.fee_id), status=event.status)
