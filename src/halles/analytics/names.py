"""What people call the parts of a breakdown."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from halles.analytics.definitions import CHANNELS, PACES
from halles.catalog.models import Product
from halles.creators.models import Creator
from halles.kit.templatetags import money as spoken
from halles.live.models import LiveSession
from halles.markets.queries import find_market, market_name
from halles.sellers.models import Seller
from halles.videos.models import Video

TITLE_MAX = 80


@dataclass(frozen=True)
class Name:
    """A name and, smaller, what it means or whose it is."""

    text: str | Promise
    says: str | Promise = ""


def names_of(by: str, keys: Sequence[str | None]) -> list[Name]:
    """The names of the keys of a breakdown, in their order."""
    if by in ("day", "month"):
        return [_of_day(by, dt.date.fromisoformat(str(key))) for key in keys]
    if by in ("channel", "pace"):
        words = CHANNELS if by == "channel" else PACES
        return [Name(*words[str(key)]) for key in keys]
    if by == "market":
        return [_of_market(str(key)) for key in keys]
    found = _contents(keys) if by == "content" else _things(by, keys)
    return [found.get(str(key)) or (_nobody(by) if key is None else Name(_("No longer there"))) for key in keys]


def rest_of(count: int) -> Name:
    """The row of all that the page has no room for."""
    return Name(ngettext("%(number)s more", "%(number)s more", count) % {"number": count})


def _of_day(by: str, on: dt.date) -> Name:
    return Name(spoken.month_name(on) if by == "month" else spoken.day(on))


def _of_market(code: str) -> Name:
    market = find_market(code)
    return Name(market_name(market, get_language() or "en") if market else code)


def _nobody(by: str) -> Name:
    if by == "creator":
        return Name(pgettext("numbers", "No creator"), _("not met in anybody’s video or show"))
    return Name(pgettext("numbers", "Direct"), _("nothing is known that led there"))


def _things(by: str, keys: Sequence[str | None]) -> dict[str, Name]:
    ids = [uuid.UUID(key) for key in keys if key]
    if by == "seller":
        return {str(pk): Name(name) for pk, name in Seller.objects.filter(pk__in=ids).values_list("pk", "name")}
    if by == "creator":
        creators = Creator.objects.filter(pk__in=ids).values_list("pk", "handle", "name")
        return {str(pk): Name(f"@{handle}", name) for pk, handle, name in creators}
    return {str(pk): name for pk, name in _products(ids).items()}


def _products(ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Name]:
    products = Product.objects.filter(pk__in=ids).values_list("pk", "title", "seller__name")
    return {pk: Name(title[:TITLE_MAX], seller) for pk, title, seller in products}


def _contents(keys: Sequence[str | None]) -> dict[str, Name]:
    """A content's key is its kind and its id."""
    by_kind: dict[str, list[uuid.UUID]] = {}
    for key in keys:
        kind, _space, text = (key or "").partition(" ")
        if text:
            by_kind.setdefault(kind, []).append(uuid.UUID(text))
    found: dict[str, Name] = {}
    words: dict[str, Any] = {"video": pgettext("numbers", "Video"), "live": pgettext("numbers", "Live show")}
    videos = Video.objects.filter(pk__in=by_kind.get("video", [])).values_list("pk", "caption", "creator__handle")
    shows = LiveSession.objects.filter(pk__in=by_kind.get("live", [])).values_list("pk", "title", "creator__handle")
    for kind, rows in (("video", videos), ("live", shows)):
        for pk, text, handle in rows:
            found[f"{kind} {pk}"] = Name(_first_line(text) or words[kind], f"{words[kind]} · @{handle}")
    page = pgettext("numbers", "Product page")
    for pk, name in _products(by_kind.get("product", [])).items():
        found[f"product {pk}"] = Name(name.text, f"{page} · {name.says}")
    return found | _of_profiles(
        {kind: ids for kind, ids in by_kind.items() if kind not in ("video", "live", "product")}
    )


def _of_profiles(by_kind: dict[str, list[uuid.UUID]]) -> dict[str, Name]:
    """Links and showcases are their creator's."""
    ids = {one for of_kind in by_kind.values() for one in of_kind}
    handles = dict(Creator.objects.filter(pk__in=ids).values_list("pk", "handle"))
    return {
        f"{kind} {one}": Name(_of_kind(kind), f"@{handles[one]}" if one in handles else "")
        for kind, of_kind in by_kind.items()
        for one in of_kind
    }


def _of_kind(kind: str) -> str:
    known = {
        "creator": pgettext("numbers", "A creator’s page"),
        "showcase": pgettext("numbers", "A creator’s showcase"),
        "shop": pgettext("numbers", "A shop’s page"),
        "link": pgettext("numbers", "A link outside"),
    }
    return known.get(kind, pgettext("numbers", "Another page"))


def _first_line(text: str) -> str:
    line = text.strip().partition("\n")[0]
    return line if len(line) <= TITLE_MAX else f"{line[: TITLE_MAX - 1]}…"
