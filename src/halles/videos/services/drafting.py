"""Beginning a video and writing what stands with it."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from halles.creators.models import Creator
from halles.creators.queries import find_by_handles
from halles.kit import clock, rate_limits
from halles.markets.queries import all_markets
from halles.media import services as media
from halles.users.models import User
from halles.videos import caption as captions
from halles.videos.errors import (
    CallToActionUnknown,
    CaptionTooLong,
    CreatorSuspended,
    LanguageUnknown,
    MarketUnknown,
    TemplatePartTooLong,
    TemplateUnknown,
)
from halles.videos.models import CAPTION_LENGTH_MAX, CallToAction, Hashtag, Video, VideoHashtag, VideoMention
from halles.videos.services.locking import lock_living_video, lock_video
from halles.videos.services.status import hold_for_words, move
from halles.videos.stories import NO_STORY, PART_LENGTH_MAX, PARTS, find_story

UPLOADS_PER_DAY_MAX = 100
# BCP 47 as far as clips need it: a language, perhaps a script or region; empty for a clip without words.
LANGUAGE = re.compile(r"(?:[a-z]{2,3}(?:-[A-Za-z0-9]{2,6})?)?")


@dataclass(frozen=True)
class VideoChanges:
    """What to write anew; None leaves a thing as it is."""

    caption: str | None = None
    language: str | None = None
    template: str | None = None
    template_parts: Mapping[str, str] | None = None
    call_to_action: str | None = None
    markets: Sequence[str] | None = None
    has_comments_on: bool | None = None
    is_made_with_ai: bool | None = None


@transaction.atomic
def start_video(
    creator: Creator, *, by: User, file_name: str, size_bytes: int, declared_type: str
) -> tuple[Video, media.UploadTicket]:
    """A draft of the creator and the ticket with which its bytes may be sent; media refuses what it cannot take."""
    if creator.status != Creator.Status.ACTIVE:
        raise CreatorSuspended
    rate_limits.take(f"video:{creator.pk}", limit=UPLOADS_PER_DAY_MAX, per_seconds=86_400)
    ticket = media.create_upload(
        by, kind="video", file_name=file_name, size_bytes=size_bytes, declared_type=declared_type
    )
    language = creator.languages[0] if creator.languages else ""
    video = Video.objects.create(creator=creator, asset=ticket.asset, language=language)
    return video, ticket


@transaction.atomic
def edit_video(video_id: uuid.UUID, *, changes: VideoChanges) -> Video:
    """Write caption, template and the rest, before or after publication; new words are checked again.

    A shown video whose new words have to be read first is held (its status says so).
    """
    video = lock_living_video(video_id)
    had_words = (video.caption, video.template_parts)
    _write(video, changes)
    if (video.caption, video.template_parts) != had_words:
        # What the staff accepted were the old words.
        video.cleared_rules = []
    video.updated_at = clock.now()
    video.save()
    if changes.caption is not None:
        _link_caption(video)
    hold_for_words(video)
    return video


@transaction.atomic
def delete_video(video_id: uuid.UUID) -> None:
    """Its creator takes the video away for good; deleting it twice changes nothing."""
    video = lock_video(video_id)
    if video.status != Video.Status.REMOVED:
        video.removed_by_kind = "creator"
        move(video, Video.Status.REMOVED)
        media.withhold([video.asset_id])


def _write(video: Video, changes: VideoChanges) -> None:
    if changes.caption is not None:
        video.caption = _clean(changes.caption)
        if len(video.caption) > CAPTION_LENGTH_MAX:
            raise CaptionTooLong(length=len(video.caption), length_max=CAPTION_LENGTH_MAX)
    if changes.language is not None:
        if not LANGUAGE.fullmatch(changes.language):
            raise LanguageUnknown
        video.language = changes.language
    if changes.template is not None:
        if changes.template != NO_STORY and find_story(changes.template) is None:
            raise TemplateUnknown
        video.template = changes.template
    if changes.template_parts is not None:
        video.template_parts = _parts(changes.template_parts)
    if changes.call_to_action is not None:
        if changes.call_to_action not in CallToAction.values:
            raise CallToActionUnknown
        video.call_to_action = changes.call_to_action
    if changes.markets is not None:
        video.markets = _markets(changes.markets)
    if changes.has_comments_on is not None:
        video.has_comments_on = changes.has_comments_on
    if changes.is_made_with_ai is not None:
        video.is_made_with_ai = changes.is_made_with_ai


def _clean(text: str) -> str:
    return text.replace("\x00", "").replace("\r\n", "\n").strip()


def _parts(given: Mapping[str, str]) -> dict[str, str]:
    parts = {name: _clean(given[name]) for name in PARTS if given.get(name, "").strip()}
    if any(len(text) > PART_LENGTH_MAX for text in parts.values()):
        raise TemplatePartTooLong(length_max=PART_LENGTH_MAX)
    return parts


def _markets(codes: Sequence[str]) -> list[str]:
    known = set(all_markets())
    if not set(codes) <= known:
        raise MarketUnknown
    # All of them is kept as none named, so that a market opened later is not left out.
    return [] if set(codes) == known else sorted(set(codes))


def _link_caption(video: Video) -> None:
    """Write anew which tags and creators the caption names."""
    tags = captions.hashtags_in(video.caption)
    Hashtag.objects.bulk_create([Hashtag(tag=tag) for tag in sorted(tags)], ignore_conflicts=True)
    VideoHashtag.objects.filter(video=video).exclude(hashtag__tag__in=tags).delete()
    VideoHashtag.objects.bulk_create(
        [VideoHashtag(video=video, hashtag=tag) for tag in Hashtag.objects.filter(tag__in=tags)], ignore_conflicts=True
    )
    named = find_by_handles(captions.handles_in(video.caption)).values()
    VideoMention.objects.filter(video=video).exclude(creator__in=list(named)).delete()
    VideoMention.objects.bulk_create(
        [VideoMention(video=video, creator=creator) for creator in named], ignore_conflicts=True
    )
