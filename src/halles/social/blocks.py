"""Reads of blocks: whom a person has blocked, and who hears nothing of whom."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from halles.creators.models import Creator
from halles.kit.pages import Page, page_by_id
from halles.social.models import Block
from halles.users.models import User


@dataclass(frozen=True)
class BlockView:
    """One block as its owner sees it; `handle` where the person has a profile."""

    id: uuid.UUID
    name: str
    handle: str
    created_at: dt.datetime


def list_blocks(user: User, cursor: str | None = None) -> Page[BlockView]:
    """A page of whom a person has blocked, latest first."""
    page = page_by_id(Block.objects.filter(blocker=user).select_related("blocked"), cursor)
    return Page(_views(page.rows), page.next_cursor)


def view_block(block: Block) -> BlockView:
    """One block as its owner sees it."""
    return _views([block])[0]


def _views(rows: Sequence[Block]) -> list[BlockView]:
    profiles = Creator.objects.filter(user__in=[one.blocked_id for one in rows], seller=None).order_by("pk")
    handles = dict(profiles.values_list("user_id", "handle"))
    return [
        BlockView(one.pk, one.blocked.get_short_name(), handles.get(one.blocked_id, ""), one.created_at) for one in rows
    ]


def is_blocked(user: User, others: Iterable[uuid.UUID]) -> bool:
    """Whether this person and any of the others have blocked each other, either way round."""
    ids = list(others)
    either = Q(blocker=user, blocked__in=ids) | Q(blocked=user, blocker__in=ids)
    return Block.objects.filter(either).exists()


def unheard_by(user: User) -> tuple[QuerySet[Block, uuid.UUID], QuerySet[Block, uuid.UUID]]:
    """The people whose words this person does not see, as two subqueries: blocked by them, and blocking them."""
    return (
        Block.objects.filter(blocker=user).values_list("blocked", flat=True),
        Block.objects.filter(blocked=user).values_list("blocker", flat=True),
    )


def without_unheard(viewer: User | None) -> Q:
    """A condition on rows with a `user`: not one with whom the viewer has a block."""
    if viewer is None:
        return Q()
    mine, theirs = unheard_by(viewer)
    return ~Q(user__in=mine) & ~Q(user__in=theirs)
