"""Background work of videos."""

from __future__ import annotations

from halles.kit.jobs import RETRY, app
from halles.videos import services


@app.periodic(cron="* * * * *")
@app.task(name="videos.publish_due", queueing_lock="videos.publish_due", retry=RETRY)
def publish_due(timestamp: int) -> None:
    """Every minute: show the videos whose time has come."""
    services.publish_due()
