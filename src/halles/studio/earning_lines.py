"""What each line earned, for its creator to read: by which of their contents, under which plan, and why."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from halles.affiliates.models import Commission
from halles.affiliates.queries import commissions as earnings
from halles.affiliates.queries.commissions import TouchSeen
from halles.live.models import LiveSession
from halles.videos import queries as videos

KINDS: dict[str, Promise] = {
    "video": gettext_lazy("Video"),
    "live": pgettext_lazy("content", "Show"),
    "showcase": gettext_lazy("Showcase"),
    "link": gettext_lazy("Link for outside"),
    "line": gettext_lazy("A page with the product"),
}


@dataclass(frozen=True)
class TouchLine:
    """A touch and what was touched: `where` is "" for what belongs to somebody else."""

    seen: TouchSeen
    where: str


@dataclass(frozen=True)
class EarningLine:
    """A commission with the content that led to it, the plan that pays it, and every touch before the sale."""

    one: Commission
    led_by: str
    plan: str
    why_back: str
    touches: Sequence[TouchLine]


def lines_of(commissions: Sequence[Commission]) -> list[EarningLine]:
    """Each of a page of commissions; two statements for the titles of all."""
    seen = {one.pk: earnings.touches_of(one) for one in commissions}
    titles = _titles([touch for touches in seen.values() for touch in touches])
    return [_line(one, seen[one.pk], titles) for one in commissions]


def _line(one: Commission, seen: Sequence[TouchSeen], titles: Mapping[uuid.UUID, str]) -> EarningLine:
    touches = [TouchLine(touch, _where(touch, titles) if touch.is_mine else "") for touch in seen]
    plan = one.attribution.plan
    return EarningLine(
        one=one,
        led_by=next((touch.where for touch in touches if not touch.seen.why_not), ""),
        plan=plan.get_kind_display() if plan else "",
        why_back=earnings.why_reversed(one),
        touches=touches,
    )


def _where(touch: TouchSeen, titles: Mapping[uuid.UUID, str]) -> str:
    kind = str(KINDS.get(touch.kind, touch.kind))
    title = titles.get(touch.content_id, "") if touch.content_id else ""
    return _("%(kind)s “%(title)s”") % {"kind": kind, "title": title} if title else kind


def _titles(touches: Sequence[TouchSeen]) -> dict[uuid.UUID, str]:
    """The words of videos and the titles of shows by id; what has none, or is gone, is missing."""
    shown = {kind: {one.content_id for one in touches if one.kind == kind and one.content_id} for kind in KINDS}
    captions = {key: video.caption for key, video in videos.videos_by_id(shown["video"]).items()}
    shows = LiveSession.objects.filter(pk__in=shown["live"]).values_list("pk", "title")
    return {**captions, **dict(shows)}
