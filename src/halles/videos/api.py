"""Videos over the API: anybody's to watch, a creator's to upload, write and publish."""

from __future__ import annotations

import uuid
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import AwareDatetime, Field

from halles.creators.queries import get_creator_for_user
from halles.users.api_auth import BearerAuth
from halles.users.models import User
from halles.videos import queries, services
from halles.videos.models import ANCHORS_MAX, CAPTION_LENGTH_MAX, Video
from halles.videos.shapes import OwnVideoOut, own_video_out

router = Router(tags=["videos"])
MarketCode = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
BIGINT_MAX = 2**63 - 1
MS_MAX = 24 * 3600 * 1000


class UploadIn(Schema):
    """A clip to be sent: `creator_id` is one of the person's profiles."""

    creator_id: uuid.UUID
    file_name: Annotated[str, Field(min_length=1, max_length=200)]
    size_bytes: Annotated[int, Field(gt=0, le=BIGINT_MAX)]
    declared_type: Annotated[str, Field(max_length=100)] = ""


class UploadOut(Schema):
    """Send the bytes by tus (1.0.0) to `url` with `Authorization: Bearer <token>`; the draft is there already."""

    url: str
    token: str
    upload_id: uuid.UUID


class StartedOut(Schema):
    video: OwnVideoOut
    upload: UploadOut


class VideoIn(Schema):
    """What to write anew; what is left out stays as it is."""

    caption: Annotated[str, Field(max_length=CAPTION_LENGTH_MAX * 2)] | None = None
    language: Annotated[str, Field(max_length=10)] | None = None
    template: Annotated[str, Field(max_length=30)] | None = None
    template_parts: dict[str, Annotated[str, Field(max_length=1000)]] | None = None
    call_to_action: Annotated[str, Field(max_length=20)] | None = None
    markets: Annotated[list[MarketCode], Field(max_length=60)] | None = None
    has_comments_on: bool | None = None
    is_made_with_ai: bool | None = None


class AnchorIn(Schema):
    product_id: uuid.UUID
    variant_id: uuid.UUID | None = None
    start_ms: Annotated[int, Field(ge=0, le=MS_MAX)]
    end_ms: Annotated[int, Field(gt=0, le=MS_MAX)]
    label: Annotated[str, Field(max_length=100)] = ""


class AnchorsIn(Schema):
    """All products of the video; those not named are taken out."""

    anchors: Annotated[list[AnchorIn], Field(max_length=ANCHORS_MAX * 2)]


class PublishIn(Schema):
    """`at`: an instant with its offset; left out, now."""

    at: AwareDatetime | None = None


@router.post("/videos", response={201: StartedOut}, auth=BearerAuth(), operation_id="start_video")
def start_video(request: HttpRequest, upload: UploadIn) -> Status[dict[str, Any]]:
    """Begin a video: a draft, and the ticket to upload its clip."""
    user = _user(request)
    creator = get_creator_for_user(user, upload.creator_id)
    video, ticket = services.start_video(
        creator,
        by=user,
        file_name=upload.file_name,
        size_bytes=upload.size_bytes,
        declared_type=upload.declared_type,
    )
    where = {"url": ticket.url, "token": ticket.token, "upload_id": ticket.upload.pk}
    return Status(201, {"video": _own(video), "upload": where})


@router.get("/videos/{uuid:video_id}/mine", response=OwnVideoOut, auth=BearerAuth(), operation_id="get_own_video")
def get_own_video(request: HttpRequest, video_id: uuid.UUID) -> dict[str, Any]:
    """One's own video in any status, with how far its clip is."""
    return _own(queries.get_video_for_creator(_user(request), video_id))


@router.patch("/videos/{uuid:video_id}", response=OwnVideoOut, auth=BearerAuth(), operation_id="edit_video")
def edit_video(request: HttpRequest, video_id: uuid.UUID, changes: VideoIn) -> dict[str, Any]:
    """Write caption, template, call to action, markets or comments anew."""
    queries.get_video_for_creator(_user(request), video_id)
    return _own(services.edit_video(video_id, changes=services.VideoChanges(**changes.dict())))


@router.put("/videos/{uuid:video_id}/anchors", response=OwnVideoOut, auth=BearerAuth(), operation_id="set_anchors")
def set_anchors(request: HttpRequest, video_id: uuid.UUID, wanted: AnchorsIn) -> dict[str, Any]:
    """Place exactly these products on the time line."""
    video = queries.get_video_for_creator(_user(request), video_id)
    services.set_anchors(video_id, [services.AnchorDraft(**anchor.dict()) for anchor in wanted.anchors])
    return _own(video)


@router.post("/videos/{uuid:video_id}/publish", response=OwnVideoOut, auth=BearerAuth(), operation_id="publish_video")
def publish(request: HttpRequest, video_id: uuid.UUID, when: PublishIn | None = None) -> dict[str, Any]:
    """Publish now, later, or as soon as the clip can be played; `status` says which it is."""
    queries.get_video_for_creator(_user(request), video_id)
    return _own(services.publish(video_id, at=when.at if when else None))


@router.post(
    "/videos/{uuid:video_id}/unpublish", response=OwnVideoOut, auth=BearerAuth(), operation_id="unpublish_video"
)
def unpublish(request: HttpRequest, video_id: uuid.UUID) -> dict[str, Any]:
    """Take the video back into the drafts."""
    queries.get_video_for_creator(_user(request), video_id)
    return _own(services.unpublish(video_id))


def _own(video: Video) -> dict[str, Any]:
    return own_video_out(video, queries.list_anchors(video))


def _user(request: HttpRequest) -> User:
    user = request.user
    assert isinstance(user, User), "the router asks for a token"
    return user
