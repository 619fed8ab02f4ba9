"""Setting the clock back: what the world remembers happened at its own time."""

from __future__ import annotations

import datetime as dt
from contextlib import AbstractContextManager

from halles.kit import clock

# The last shop opened so long ago that every price has a history and every order falls into its time.
OPENED_DAYS_AGO = 410


def days_ago(days: float) -> dt.datetime:
    """The instant so many days before now."""
    return clock.now() - dt.timedelta(days=days)


def back(days: float) -> AbstractContextManager[None]:
    """Within the block the clock stands so many days before now."""
    return clock.travel(days_ago(days))
