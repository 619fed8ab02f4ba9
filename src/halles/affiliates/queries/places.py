"""What a place in a shop would take from somebody who takes part in its plans."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from halles.affiliates.models import Participation
from halles.affiliates.queries.plans import running
from halles.kit import clock
from halles.users.models import User


def list_own_parts_in(user: User, seller_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[str]]:
    """Shop → the handles of the person's own profiles that take part in running plans of it; shops without are left
    out."""
    parts = Participation.objects.filter(
        running(clock.now(), "plan__"),
        plan__seller__in=seller_ids,
        creator__user=user,
        creator__seller=None,
        status=Participation.Status.ACTIVE,
    )
    found: dict[uuid.UUID, list[str]] = {}
    for seller_id, handle in (
        parts.values_list("plan__seller", "creator__handle").distinct().order_by("creator__handle")
    ):
        found.setdefault(seller_id, []).append(handle)
    return found
