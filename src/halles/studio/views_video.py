"""Posting a video: send it, tell its story, mark its products, show it. Everything is kept as it is written."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from halles.creators import queries as creators
from halles.kit import clock
from halles.kit.storage import storage
from halles.markets.market import Market
from halles.media import queries as media
from halles.media.services import retry_processing, upload_token
from halles.studio import reading
from halles.studio.access import signed_in
from halles.studio.errors import Unreadable
from halles.studio.forms import VideoForm
from halles.studio.showable import showable_products
from halles.users.models import User
from halles.videos import queries as videos
from halles.videos import services as posting
from halles.videos.models import Video
from halles.videos.services import VideoChanges
from halles.videos.stories import PARTS, find_story

CAPTIONS_BYTES_MAX = 300_000


@require_safe
@signed_in
def new_video(request: HttpRequest, person: User) -> HttpResponse:
    """The place to drop a video; without a profile, the way to one."""
    profiles = creators.list_creators_of(person)
    if not profiles:
        return redirect("studio:new_profile")
    return render(request, "studio/video/new.html", {"profiles": profiles})


@require_POST
@signed_in
def start_video(request: HttpRequest, person: User) -> HttpResponse:
    """Begin a draft for a file: where its bytes go, and the token that lets them in."""
    body = reading.json_of(request)
    try:
        creator = creators.get_creator_for_user(person, uuid.UUID(str(body.get("creator"))))
        size_bytes = int(body.get("size", 0))
    except (TypeError, ValueError) as wrong:
        raise Unreadable from wrong
    video, ticket = posting.start_video(
        creator,
        by=person,
        file_name=str(body.get("name", ""))[:200],
        size_bytes=size_bytes,
        declared_type=str(body.get("type", ""))[:100],
    )
    answer = {"url": reverse("studio:video", args=[video.pk]), "upload_url": ticket.url, "token": ticket.token}
    return JsonResponse(answer, status=201)


@require_safe
@signed_in
def video_page(request: HttpRequest, person: User, video_id: uuid.UUID) -> HttpResponse:
    """One video at the desk: its state, its words, its products, and when it is shown."""
    video = videos.get_video_for_creator(person, video_id)
    return render(request, "studio/video/page.html", _page_context(request, person, video))


@require_safe
@signed_in
def progress(request: HttpRequest, person: User, video_id: uuid.UUID) -> HttpResponse:
    """How far the sending and processing is; asks again by itself while there is something to wait for."""
    video = videos.get_video_for_creator(person, video_id)
    context = {"video": video, **_state(video)}
    answer = render(request, "studio/video/progress.html", context)
    known = request.GET.get("seen", "")
    if known and known != context["seen"]:
        # Something became playable or ready since the page was drawn: the preview and the strip are new.
        answer["HX-Refresh"] = "true"
    return answer


@require_POST
@signed_in
def save_words(request: HttpRequest, person: User, video_id: uuid.UUID) -> HttpResponse:
    """Keep what was written, as it is written."""
    video = videos.get_video_for_creator(person, video_id)
    form = VideoForm(request.POST, language=get_language() or "en")
    if not form.is_valid():
        return render(request, "studio/video/saved.html", {"problems": form.errors}, status=422)
    words = form.cleaned_data
    changed = posting.edit_video(
        video.pk,
        changes=VideoChanges(
            caption=words["caption"],
            language=words["language"],
            template=words["template"],
            template_parts={part: words[f"part_{part}"] for part in PARTS},
            call_to_action=words["call_to_action"],
            has_comments_on=words["has_comments_on"],
        ),
    )
    return render(request, "studio/video/saved.html", {"video": changed})


@require_POST
@signed_in
def save_anchors(request: HttpRequest, person: User, video_id: uuid.UUID) -> HttpResponse:
    """Place exactly these products on the time line."""
    video = videos.get_video_for_creator(person, video_id)
    anchors = posting.set_anchors(video.pk, reading.anchors_of(reading.json_of(request)))
    return JsonResponse({"count": len(anchors)})


@require_POST
@signed_in
def set_cover(request: HttpRequest, person: User, video_id: uuid.UUID) -> HttpResponse:
    """Choose the moment that is the cover."""
    video = videos.get_video_for_creator(person, video_id)
    posting.set_cover(video.pk, reading.whole(request.POST.get("cover_ms", "")))
    messages.success(request, _("The cover will change in a moment."))
    return redirect("studio:video", video.pk)


@require_POST
@signed_in
def trim(request: HttpRequest, person: User, video_id: uuid.UUID) -> HttpResponse:
    """Keep only what lies between two moments; seconds of the file as it was sent."""
    video = videos.get_video_for_creator(person, video_id)
    start_ms = _milliseconds(request.POST.get("start_s", "0"))
    end_text = request.POST.get("end_s", "").strip()
    gone = posting.trim(video.pk, start_ms, _milliseconds(end_text) if end_text else None)
    if gone:
        messages.warning(request, _("Products outside the new cut were taken off the time line."))
    messages.success(request, _("Cut. The video is being made again."))
    return redirect("studio:video", video.pk)


@require_POST
@signed_in
def save_captions(request: HttpRequest, person: User, video_id: uuid.UUID) -> HttpResponse:
    """Keep the words of one language, from a file or as written; an empty text takes them away."""
    video = videos.get_video_for_creator(person, video_id)
    language = request.POST.get("language", "")[:10]
    file = request.FILES.get("file")
    sent = file.read(CAPTIONS_BYTES_MAX).decode("utf-8", "replace") if file else ""
    text = sent or request.POST.get("vtt", "")
    if text.strip():
        posting.put_captions(video.pk, language, text)
        messages.success(request, _("Captions kept."))
    else:
        posting.drop_captions(video.pk, language)
        messages.success(request, _("Captions taken away."))
    return redirect("studio:video", video.pk)


@require_POST
@signed_in
def publish(request: HttpRequest, person: User, video_id: uuid.UUID) -> HttpResponse:
    """Show it now, or at a moment; while nothing is playable yet it appears by itself as soon as it is."""
    video = videos.get_video_for_creator(person, video_id)
    at: dt.datetime | None = None
    if request.POST.get("when") == "later":
        market = getattr(request, "market", None)
        assert isinstance(market, Market)
        at = reading.instant(request.POST.get("at", ""), market.time_zone)
    shown = posting.publish(video.pk, at=at)
    if shown.status == Video.Status.PUBLISHED:
        messages.success(request, _("It is in the feed."))
    elif shown.status == Video.Status.HELD:
        messages.warning(request, _("A person looks at it first; you will hear from us."))
    else:
        messages.success(request, _("It will appear by itself."))
    return redirect("studio:video", video.pk)


@require_POST
@signed_in
def unpublish(request: HttpRequest, person: User, video_id: uuid.UUID) -> HttpResponse:
    """Take it out of the feed; it is a draft again."""
    video = videos.get_video_for_creator(person, video_id)
    posting.unpublish(video.pk)
    messages.success(request, _("Out of the feed. It is a draft again."))
    return redirect("studio:video", video.pk)


@require_POST
@signed_in
def retry(request: HttpRequest, person: User, video_id: uuid.UUID) -> HttpResponse:
    """Process the file once more."""
    video = videos.get_video_for_creator(person, video_id)
    retry_processing(video.asset)
    return redirect("studio:video", video.pk)


@require_POST
@signed_in
def delete(request: HttpRequest, person: User, video_id: uuid.UUID) -> HttpResponse:
    """Take the video away for good."""
    video = videos.get_video_for_creator(person, video_id)
    posting.delete_video(video.pk)
    messages.success(request, _("Deleted."))
    return redirect("studio:videos", video.creator_id)


@require_safe
@signed_in
def video_list(request: HttpRequest, person: User, creator_id: uuid.UUID) -> HttpResponse:
    """A profile's videos with what they did."""
    creator = creators.get_creator_for_user(person, creator_id)
    page = videos.list_videos_of(creator, request.GET.get("cursor"))
    return render(request, "studio/video/list.html", {"creator": creator, "page": page})


