"""What happens to shows by the clock."""

from __future__ import annotations

import datetime as dt
import uuid

from halles.kit import clock, transactions
from halles.kit.jobs import RETRY, app
from halles.live import services
from halles.live.acts.jobs import draw_giveaway, keep_acts_on_time, lapse_prepared
from halles.live.models import LiveSession
from halles.live.services import recordings

__all__ = ["draw_giveaway", "keep_acts_on_time", "keep_time", "lapse_prepared", "propose_clips", "put_away"]

# How long before a show those who asked are told.
AHEAD = dt.timedelta(minutes=10)
AT_ONCE_MAX = 200


@app.periodic(cron="* * * * *")
@app.task(name="live.keep_time", queueing_lock="live.keep_time", retry=RETRY)
def keep_time(timestamp: int) -> None:
    """Every minute: tell who wanted to be reminded, and end shows whose picture did not come back."""
    now = clock.now()
    begins = LiveSession.objects.filter(reminders__sent_at=None, reminders__isnull=False)
    soon = begins.filter(status="planned", scheduled_at__lte=now + AHEAD, scheduled_at__gte=now - AHEAD)
    on_air = begins.filter(status="live")
    due = set(soon.values_list("pk", flat=True)[:AT_ONCE_MAX]) | set(on_air.values_list("pk", flat=True)[:AT_ONCE_MAX])
    list(transactions.try_each(services.send_reminders, sorted(due)))
    lost = LiveSession.objects.filter(status="live", lost_at__lte=now - dt.timedelta(seconds=60))
    list(transactions.try_each(services.end_lost, list(lost.values_list("pk", flat=True)[:AT_ONCE_MAX])))


@app.task(name="live.propose_clips", retry=RETRY)
def propose_clips(session_id: str) -> None:
    """Cut a clip per explained product out of a show that is over, as drafts of its creator."""
    from halles.live.services.clips import propose_clips as propose

    propose(uuid.UUID(session_id))


@app.task(name="live.put_away", retry=RETRY)
def put_away(session_id: str) -> None:
    """Put away the recording of a show that the staff withholds."""
    recordings.withhold_replay(uuid.UUID(session_id))
