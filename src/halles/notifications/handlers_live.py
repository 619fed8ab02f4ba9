"""From what happens in live shows to mails: each handler leaves one job."""

from __future__ import annotations

from halles.kit import jobs
from halles.live import events as live
from halles.notifications.jobs import tell
from halles.promotions import events as promotions


def reminder_due(event: live.ReminderDue) -> None:
    """Who asked hears that the show begins."""
    jobs.defer(tell, fact="show_begins", session_id=str(event.session_id), user_id=str(event.user_id))


def session_canceled(event: live.SessionCanceled) -> None:
    """Who asked hears that there will be no show."""
    jobs.defer(tell, fact="show_canceled", session_id=str(event.session_id))


def person_restricted(event: live.PersonRestricted) -> None:
    """The person reads why, and how to answer."""
    jobs.defer(tell, fact="person_restricted", restriction_id=str(event.restriction_id))


def giveaway_won(event: live.GiveawayWon) -> None:
    """The winner hears of it."""
    jobs.defer(tell, fact="giveaway_won", promise_id=str(event.promise_id))


def waitlist_offered(event: promotions.WaitlistOffered) -> None:
    """Whoever waited hears that it is their turn."""
    jobs.defer(tell, fact="waitlist_offered", promise_id=str(event.promise_id))