def _state(video: Video) -> dict[str, Any]:
    asset = video.asset
    upload = asset.upload
    is_sending = upload is not None and upload.status == "awaiting"
    return {
        "asset": asset,
        "is_sending": is_sending,
        "is_expired": upload is not None and upload.status == "expired",
        "refusal": media.refusal_sentence(asset),
        "is_waiting": asset.status in ("waiting", "processing", "playable"),
        "seen": f"{asset.edition}-{_stage(asset.status)}-{bool(asset.poster_key)}",
    }


def _page_context(request: HttpRequest, person: User, video: Video) -> dict[str, Any]:
    language = get_language() or "en"
    market = getattr(request, "market", None)
    assert isinstance(market, Market)
    asset = video.asset
    parts = video.template_parts
    form = VideoForm(
        initial={
            "caption": video.caption,
            "language": video.language or language,
            "call_to_action": video.call_to_action,
            "template": video.template,
            "has_comments_on": video.has_comments_on,
            **{f"part_{part}": parts.get(part, "") for part in PARTS},
        },
        language=language,
    )
    story = find_story(video.template)
    prompts = [(form[f"part_{part}"], story.prompt_in(part, language) if story else "") for part in PARTS]
    length_ms = asset.duration_ms or 0
    frames = [
        {"url": storage().url(key), "at_ms": int((number + 0.5) * length_ms / len(asset.strip_keys))}
        for number, key in enumerate(asset.strip_keys)
    ]
    anchors = [
        {
            "product": str(anchor.product_id),
            "variant": str(anchor.variant_id) if anchor.variant_id else "",
            "start_ms": anchor.start_ms,
            "end_ms": anchor.end_ms,
            "label": anchor.label,
        }
        for anchor in videos.list_anchors(video)
    ]
    return {
        "video": video,
        "form": form,
        "prompts": prompts,
        "story": story,
        "frames": frames,
        "anchors_json": json.dumps(anchors),
        "products_json": json.dumps(showable_products(person, video.creator, market, language)),
        "playback": media.playback(asset),
        "captions": asset.caption_tracks.all(),
        "upload_token": upload_token(asset.upload) if asset.upload and asset.upload.status == "awaiting" else "",
        "soonest": clock.now(),
        **_state(video),
    }


def _stage(status: str) -> str:
    """What of the page depends on the status: nothing to play, something, everything."""
    return {"playable": "playable", "ready": "ready"}.get(status, "none")


def _milliseconds(seconds: str) -> int:
    try:
        return round(float(seconds.strip().replace(",", ".")) * 1000)
    except (ValueError, OverflowError) as wrong:
        raise Unreadable from wrong
