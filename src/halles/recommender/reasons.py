"""Why a video is in somebody's feed: the parts of its score that counted, as codes and as sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from babel import Locale, UnknownLocaleError
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from halles.markets.queries import get_market, market_name
from halles.recommender import weights
from halles.recommender.mixer import Pick
from halles.recommender.request import FeedRequest
from halles.videos.queries import VideoFacts

SENTENCES: dict[str, Promise] = {
    "followed": _("You follow %(name)s."),
    "popular": _("Popular now (%(market)s): many people watch it to the end, like it or share it."),
    "fresh": _("It was posted recently."),
    "language": _("It is in %(language)s, which you read."),
    "new": _("It is new. Every new video is first shown to a few people, so that all get a chance."),
    "chance": _("Nothing more recent or more popular is left, so chance chose it."),
    "not_personal": _("Nothing about you was used: you have not agreed to that."),
}


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason; `data` fills its sentence."""

    code: str
    data: Mapping[str, Any] = field(default_factory=dict)


def reasons_for(request: FeedRequest, pick: Pick, video: VideoFacts) -> list[Reason]:
    """The true reasons of one item, the weightiest first; at least one, and always whether the person was looked at."""
    reasons = []
    if pick.lane == "new":
        reasons.append(Reason("new"))
    parts = {name: part for name, part in pick.pooled.parts.items() if name != "chance" and part > 0}
    whole = sum(parts.values())
    for name, part in sorted(parts.items(), key=lambda one: -one[1]):
        if part >= weights.REASON_SHARE_MIN * whole:
            reasons.append(_reason(name, request, video))
    if not reasons:
        reasons.append(Reason("chance"))
    if not request.is_personal:
        reasons.append(Reason("not_personal"))
    return reasons


def sentence(reason: Reason) -> str:
    """A reason in the reader's language."""
    text = str(SENTENCES[reason.code])
    return text % {name: _shown(name, value) for name, value in reason.data.items()} if reason.data else text


def _reason(name: str, request: FeedRequest, video: VideoFacts) -> Reason:
    if name == "followed":
        return Reason(name, {"name": video.creator.name, "handle": video.creator.handle})
    if name == "popular":
        return Reason(name, {"market": request.market.code})
    if name == "language":
        return Reason(name, {"language": video.language})
    return Reason(name)


def _shown(name: str, value: Any) -> Any:
    """Codes of markets and languages in words."""
    reader = translation.get_language() or "en"
    if name == "market":
        return market_name(get_market(value), reader)
    if name == "language":
        try:
            return Locale.parse(value, sep="-").get_display_name(reader.split("-")[0]) or value
        except (UnknownLocaleError, ValueError):
            return value
    return value
