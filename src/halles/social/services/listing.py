"""Lists of products under a name: private, or read by whoever has the link."""

from __future__ import annotations

import secrets
import uuid

from django.db import IntegrityError, transaction

from halles.catalog.models import Product
from halles.kit import clock, rate_limits
from halles.moderation.decisions import is_restricted
from halles.moderation.services import check_text
from halles.social.errors import (
    ListFull,
    ListLinkClosed,
    ListNameMissing,
    ListNameNotAllowed,
    ListNameTaken,
    ListNameTooLong,
    ListNotFound,
    TargetUnknown,
    TooManyLists,
)
from halles.social.models import LIST_NAME_LENGTH_MAX, SavedList, SavedListItem
from halles.users.models import User

LISTS_MAX = 50
ITEMS_MAX = 200
CHANGES_PER_MINUTE_MAX = 60


def create_list(user: User, *, name: str) -> SavedList:
    """A new private list. Refuses social.list_name_missing, list_name_too_long, list_name_taken, too_many_lists."""
    _take_turn(user)
    name = _cleaned(name)
    # The person's row is the place in the queue: two tabs cannot pass the limit together.
    User.objects.select_for_update().get(pk=user.pk)
    if SavedList.objects.filter(user=user).count() >= LISTS_MAX:
        raise TooManyLists(count=LISTS_MAX)
    return _named(SavedList(user=user), name)


def rename_list(user: User, list_id: uuid.UUID, *, name: str) -> SavedList:
    """Call it something else. Refuses as create_list, and list_not_found; a shared one also list_name_not_allowed."""
    _take_turn(user)
    found = _lock(user, list_id)
    name = _cleaned(name)
    if found.is_shared:
        _refuse_unfit(name, user)
    return _named(found, name)


def delete_list(user: User, list_id: uuid.UUID) -> None:
    """Forget the list; what is saved otherwise stays saved. Refuses social.list_not_found."""
    _lock(user, list_id).delete()


def put_in_list(user: User, list_id: uuid.UUID, product_id: uuid.UUID) -> bool:
    """Put a product customers can see into one's list; whether that is new. Refuses social.list_not_found,
    target_unknown, list_full."""
    _take_turn(user)
    found = _lock(user, list_id)
    if not Product.objects.filter(pk=product_id, status__in=["active", "paused"]).exists():
        raise TargetUnknown
    items = SavedListItem.objects.filter(saved_list=found)
    if items.filter(product=product_id).exists():
        return False
    if items.count() >= ITEMS_MAX:
        raise ListFull(count=ITEMS_MAX)
    SavedListItem.objects.create(saved_list=found, product_id=product_id)
    _touch(found)
    return True


def take_from_list(user: User, list_id: uuid.UUID, product_id: uuid.UUID) -> bool:
    """Take a product out of one's list; whether it was there. Refuses social.list_not_found."""
    _take_turn(user)
    found = _lock(user, list_id)
    gone, _by_model = SavedListItem.objects.filter(saved_list=found, product=product_id).delete()
    if gone:
        _touch(found)
    return gone > 0


def share_list(user: User, list_id: uuid.UUID) -> SavedList:
    """Let whoever has its link read it: the link is new each time. Refuses social.list_not_found and
    list_name_not_allowed for a name strangers should not have to read, list_link_closed while a decision holds."""
    _take_turn(user)
    found = _lock(user, list_id)
    if is_restricted("list", list_id):
        raise ListLinkClosed
    if not found.is_shared:
        _refuse_unfit(found.name, user)
        found.token = secrets.token_urlsafe(16)
        found.save(update_fields=["token"])
    return found


def unshare_list(user: User, list_id: uuid.UUID) -> SavedList:
    """Close the link for good. Refuses social.list_not_found."""
    found = _lock(user, list_id)
    found.token = ""
    found.save(update_fields=["token"])
    return found


def unshare_reported_list(list_id: uuid.UUID) -> bool:
    """Staff found a shared list against the rules: its link is closed; whether it was open."""
    return SavedList.objects.filter(pk=list_id).exclude(token="").update(token="") > 0


def _take_turn(user: User) -> None:
    rate_limits.take(f"list:{user.pk}", limit=CHANGES_PER_MINUTE_MAX, per_seconds=60)


def _lock(user: User, list_id: uuid.UUID) -> SavedList:
    found = SavedList.objects.select_for_update().filter(pk=list_id, user=user).first()
    if found is None:
        raise ListNotFound
    return found


def _touch(found: SavedList) -> None:
    found.updated_at = clock.now()
    found.save(update_fields=["updated_at"])


def _cleaned(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise ListNameMissing
    if len(name) > LIST_NAME_LENGTH_MAX:
        raise ListNameTooLong(length_max=LIST_NAME_LENGTH_MAX)
    return name


def _refuse_unfit(name: str, user: User) -> None:
    if check_text(name, user.language or "en") != "ok":
        raise ListNameNotAllowed


def _named(found: SavedList, name: str) -> SavedList:
    found.name = name
    found.updated_at = clock.now()
    try:
        with transaction.atomic():
            found.save()
    except IntegrityError as twin:
        if "social_list_name_once" not in str(twin):
            raise
        raise ListNameTaken(name=name) from twin
    return found
