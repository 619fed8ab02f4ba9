"""Posting a video: send it, tell its story, mark its products, show it. Everything is kept as it is written."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from halles.creators import queries as creators
from halles.kit.errors import NotFound, Refusal
from halles.kit.http import is_htmx
from halles.media.services import retry_processing
from halles.studio import reading
from halles.studio.access import signed_in
from halles.studio.errors import Unreadable
from halles.studio.forms import VideoForm
from halles.studio.video_desk import market_of, page_context, state_of
from halles.users.models import User
from halles.videos import queries as videos
from halles.videos import services as posting
from halles.videos.models import Video
from halles.videos.services import VideoChanges
from halles.videos.stories import PARTS

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
    except (TypeError, ValueError, OverflowError) as wrong:
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
    return render(request, "studio/video/page.html", page_context(request, person, video))


@require_safe
@signed_in
def progress(request: HttpRequest, person: User, video_id: uuid.UUID) -> HttpResponse:
    """How far the sending and processing is; asks again by itself while there is something to wait for."""
    video = videos.get_video_for_creator(person, video_id)
    context = {"video": video, **state_of(video)}
    answer = render(request, "studio/video/progress.html", context)
    known = request.GET.get("seen", "")
    if known and known != context["seen"]:
        # Something became playable or ready since the page was drawn: the preview and the strip are new.
        answer["HX-Refresh"] = "true"
    return answer


@require_POST
@signed_in
def save_words(request: HttpRequest, person: User, video_id: uuid.UUID) -> HttpResponse:
    """Keep what was written, as it is written; without script, when the button is pressed."""
    video = videos.get_video_for_creator(person, video_id)
    form = VideoForm(request.POST, language=get_language() or "en")
    try:
        if not form.is_valid():
            problems = [str(sentence) for sentences in form.errors.values() for sentence in sentences]
            return render(request, "studio/video/saved.html", {"problems": problems}, status=422)
        with transaction.atomic():
            changed = posting.edit_video(video.pk, changes=_changes(form.cleaned_data))
    except NotFound:
        raise
    except Refusal as refusal:
        return render(request, "studio/video/saved.html", {"problems": [str(refusal)]}, status=422)
    if not is_htmx(request):
        return redirect("studio:video", video.pk)
    return render(request, "studio/video/saved.html", {"video": changed})


def _changes(words: dict[str, Any]) -> VideoChanges:
    return VideoChanges(
        caption=words["caption"],
        language=words["language"],
        template=words["template"],
        template_parts={part: words[f"part_{part}"] for part in PARTS},
        call_to_action=words["call_to_action"],
        has_comments_on=words["has_comments_on"],
        is_made_with_ai=words["is_made_with_ai"],
    )


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

    def work(video: Video) -> None:
        posting.set_cover(video.pk, reading.whole(request.POST.get("cover_ms", "")))
        messages.success(request, _("The cover will change in a moment."))

    return _carry_out(request, person, video_id, "cover", work)


@require_POST
@signed_in
def trim(request: HttpRequest, person: User, video_id: uuid.UUID) -> HttpResponse:
    """Keep only what lies between two moments; seconds of the file as it was sent."""
    start_s, end_s = request.POST.get("start_s", "").strip() or "0", request.POST.get("end_s", "").strip()

    def work(video: Video) -> None:
        gone = posting.trim(video.pk, _milliseconds(start_s), _milliseconds(end_s) if end_s else None)
        if gone:
            messages.warning(request, _("Products outside the new cut were taken off the time line."))
        messages.success(request, _("Cut. The video is being made again."))

    return _carry_out(request, person, video_id, "trim", work, start_s=start_s, end_s=end_s)


@require_POST
@signed_in
def save_captions(request: HttpRequest, person: User, video_id: uuid.UUID) -> HttpResponse:
    """Keep the words of one language, from a file or as written; an empty text takes them away."""
    language = request.POST.get("language", "")[:10]
    file = request.FILES.get("file")
    sent = file.read(CAPTIONS_BYTES_MAX).decode("utf-8", "replace") if file else ""
    text = sent or request.POST.get("vtt", "")

    def work(video: Video) -> None:
        if text.strip():
            posting.put_captions(video.pk, language, text)
            messages.success(request, _("Captions kept."))
        else:
            posting.drop_captions(video.pk, language)
            messages.success(request, _("Captions taken away."))

    return _carry_out(request, person, video_id, "captions", work, caption_language=language, vtt=text)


@require_POST
@signed_in
def publish(request: HttpRequest, person: User, video_id: uuid.UUID) -> HttpResponse:
    """Show it now, or at a moment; while nothing is playable yet it appears by itself as soon as it is."""
    is_later, typed = request.POST.get("when") == "later", request.POST.get("at", "")

    def work(video: Video) -> None:
        at = reading.instant(typed, market_of(request).time_zone) if is_later else None
        shown = posting.publish(video.pk, at=at)
        if shown.status == Video.Status.PUBLISHED:
            messages.success(request, _("It is in the feed."))
        elif shown.status == Video.Status.HELD:
            messages.warning(request, _("A person looks at it first; you will hear from us."))
        else:
            messages.success(request, _("It will appear by itself."))

    return _carry_out(request, person, video_id, "publish", work, at=typed, is_later=is_later)


@require_POST
@signed_in
def unpublish(request: HttpRequest, person: User, video_id: uuid.UUID) -> HttpResponse:
    """Take it out of the feed; it is a draft again."""

    def work(video: Video) -> None:
        posting.unpublish(video.pk)
        messages.success(request, _("Out of the feed. It is a draft again."))

    return _carry_out(request, person, video_id, "publish", work)


@require_POST
@signed_in
def retry(request: HttpRequest, person: User, video_id: uuid.UUID) -> HttpResponse:
    """Process the file once more."""
    return _carry_out(request, person, video_id, "retry", lambda video: retry_processing(video.asset))


def _carry_out(
    request: HttpRequest,
    person: User,
    video_id: uuid.UUID,
    place: str,
    work: Callable[[Video], object],
    **typed: object,
) -> HttpResponse:
    """Do `work` and go back to the page; or the page with the refusal's sentence at `place`, and what was `typed`."""
    video = videos.get_video_for_creator(person, video_id)
    try:
        with transaction.atomic():
            work(video)
    except NotFound:
        raise
    except Refusal as refusal:
        context = page_context(request, person, videos.get_video_for_creator(person, video_id))
        context |= {"refused_at": place, "refused": str(refusal), **typed}
        return render(request, "studio/video/page.html", context, status=422)
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


def _milliseconds(seconds: str) -> int:
    try:
        return round(float(seconds.strip().replace(",", ".")) * 1000)
    except (ValueError, OverflowError) as wrong:
        raise Unreadable from wrong
