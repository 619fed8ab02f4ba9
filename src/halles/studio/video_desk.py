"""What the page of one video at the creator's desk shows: its state, its words, its picture, its products."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language

from halles.kit.storage import storage
from halles.markets.market import Market
from halles.media import queries as media
from halles.media.services import upload_token
from halles.studio.forms import VideoForm
from halles.studio.showable import showable_products
from halles.users.models import User
from halles.videos import queries as videos
from halles.videos.models import Anchor, Video
from halles.videos.stories import PARTS, find_story, list_stories


def state_of(video: Video) -> dict[str, Any]:
    """How far sending and processing are, and what of the page depends on it (`seen`)."""
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


def page_context(request: HttpRequest, person: User, video: Video) -> dict[str, Any]:
    """Everything the page of one video shows."""
    language = get_language() or "en"
    market = market_of(request)
    asset = video.asset
    return {
        "video": video,
        "market": market,
        **_words(video, language),
        **_picture(video),
        "anchors_json": json.dumps([_anchor(anchor) for anchor in videos.list_anchors(video)]),
        "products_json": json.dumps(showable_products(person, video.creator, market, language)),
        "captions": asset.caption_tracks.order_by("language"),
        "upload_token": upload_token(asset.upload) if asset.upload and asset.upload.status == "awaiting" else "",
        "start_s": _seconds(asset.trim_start_ms),
        "end_s": _seconds(asset.trim_end_ms),
        **state_of(video),
    }


def market_of(request: HttpRequest) -> Market:
    """The market of the request, set by its middleware."""
    market = getattr(request, "market", None)
    assert isinstance(market, Market)
    return market


def _words(video: Video, language: str) -> dict[str, Any]:
    parts = video.template_parts
    form = VideoForm(
        initial={
            "caption": video.caption,
            "language": video.language or language,
            "call_to_action": video.call_to_action,
            "template": video.template,
            "has_comments_on": video.has_comments_on,
            "is_made_with_ai": video.is_made_with_ai,
            **{f"part_{part}": parts.get(part, "") for part in PARTS},
        },
        language=language,
    )
    story = find_story(video.template)
    every = {one.code: {part: one.prompt_in(part, language) for part in PARTS} for one in list_stories()}
    return {
        "form": form,
        "parts": [(part, form[f"part_{part}"], story.prompt_in(part, language) if story else "") for part in PARTS],
        "prompts_json": json.dumps(every),
    }


def _picture(video: Video) -> dict[str, Any]:
    asset = video.asset
    length_ms = asset.duration_ms or 0
    frames: list[dict[str, Any]] = [
        {"url": storage().url(key), "at_ms": int((number + 0.5) * length_ms / len(asset.strip_keys))}
        for number, key in enumerate(asset.strip_keys)
    ]
    for frame in frames:
        frame["is_cover"] = frame["at_ms"] == asset.cover_ms
    return {"frames": frames, "playback": media.playback(asset)}


def _anchor(anchor: Anchor) -> dict[str, Any]:
    return {
        "product": str(anchor.product_id),
        "variant": str(anchor.variant_id) if anchor.variant_id else "",
        "start_ms": anchor.start_ms,
        "end_ms": anchor.end_ms,
        "label": anchor.label,
    }


def _seconds(milliseconds: int | None) -> str:
    return "" if milliseconds is None else f"{milliseconds / 1000:g}"


def _stage(status: str) -> str:
    """What of the page depends on the status: nothing to play, something, everything."""
    return {"playable": "playable", "ready": "ready"}.get(status, "none")
