"""From talks to mails: who is told what: `telling.talks`."""

from __future__ import annotations

from halles.affiliates.events.talks import TalkWaits
from halles.kit import jobs
from halles.notifications.jobs import tell


def talk_waits(event: TalkWaits) -> None:
    """The other side reads it."""
    jobs.defer(tell, fact="talk_message", message_id=event.message_id)
