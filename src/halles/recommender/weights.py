"""What the feed weighs, in one place: raise or lower here, and say so under "why am I seeing this"."""

from __future__ import annotations

import datetime as dt

# Written with every impression, so that reports can tell one way of choosing from the next.
MODEL_VERSION = "v1"

FOLLOWED = 1.0
POPULAR = 0.8
FRESH = 0.5
LANGUAGE = 0.2
# Chance, the same within one session: two people, or two evenings, don't see one order.
CHANCE = 0.25
# Somebody who agreed to it and has played a clip this week sees it again only when little else is left.
PLAYED_FACTOR = 0.2

FRESH_HALF_LIFE = dt.timedelta(days=3)
POPULAR_HALF_LIFE = dt.timedelta(days=2)
POPULAR_WINDOW = dt.timedelta(days=14)
FOLLOWED_WINDOW = dt.timedelta(days=30)

# Every new video is shown this often before it has to stand for itself…
NEW_IMPRESSIONS = 200
# …or until it is this old.
NEW_AGE_MAX = dt.timedelta(days=14)
# One item in eight is a new one.
NEW_SHARE_BPS = 1250

# A part of the score is named as a reason when it is at least this share of the whole.
REASON_SHARE_MIN = 0.15

POPULAR_KEPT = 2000
FOLLOWED_COUNT = 60
FRESH_COUNT = 48
POPULAR_COUNT = 64
NEW_COUNT = 12
