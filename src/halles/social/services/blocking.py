"""Blocking a person, and taking it back."""

from __future__ import annotations

import uuid

from django.db import transaction

from halles.creators.models import Creator
from halles.kit import rate_limits
from halles.social.errors import BlockNotFound, NotOneself, TooManyBlocks
from halles.social.models import Block, Hidden
from halles.social.services.following import unfollow
from halles.users.models import User

BLOCKS_MAX = 1000
BLOCKS_PER_HOUR_MAX = 60


@transaction.atomic
def block(user: User, other: User) -> Block:
    """Hear nothing more of a person: neither sees the other's comments and questions, nor follows, answers or writes
    to them; their videos leave the feed. Twice is once. Refuses social.not_oneself, social.too_many_blocks.
    """
    if user.pk == other.pk:
        raise NotOneself
    rate_limits.take(f"block:{user.pk}", limit=BLOCKS_PER_HOUR_MAX, per_seconds=3600)
    if Block.objects.filter(blocker=user).count() >= BLOCKS_MAX:
        raise TooManyBlocks(count=BLOCKS_MAX)
    Block.objects.bulk_create([Block(blocker=user, blocked=other)], ignore_conflicts=True)
    for follower, followed in ((user, other), (other, user)):
        for creator in Creator.objects.filter(user=followed):
            unfollow(follower, creator)
    hidden = [Hidden(user=user, kind="creator", target_id=one.pk) for one in Creator.objects.filter(user=other)]
    Hidden.objects.bulk_create(hidden, ignore_conflicts=True)
    return Block.objects.get(blocker=user, blocked=other)


@transaction.atomic
def unblock(user: User, block_id: uuid.UUID) -> None:
    """Take one's own block back; their videos may come again. Refuses social.block_not_found."""
    found = Block.objects.filter(pk=block_id, blocker=user).first()
    if found is None:
        raise BlockNotFound
    theirs = list(Creator.objects.filter(user=found.blocked_id).values_list("pk", flat=True))
    Hidden.objects.filter(user=user, kind="creator", target_id__in=theirs).delete()
    found.delete()
