"""How many follow decides what a profile may show of other shops' goods."""

from __future__ import annotations

import uuid

from halles.creators import services as creators
from halles.creators.models import Creator, CreatorSelling
from halles.creators.queries import list_pilots, selling_status
from halles.kit import transactions
from halles.social.queries import count_followers

BATCH_SIZE = 200


def start_selling(creator: Creator, *, is_of_age: bool) -> CreatorSelling:
    """`creators.start_selling` with the followers there are."""
    return creators.start_selling(creator, follower_count=count_followers(creator.pk), is_of_age=is_of_age)


def spend_place(creator: Creator, *, kind: str, content_id: uuid.UUID) -> None:
    """`creators.spend_place`, after the quota was lifted from a profile that enough people follow by now."""
    if selling_status(creator) == CreatorSelling.Status.PILOT:
        creators.lift_quota(creator, follower_count=count_followers(creator.pk))
    creators.spend_place(creator, kind=kind, content_id=content_id)


def lift_quotas() -> int:
    """Lift the quota from every profile that enough people follow; how many. No transaction open."""
    lifted, after = 0, None
    while pilots := list_pilots(after=after, limit=BATCH_SIZE):
        lifted += sum(transactions.try_each(_lift, pilots))
        after = pilots[-1].pk
    return lifted


def _lift(creator: Creator) -> bool:
    return creators.lift_quota(creator, follower_count=count_followers(creator.pk))
