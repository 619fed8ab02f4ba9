"""A new link for a guest whose old one is too old or lost: always to the address of the purchase."""

from __future__ import annotations

import uuid

from halles.kit import clock, rate_limits
from halles.kit.events import emit
from halles.orders import access, events, queries

ASKED_PER_HOUR_MAX = 10
SENT_PER_DAY_MAX = 3


def renew_guest_link(token: str, *, line: str) -> None:
    """Send a new link in place of one of ours, however old; OrderNotFound for anything else.

    TooOften when the purchase, or the network address `line`, has asked too often.
    """
    group = queries.get_for_guest(access.read_link_of_any_age(token))
    _count(line)
    _send(group.pk)


def send_guest_link(number: str, email: str, *, line: str) -> None:
    """Send a link to a guest's purchase when number and address fit; who asks is not told whether they did.

    TooOften when the network address `line` has asked too often.
    """
    _count(line)
    group_id = queries.find_guest_purchase(number, email)
    if group_id is not None:
        _send(group_id)


def _count(line: str) -> None:
    rate_limits.take(f"guest_link.line:{line}", limit=ASKED_PER_HOUR_MAX, per_seconds=3600)


def _send(group_id: uuid.UUID) -> None:
    rate_limits.take(f"guest_link:{group_id}", limit=SENT_PER_DAY_MAX, per_seconds=86_400)
    emit(events.GuestLinkAsked(group_id, clock.now()))
