"""Reads of social: counts, comments, and what one person follows, likes, saves and hides."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from halles.creators.models import Creator
from halles.interactions.visits import Visit
from halles.kit.pages import Page, page_by_id
from halles.social import tallies
from halles.social.blocks import without_unheard
from halles.social.errors import ListNotFound
from halles.social.models import Comment, Follow, Hidden, Like, SavedList, SavedListItem, SavedProduct
from halles.users.models import User

COMMENTS_PAGE_SIZE = 20
REPLIES_SHOWN = 2
HIDDEN_MAX = 2000
FOLLOWS_MAX = 2000
FOLLOWED_SHOPS_MAX = 200
LIST_PICTURES = 3


@dataclass(frozen=True)
class Counts:
    """What is counted of a video, comment or creator."""

    like_count: int = 0
    comment_count: int = 0
    follow_count: int = 0


def counts_for(kind: str, target_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Counts]:
    """The counts of every target asked for, zeros included; one query."""
    found = tallies.sums(kind, target_ids)
    return {
        target_id: Counts(
            like_count=found.get(target_id, {}).get("like", 0),
            comment_count=found.get(target_id, {}).get("comment", 0),
            follow_count=found.get(target_id, {}).get("follow", 0),
        )
        for target_id in target_ids
    }


@dataclass(frozen=True)
class CommentView:
    """A comment as one viewer sees it; `handle` is set when its author spoke as a creator."""

    id: uuid.UUID
    author: str
    handle: str | None
    avatar_id: uuid.UUID | None
    text: str
    language: str
    created_at: dt.datetime
    like_count: int
    is_liked: bool
    is_mine: bool
    is_held: bool
    reply_count: int = 0
    replies: tuple[CommentView, ...] = field(default=())


def list_comments(
    kind: str, target_id: uuid.UUID, *, viewer: User | None = None, cursor: str | None = None
) -> Page[CommentView]:
    """A page of what is said under a target, newest first, each with its first answers.

    Authors also see their own comments that wait for review. A constant number of queries.
    """
    said = _visible(viewer).filter(kind=kind, target_id=target_id, parent=None)
    page = page_by_id(said.select_related("user", "creator"), cursor, size=COMMENTS_PAGE_SIZE)
    replies, counts = _first_replies([one.pk for one in page.rows], viewer)
    rows = [*page.rows, *(reply for several in replies.values() for reply in several)]
    seen = _Seen(rows, viewer)
    return Page(
        [
            seen.view(one, counts.get(one.pk, 0), [seen.view(reply) for reply in replies.get(one.pk, [])])
            for one in page.rows
        ],
        page.next_cursor,
    )


def list_replies(comment_id: uuid.UUID, *, viewer: User | None = None, cursor: str | None = None) -> Page[CommentView]:
    """A page of the answers to a comment, newest first."""
    answers = _visible(viewer).filter(parent_id=comment_id)
    page = page_by_id(answers.select_related("user", "creator"), cursor, size=COMMENTS_PAGE_SIZE)
    seen = _Seen(page.rows, viewer)
    return Page([seen.view(one) for one in page.rows], page.next_cursor)


def list_held_comments(cursor: str | None = None) -> Page[Comment]:
    """A page of the comments that wait for the staff, newest first."""
    return page_by_id(Comment.objects.filter(status=Comment.Status.HELD).select_related("user", "creator"), cursor)


def find_comment(comment_id: uuid.UUID) -> Comment | None:
    """A comment in any status, for those who decide about it."""
    return Comment.objects.filter(pk=comment_id).select_related("user", "creator").first()


def liked_by(user: User | None, kind: str, target_ids: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Which of these the person likes."""
    if user is None:
        return set()
    likes = Like.objects.filter(user=user, kind=kind, target_id__in=list(target_ids))
    return set(likes.values_list("target_id", flat=True))


