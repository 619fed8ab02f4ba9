"""From samples and payout details to mails: each handler leaves one job; who is told what: `telling.samples`."""

from __future__ import annotations

from halles.affiliates.events import samples as events
from halles.creators.events import IdentityDecided, PayoutDetailsChanged, SellingAdmitted
from halles.kit import clock, jobs
from halles.notifications.jobs import tell


def sample_asked(event: events.SampleAsked) -> None:
    """The shop has to answer."""
    jobs.defer(tell, fact="sample_asked", sample_id=str(event.sample_id))


def sample_decided(event: events.SampleDecided) -> None:
    """The creator learns what the shop said, or that it said nothing."""
    jobs.defer(tell, fact="sample_decided", sample_id=str(event.sample_id), status=event.status)


def sample_stuck(event: events.SampleStuck) -> None:
    """The creator gives another address."""
    jobs.defer(tell, fact="sample_stuck", sample_id=str(event.sample_id), at=clock.now().isoformat())


def sample_arrived(event: events.SampleArrived) -> None:
    """The days begin."""
    jobs.defer(tell, fact="sample_arrived", sample_id=str(event.sample_id))


def sample_due_soon(event: events.SampleDueSoon) -> None:
    """The days run out."""
    on = clock.now().date().isoformat()
    jobs.defer(tell, fact="sample_due_soon", sample_id=str(event.sample_id), days=str(event.days), due=on)


def sample_closed(event: events.SampleClosed) -> None:
    """Shown or not."""
    jobs.defer(tell, fact="sample_closed", sample_id=str(event.sample_id), status=event.status)


def sample_appeal_answered(event: events.SampleAppealAnswered) -> None:
    """Both sides read the answer."""
    jobs.defer(tell, fact="sample_appeal_answered", sample_id=str(event.sample_id))


def payout_details_changed(event: PayoutDetailsChanged) -> None:
    """Whose account it was learns that it is another one."""
    if not event.is_first:
        at = clock.now().isoformat()
        jobs.defer(tell, fact="payout_details_changed", user_id=str(event.user_id), at=at)


def identity_decided(event: IdentityDecided) -> None:
    """The paper was looked at."""
    said = "yes" if event.is_verified else "no"
    at = clock.now().isoformat()
    jobs.defer(tell, fact="identity_decided", user_id=str(event.user_id), is_verified=said, note=event.note, at=at)


def selling_admitted(event: SellingAdmitted) -> None:
    """No quota any longer, and why."""
    at = clock.now().isoformat()
    jobs.defer(tell, fact="selling_admitted", creator_id=str(event.creator_id), why=event.why, at=at)
