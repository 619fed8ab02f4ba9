"""How much of everything media takes."""

from __future__ import annotations

import datetime as dt

VIDEO_DURATION_MAX_MS = 180_000
# Three minutes of a phone's 4K at 60 frames a second with HDR.
VIDEO_BYTES_MAX = 2 * 1024**3
IMAGE_BYTES_MAX = 25 * 1024**2
IMAGE_PIXELS_MAX = 50_000_000
FILE_NAME_LENGTH_MAX = 200
UPLOADS_OPEN_MAX = 20
# Cuts and tries after a refusal, each a whole new edition.
MADE_AGAIN_PER_HOUR_MAX = 60
# An unfinished upload can be resumed for a day.
UPLOAD_KEPT = dt.timedelta(hours=24)
# Trimming and another cover are possible for so long after the upload.
ORIGINAL_KEPT = dt.timedelta(days=30)
# A page opened yesterday may still ask for the files of the edition it was drawn with.
DISCARDED_KEPT = dt.timedelta(hours=24)
# The worker says every few seconds that it is alive.
HEARTBEAT_EVERY_S = 5
HEARTBEAT_SILENCE_MAX = dt.timedelta(seconds=30)
ATTEMPTS_MAX = 3
SWEEP_SIZE = 500
