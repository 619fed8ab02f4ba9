"""From what comes back to mails: each handler leaves one job; who is told what stands in `telling.returns`."""

from __future__ import annotations

from halles.kit import jobs
from halles.notifications.jobs import tell
from halles.returns import events


def withdrawal_declared(event: events.WithdrawalDeclared) -> None:
    """The acknowledgement the law asks for, at once; and news to the shop."""
    jobs.defer(tell, fact="withdrawal_declared", return_id=str(event.return_id))


def return_requested(event: events.ReturnRequested) -> None:
    """The shop has to answer; the customer has it in writing."""
    jobs.defer(tell, fact="return_requested", return_id=str(event.return_id))


def return_approved(event: events.ReturnApproved) -> None:
    """The customer sends it back."""
    jobs.defer(tell, fact="return_approved", return_id=str(event.return_id), by_kind=event.by_kind)


def return_rejected(event: events.ReturnRejected) -> None:
    """The customer reads why, and what can be done."""
    jobs.defer(tell, fact="return_rejected", return_id=str(event.return_id))


def return_received(event: events.ReturnReceived) -> None:
    """Both sides learn that it is back."""
    jobs.defer(tell, fact="return_received", return_id=str(event.return_id))


def return_refunded(event: events.ReturnRefunded) -> None:
    """What it came to, for both sides."""
    jobs.defer(tell, fact="return_refunded", return_id=str(event.return_id), amount=str(event.refunded_minor))


def return_closed(event: events.ReturnClosed) -> None:
    """It never came back, or is kept."""
    jobs.defer(tell, fact="return_closed", return_id=str(event.return_id), by_kind=event.by_kind)


def dispute_opened(event: events.DisputeOpened) -> None:
    """The other side is asked to speak, who opened it has it in writing."""
    jobs.defer(tell, fact="dispute_opened", dispute_id=str(event.dispute_id))


def dispute_decided(event: events.DisputeDecided) -> None:
    """Both sides read the decision and its reasons."""
    jobs.defer(tell, fact="dispute_decided", dispute_id=str(event.dispute_id))
