"""The feed, one video's page, and what can be done with a video while it plays."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from halles.creators import queries as creators
from halles.interactions.sources import issue_source, read_source
from halles.kit.http import is_htmx, safe_next
from halles.live.queries import Face, count_viewers, face_of, list_bags
from halles.recommender import queries as recommender
from halles.recommender.queries import FeedPage
from halles.recommender.reasons import Reason, sentence
from halles.recommender.shows import choose_shows
from halles.social import queries as social
from halles.social import services as socialising
from halles.storefront import turns
from halles.storefront.labels import Label, clip_labels, paid_in, show_labels
from halles.storefront.requests import market_of, person_of, uuid_of, visit_of
from halles.users.models import User
from halles.videos import queries as videos
from halles.videos import services as posting
from halles.videos.queries import AnchorFacts, VideoFacts


@dataclass(frozen=True)
class ClipView:
    """A video as the player shows it to this person; each anchor comes with the token its sale would carry."""

    video: VideoFacts
    source: str
    position: int
    is_liked: bool
    is_followed: bool
    chips: tuple[tuple[AnchorFacts, str], ...]
    label: Label | None = None

    @property
    def sources_json(self) -> str:
        """The rungs for the player to choose from."""
        rungs = [
            {"short_edge": one.short_edge, "url": one.url, "bitrate_bps": one.bitrate_bps}
            for one in self.video.playback.sources
        ]
        return json.dumps(rungs)


@dataclass(frozen=True)
class ShowView:
    """A show on air as a card behind so many clips."""

    face: Face
    place: int
    label: Label | None = None


@require_safe
@transaction.non_atomic_requests
def feed(request: HttpRequest) -> HttpResponse:
    """The home of the site: the first clips, ready to play, and what is on air between them."""
    context = _feed_context(request, _next_page(request))
    return render(request, "storefront/feed.html", context | {"shows": _shows(request)})


@require_safe
@transaction.non_atomic_requests
def more(request: HttpRequest) -> HttpResponse:
    """The clips after a cursor, as a fragment the player appends."""
    context = _feed_context(request, _next_page(request, request.GET.get("cursor") or None))
    return render(request, "storefront/feed/more.html", context)


@require_safe
@transaction.non_atomic_requests
def video_page(request: HttpRequest, video_id: uuid.UUID) -> HttpResponse:
    """One video under an address of its own, with the feed going on below it."""
    video = _video(request, video_id)
    context = _feed_context(request, _next_page(request), also=video)
    others = [clip for clip in context["clips"] if clip.video.id != video_id]
    context["clips"] = [_opened_clip(request, video, context.pop("labels").get(video_id)), *others]
    context["video"] = video
    return render(request, "storefront/video_page.html", context)


def _next_page(request: HttpRequest, cursor: str | None = None) -> FeedPage:
    market = market_of(request)
    languages = list(dict.fromkeys([get_language() or "en", market.language]))
    return recommender.next_page(
        user=person_of(request), visit=visit_of(request), market=market, languages=languages, cursor=cursor
    )


def _shows(request: HttpRequest) -> list[ShowView]:
    market = market_of(request)
    languages = list(dict.fromkeys([get_language() or "en", market.language]))
    chosen = choose_shows(user=person_of(request), visit=visit_of(request), market=market, languages=languages)
    if not chosen:
        return []
    sessions = [session for _place, session in chosen]
    keys = [session.pk for session in sessions]
    viewers = count_viewers(keys)
    labels = show_labels(sessions, list_bags(keys), market, get_language() or "en")
    return [
        ShowView(face_of(session, viewer_count=viewers[session.pk]), place, labels.get(session.pk))
        for place, session in chosen
    ]


def _feed_context(request: HttpRequest, page: FeedPage, *, also: VideoFacts | None = None) -> dict[str, Any]:
    shown = [item.video for item in page.items] + ([also] if also else [])
    labels = clip_labels(shown, market_of(request), get_language() or "en")
    clips = [
        ClipView(
            item.video,
            item.source,
            item.position,
            item.is_liked,
            item.is_followed,
            tuple((anchor, item.anchor_sources.get(anchor.id, item.source)) for anchor in item.video.anchors),
            labels.get(item.video.id),
        )
        for item in page.items
    ]
    found: dict[str, Any] = {"clips": clips, "next_cursor": page.next_cursor or "", "end": page.end}
    return found | {"labels": labels} if also else found


def _opened_clip(request: HttpRequest, video: VideoFacts, label: Label | None) -> ClipView:
    """A clip that was opened by its link; the token it came with goes on to the sale."""
    person = person_of(request)
    token = request.GET.get("source", "")
    if not read_source(token):
        token = issue_source(content_kind="video", content_id=video.id, creator_id=video.creator.id, surface="page")
    return ClipView(
        video,
        token,
        0,
        video.id in social.liked_by(person, "video", [video.id]),
        video.creator.id in social.followed_by(person, [video.creator.id]),
        tuple((anchor, token) for anchor in video.anchors),
        label,
    )


def _video(request: HttpRequest, video_id: uuid.UUID) -> VideoFacts:
    return videos.get_public_video(video_id, market=market_of(request).code, language=get_language() or "en")


@require_safe
@transaction.non_atomic_requests
def why(request: HttpRequest, video_id: uuid.UUID) -> HttpResponse:
    """Why this clip is shown, with the true reasons that travelled with it, and what can be changed about it."""
    source = read_source(request.GET.get("source", ""))
    reasons = source.reasons if source is not None and source.content_id == video_id else ()
    video = _video(request, video_id)
    facts = {"name": video.creator.name, "market": market_of(request).code, "language": video.language}
    context = {
        "video": video,
        "reasons": [sentence(Reason(code, facts)) for code in reasons],
        "has_consent": visit_of(request).has_consent,
        "paid": paid_in(video, market_of(request), get_language() or "en"),
    }
    return render(request, "storefront/sheet/why.html", context)


@require_safe
@transaction.non_atomic_requests
def bag(request: HttpRequest, video_id: uuid.UUID) -> HttpResponse:
    """Everything that can be bought in this clip."""
    context = {"video": _video(request, video_id), "source": request.GET.get("source", "")}
    return render(request, "storefront/sheet/bag.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def comments(request: HttpRequest, video_id: uuid.UUID) -> HttpResponse:
    """What people say under a clip; a signed-in person says something by POST."""
    person = person_of(request)
    market = market_of(request)
    video = _video(request, video_id)
    said = None
    if request.method == "POST":
        if person is None:
            return redirect_to_login(reverse("storefront:video", args=[video_id]))
        parent = request.POST.get("parent", "")
        said = posting.comment_video(
            person,
            video_id,
            text=request.POST.get("text", ""),
            language=get_language() or "en",
            parent_id=uuid_of(parent) if parent else None,
            visit=visit_of(request),
            market=market.code,
            source=read_source(request.POST.get("source", "")),
        )
        if not is_htmx(request):
            return redirect("storefront:video", video_id)
    page = social.list_comments("video", video_id, viewer=person, cursor=request.GET.get("cursor"))
    context = {
        "video": video,
        "page": page,
        "said": said,
        "person": person,
        "is_own_video": _is_theirs(person, video),
        "source": request.GET.get("source", ""),
        "is_asking": "ask" in request.GET,
    }
    return render(request, "storefront/sheet/comments.html", context)


def _is_theirs(person: User | None, video: VideoFacts) -> bool:
    return person is not None and video.creator.id in {one.pk for one in creators.list_creators_of(person)}


def _status(sentence: str) -> HttpResponse:
    """A sentence in the place of what was there, read out by screen readers."""
    return HttpResponse(format_html('<p class="small soft" role="status">{}</p>', sentence))


@require_POST
def remove_comment(request: HttpRequest, comment_id: uuid.UUID) -> HttpResponse:
    """Take one's own comment away, or one under one's own video."""
    person = person_of(request)
    if person is None:
        return _sign_in(request, "/")
    comment = social.find_comment(comment_id)
    if comment is not None and comment.user_id == person.pk:
        socialising.remove_own_comment(person, comment_id)
        return _status(_("Your comment is deleted."))
    posting.remove_comment_under(person, comment_id)
    return _status(_("The comment is deleted."))


@require_POST
def like(request: HttpRequest, video_id: uuid.UUID) -> HttpResponse:
    """Like or stop liking; the answer is the button as it now is."""
    person = person_of(request)
    if person is None:
        return _sign_in(
            request,
            reverse("storefront:video", args=[video_id]),
            why=_("To like a video, sign in or make an account."),
        )
    video = _video(request, video_id)
    wanted = request.POST.get("wanted") == "true"
    act = _liked if wanted else _unliked
    act(request, person, video)
    counts = social.counts_for("video", [video_id])[video_id]
    context = {"video": video, "count": counts.like_count, "is_liked": wanted, "source": request.POST.get("source", "")}
    return render(request, "storefront/feed/like.html", context)


def _liked(request: HttpRequest, person: User, video: VideoFacts) -> None:
    socialising.like(
        person,
        kind="video",
        target_id=video.id,
        creator_id=video.creator.id,
        visit=visit_of(request),
        market=market_of(request).code,
        source=read_source(request.POST.get("source", "")),
    )


def _unliked(request: HttpRequest, person: User, video: VideoFacts) -> None:
    socialising.unlike(
        person,
        kind="video",
        target_id=video.id,
        creator_id=video.creator.id,
        visit=visit_of(request),
        market=market_of(request).code,
    )


@require_POST
def follow(request: HttpRequest, handle: str) -> HttpResponse:
    """Follow or stop following; the answer is the button as it now is."""
    person = person_of(request)
    creator = creators.get_public_creator(handle)
    if person is None:
        return _sign_in(
            request,
            reverse("storefront:creator", args=[creator.handle]),
            why=_("To follow somebody, sign in or make an account."),
        )
    wanted = request.POST.get("wanted") == "true"
    act = socialising.follow if wanted else socialising.unfollow
    act(person, creator, visit=visit_of(request), market=market_of(request).code)
    return render(request, "storefront/feed/follow.html", {"creator": creator, "is_followed": wanted})


@require_POST
def save(request: HttpRequest, product_id: uuid.UUID) -> HttpResponse:
    """Save a product for later, or forget it."""
    person = person_of(request)
    if person is None:
        return _sign_in(
            request,
            reverse("storefront:product_by_id", args=[product_id]),
            why=_("To keep something for later, sign in or make an account."),
        )
    wanted = request.POST.get("wanted") == "true"
    act = socialising.save_product if wanted else socialising.unsave_product
    act(person, product_id, visit=visit_of(request), market=market_of(request).code)
    if not is_htmx(request):
        return redirect(safe_next(request, reverse("storefront:saved")))
    return render(request, "storefront/save.html", {"product_id": product_id, "is_saved": wanted})


@require_POST
def hide(request: HttpRequest, video_id: uuid.UUID) -> HttpResponse:
    """Not interested: this clip does not come again."""
    _video(request, video_id)
    turns.take_hide(request)
    socialising.hide(
        user=person_of(request),
        visit=visit_of(request),
        kind="video",
        target_id=video_id,
        market=market_of(request).code,
    )
    return render(request, "storefront/sheet/hidden.html")


def _sign_in(request: HttpRequest, back: str, *, why: str = "") -> HttpResponse:
    if why:
        messages.info(request, why)
    where = f"{reverse(settings.LOGIN_URL)}?{urlencode({'next': back})}"
    if not is_htmx(request):
        return redirect(where)
    answer = HttpResponse(status=204)
    answer["HX-Redirect"] = where
    return answer