def followed_by(user: User | None, creator_ids: Iterable[uuid.UUID] | None = None) -> set[uuid.UUID]:
    """Which of these creators (or which at all, the latest 2,000) the person follows."""
    if user is None:
        return set()
    follows = Follow.objects.filter(user=user)
    if creator_ids is not None:
        follows = follows.filter(creator_id__in=list(creator_ids))
    return set(follows.order_by("-pk").values_list("creator_id", flat=True)[:FOLLOWS_MAX])


def followed_shops(user: User) -> list[uuid.UUID]:
    """The shops whose official profile the person follows, the latest followed first, 200 at most."""
    shops = Follow.objects.filter(user=user, creator__seller__isnull=False, creator__status="active").order_by("-pk")
    return [one for one in shops.values_list("creator__seller", flat=True)[:FOLLOWED_SHOPS_MAX] if one]


def follows_of(user: User, cursor: str | None = None) -> Page[Creator]:
    """A page of the creators a person follows, latest first."""
    page = page_by_id(Follow.objects.filter(user=user).select_related("creator"), cursor)
    return Page([follow.creator for follow in page.rows], page.next_cursor)


def saved_of(user: User, cursor: str | None = None) -> Page[SavedProduct]:
    """A page of what a person saved, latest first."""
    return page_by_id(SavedProduct.objects.filter(user=user), cursor)


