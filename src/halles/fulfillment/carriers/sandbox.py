"""A carrier that moves parcels by the clock, so that a demo and a test see a whole journey without a post office.

The last digit of the number decides what happens on the way: 0 to 6 arrives on the second day, 7 is three days late,
8 finds nobody home and comes again, 9 is lost. A day lasts `HALLES_SANDBOX_DAY_SECONDS` of real time.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.conf import settings

from halles.fulfillment.carriers.port import Parcel, Scan, ScanStatus

DAY_SECONDS = 60

# (days after the label was made, status, text code, is the place the destination?)
_Step = tuple[float, ScanStatus, str, bool]
_START: tuple[_Step, ...] = ((0.1, "in_transit", "accepted", False), (0.6, "in_transit", "sorted", False))
_USUAL: tuple[_Step, ...] = (
    (1.0, "in_transit", "arrived_at_depot", True),
    (1.6, "out_for_delivery", "out_for_delivery", True),
    (2.0, "delivered", "delivered", True),
)
_LATE: tuple[_Step, ...] = (
    (1.0, "in_transit", "delayed", False),
    (4.0, "in_transit", "arrived_at_depot", True),
    (4.6, "out_for_delivery", "out_for_delivery", True),
    (5.0, "delivered", "delivered", True),
)
_NOBODY_HOME: tuple[_Step, ...] = (
    (1.0, "in_transit", "arrived_at_depot", True),
    (1.6, "out_for_delivery", "out_for_delivery", True),
    (2.0, "in_transit", "nobody_home", True),
    (2.6, "out_for_delivery", "out_for_delivery", True),
    (3.0, "delivered", "delivered", True),
)
_LOST: tuple[_Step, ...] = ((1.0, "in_transit", "delayed", False), (6.0, "lost", "lost", False))


class SandboxCarrier:
    """The journey of a parcel as a pure function of its number and the time since its label was made."""

    def track(self, parcel: Parcel, now: dt.datetime) -> Sequence[Scan]:
        """Every sighting up to `now`."""
        day = dt.timedelta(seconds=getattr(settings, "HALLES_SANDBOX_DAY_SECONDS", DAY_SECONDS))
        journey = _START + {"7": _LATE, "8": _NOBODY_HOME, "9": _LOST}.get(parcel.tracking_number[-1], _USUAL)
        scans = [
            Scan(parcel.announced_at + days * day, status, code, parcel.to_place if is_there else parcel.from_place)
            for days, status, code, is_there in journey
        ]
        return [scan for scan in scans if scan.at <= now]
