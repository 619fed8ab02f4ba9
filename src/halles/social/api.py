"""A person's lists over the API, and lists read by their link."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated

from django.conf import settings
from django.http import HttpRequest
from ninja import Query, Router, Schema, Status
from pydantic import Field

from halles.social import queries, services
from halles.social.api_conversations import router as conversations
from halles.social.models import LIST_NAME_LENGTH_MAX, SavedList
from halles.users.api_auth import BearerAuth
from halles.users.models import User

router = Router(tags=["lists"])
CURSOR_LENGTH_MAX = 60


class ListIn(Schema):
    name: Annotated[str, Field(min_length=1, max_length=LIST_NAME_LENGTH_MAX)]


class ListChange(Schema):
    """What to change; what is left out stays."""

    name: Annotated[str, Field(min_length=1, max_length=LIST_NAME_LENGTH_MAX)] | None = None
    is_shared: bool | None = None


class ListOut(Schema):
    """`link` is the address whoever has it may read; empty while the list is private."""

    id: uuid.UUID
    name: str
    is_shared: bool
    link: str
    updated_at: dt.datetime


class ListWhole(ListOut):
    product_ids: list[uuid.UUID]
    next_cursor: str | None


class SharedOut(Schema):
    """A list as somebody with its link sees it; `owner_name` is a first name and an initial."""

    name: str
    owner_name: str
    product_ids: list[uuid.UUID]
    next_cursor: str | None


class FaceOut(Schema):
    id: uuid.UUID
    name: str
    is_shared: bool
    item_count: int


@router.get("/lists", response=list[FaceOut], auth=BearerAuth(), operation_id="list_lists")
def list_lists(request: HttpRequest) -> list[queries.ListFace]:
    """The caller's lists, the last touched first; 50 at most."""
    return queries.lists_of(_caller(request))


@router.post("/lists", response={201: ListOut}, auth=BearerAuth(), operation_id="create_list")
def create_list(request: HttpRequest, wanted: ListIn) -> Status[dict[str, object]]:
    """A new private list."""
    return Status(201, _told(services.create_list(_caller(request), name=wanted.name)))


@router.get("/lists/{uuid:list_id}", response=ListWhole, auth=BearerAuth(), operation_id="get_list")
def get_list(
    request: HttpRequest, list_id: uuid.UUID, cursor: Annotated[str, Query(max_length=CURSOR_LENGTH_MAX)] = ""
) -> dict[str, object]:
    """One of the caller's lists with a page of its products, the last put in first."""
    found = queries.get_list_for_owner(_caller(request), list_id)
    return {**_told(found), **_products(found, cursor)}


@router.patch("/lists/{uuid:list_id}", response=ListOut, auth=BearerAuth(), operation_id="change_list")
def change_list(request: HttpRequest, list_id: uuid.UUID, change: ListChange) -> dict[str, object]:
    """Rename it, share it by a new link, or close its link."""
    caller = _caller(request)
    if change.name is not None:
        services.rename_list(caller, list_id, name=change.name)
    if change.is_shared is not None:
        act = services.share_list if change.is_shared else services.unshare_list
        act(caller, list_id)
    return _told(queries.get_list_for_owner(caller, list_id))


@router.delete("/lists/{uuid:list_id}", response={204: None}, auth=BearerAuth(), operation_id="delete_list")
def delete_list(request: HttpRequest, list_id: uuid.UUID) -> Status[None]:
    """Forget the list; its link is dead."""
    services.delete_list(_caller(request), list_id)
    return Status(204, None)


@router.put(
    "/lists/{uuid:list_id}/products/{uuid:product_id}",
    response={204: None},
    auth=BearerAuth(),
    operation_id="put_in_list",
)
def put_in_list(request: HttpRequest, list_id: uuid.UUID, product_id: uuid.UUID) -> Status[None]:
    """Put a product into the list; twice is once."""
    services.put_in_list(_caller(request), list_id, product_id)
    return Status(204, None)


@router.delete(
    "/lists/{uuid:list_id}/products/{uuid:product_id}",
    response={204: None},
    auth=BearerAuth(),
    operation_id="take_from_list",
)
def take_from_list(request: HttpRequest, list_id: uuid.UUID, product_id: uuid.UUID) -> Status[None]:
    """Take a product out of the list; one that is not in it changes nothing."""
    services.take_from_list(_caller(request), list_id, product_id)
    return Status(204, None)


@router.get("/lists/shared/{token}", response=SharedOut, operation_id="get_shared_list")
def get_shared_list(
    request: HttpRequest, token: str, cursor: Annotated[str, Query(max_length=CURSOR_LENGTH_MAX)] = ""
) -> dict[str, object]:
    """A list by the last part of its link, with a page of its products."""
    found = queries.get_shared_list(token[:60])
    return {"name": found.name, "owner_name": queries.public_name(found.user), **_products(found, cursor)}


def _caller(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _told(found: SavedList) -> dict[str, object]:
    link = f"{settings.BASE_URL}/l/{found.token}/" if found.token else ""
    return {
        "id": found.pk,
        "name": found.name,
        "is_shared": found.is_shared,
        "link": link,
        "updated_at": found.updated_at,
    }


def _products(found: SavedList, cursor: str) -> dict[str, object]:
    page = queries.list_items(found, cursor or None)
    return {"product_ids": [item.product_id for item in page.rows], "next_cursor": page.next_cursor}


router.add_router("", conversations)