def saved_by(user: User | None, product_ids: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Which of these products the person saved."""
    if user is None:
        return set()
    saved = SavedProduct.objects.filter(user=user, product_id__in=list(product_ids))
    return set(saved.values_list("product_id", flat=True))


@dataclass(frozen=True)
class ListFace:
    """One of a person's lists; `newest` are the products last put into it, three at most."""

    id: uuid.UUID
    name: str
    is_shared: bool
    item_count: int
    newest: tuple[uuid.UUID, ...]
    has_product: bool = False


def lists_of(user: User, *, product_id: uuid.UUID | None = None) -> list[ListFace]:
    """A person's lists, the last touched first; with `product_id` each says whether that product is in it. Two
    queries."""
    lists = list(SavedList.objects.filter(user=user).order_by("-updated_at", "-pk"))
    items: dict[uuid.UUID, list[uuid.UUID]] = {}
    held = SavedListItem.objects.filter(saved_list__in=[one.pk for one in lists]).order_by("-pk")
    for list_id, item in held.values_list("saved_list", "product"):
        items.setdefault(list_id, []).append(item)
    return [
        ListFace(
            id=one.pk,
            name=one.name,
            is_shared=one.is_shared,
            item_count=len(items.get(one.pk, ())),
            newest=tuple(items.get(one.pk, ())[:LIST_PICTURES]),
            has_product=product_id in items.get(one.pk, ()),
        )
        for one in lists
    ]


def get_list_for_owner(user: User, list_id: uuid.UUID) -> SavedList:
    """One of the person's own lists; refuses social.list_not_found."""
    found = SavedList.objects.filter(pk=list_id, user=user).first()
    if found is None:
        raise ListNotFound
    return found


def get_shared_list(token: str) -> SavedList:
    """The list of a link, with its owner; refuses social.list_not_found once the link is closed."""
    found = (
        SavedList.objects.filter(token=token, user__is_active=True).select_related("user").first() if token else None
    )
    if found is None:
        raise ListNotFound
    return found


def get_open_list(list_id: uuid.UUID) -> SavedList:
    """A list that is shared now, for who reports it; refuses social.list_not_found for private ones."""
    found = SavedList.objects.filter(pk=list_id).exclude(token="").first()
    if found is None:
        raise ListNotFound
    return found


def find_list(list_id: uuid.UUID) -> SavedList | None:
    """Any list with its owner, for those who decide about it."""
    return SavedList.objects.select_related("user").filter(pk=list_id).first()


def list_items(saved_list: SavedList, cursor: str | None = None) -> Page[SavedListItem]:
    """A page of what is in a list, the last put in first."""
    return page_by_id(SavedListItem.objects.filter(saved_list=saved_list), cursor)


@dataclass(frozen=True)
class HiddenThings:
    """What somebody does not want to see."""

    videos: frozenset[uuid.UUID] = frozenset()
    creators: frozenset[uuid.UUID] = frozenset()
    products: frozenset[uuid.UUID] = frozenset()
    comments: frozenset[uuid.UUID] = frozenset()


def hidden_for(user: User | None, visit: Visit | None) -> HiddenThings:
    """The latest 2,000 things hidden by this person and in this visit."""
    whose = Q(pk__in=[])
    if user is not None:
        whose |= Q(user=user)
    if visit is not None and not visit.is_new:
        whose |= Q(visit_id=visit.id)
    if not whose or (user is None and (visit is None or visit.is_new)):
        return HiddenThings()
    rows = Hidden.objects.filter(whose).order_by("-pk").values_list("kind", "target_id")[:HIDDEN_MAX]
    by_kind: dict[str, set[uuid.UUID]] = {"video": set(), "creator": set(), "product": set(), "comment": set()}
    for kind, target_id in rows:
        by_kind[kind].add(target_id)
    return HiddenThings(
        videos=frozenset(by_kind["video"]),
        creators=frozenset(by_kind["creator"]),
        products=frozenset(by_kind["product"]),
        comments=frozenset(by_kind["comment"]),
    )


def _visible(viewer: User | None) -> QuerySet[Comment]:
    shown = Q(status=Comment.Status.SHOWN)
    if viewer is not None:
        shown |= Q(status=Comment.Status.HELD, user=viewer)
    comments = Comment.objects.filter(shown)
    if viewer is not None:
        hidden = Hidden.objects.filter(user=viewer, kind="comment").values("target_id")
        comments = comments.exclude(pk__in=hidden).filter(without_unheard(viewer))
    return comments


def _first_replies(
    parent_ids: list[uuid.UUID], viewer: User | None
) -> tuple[dict[uuid.UUID, list[Comment]], dict[uuid.UUID, int]]:
    """The oldest answers of each comment, and how many there are."""
    answers = _visible(viewer).filter(parent_id__in=parent_ids)
    counts = {
        parent_id: count
        for parent_id, count in answers.values_list("parent_id").annotate(count=Count("pk")).order_by()
        if parent_id
    }
    ranked = answers.annotate(
        rank=Window(RowNumber(), partition_by=[F("parent_id")], order_by=F("id").asc())
    ).select_related("user", "creator")
    replies: dict[uuid.UUID, list[Comment]] = {}
    for reply in ranked.filter(rank__lte=REPLIES_SHOWN).order_by("id"):
        if reply.parent_id:
            replies.setdefault(reply.parent_id, []).append(reply)
    return replies, counts


class _Seen:
    """Turns comments into what one viewer sees, with their likes looked up once."""

    def __init__(self, comments: Sequence[Comment], viewer: User | None) -> None:
        keys = [one.pk for one in comments]
        self.viewer = viewer
        self.counts = counts_for("comment", keys)
        self.liked = liked_by(viewer, "comment", keys)

    def view(self, one: Comment, reply_count: int = 0, replies: Sequence[CommentView] = ()) -> CommentView:
        return CommentView(
            id=one.pk,
            author=one.creator.name if one.creator else public_name(one.user),
            handle=one.creator.handle if one.creator else None,
            avatar_id=one.creator.avatar_id if one.creator else None,
            text=one.text,
            language=one.language,
            created_at=one.created_at,
            like_count=self.counts[one.pk].like_count,
            is_liked=one.pk in self.liked,
            is_mine=self.viewer is not None and one.user_id == self.viewer.pk,
            is_held=one.status == Comment.Status.HELD,
            reply_count=reply_count,
            replies=tuple(replies),
        )


def public_name(user: User) -> str:
    """How a person is shown to strangers: the first name and an initial, never the address of the sign-in."""
    words = user.name.split()
    if not words:
        return ""
    return f"{words[0]} {words[-1][0]}." if len(words) > 1 else words[0]


def count_followers(creator_id: uuid.UUID) -> int:
    """How many people follow a profile now."""
    return tallies.sums("creator", [creator_id])[creator_id].get("follow", 0)
