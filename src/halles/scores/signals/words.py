"""What a signal says, in the staff's words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

TIES: dict[str, Promise] = {
    "browser": _("same browser"),
    "door": _("same address"),
    "card": _("same card, by its brand and last four digits"),
    "mailbox": _("same mailbox"),
}
# What else may lie behind it: whoever decides should have thought of it.
INNOCENT: dict[str, Promise] = {
    "self_buying": _("People who live together share an address and a browser, and may well buy for themselves."),
    "click_farm": _("A video passed on among friends who know it already is opened unwatched."),
    "cookie_stuffing": _("Somebody who compares creators opens several links in tabs, though hardly in many browsers."),
    "refund_ring": _("A hostel or a parcel shop receives for many; a bad batch makes many complain at once."),
}


def sentences(kind: str, facts: Mapping[str, Any]) -> list[str]:
    """Why this is a signal, a sentence for each thing that was found; numbers as they were when it was last seen."""
    return [str(sentence) for sentence in _TELL[kind](facts)]


def _self_buying(facts: Mapping[str, Any]) -> list[str]:
    told = [
        gettext("%(tied)s of %(sold)s orders that earned this creator something lead back to the creator (%(share)s).")
        % {**facts, "share": _percent(facts["share_bps"])}
    ]
    for tie, count in facts["ties"].items():
        if count:
            words = ngettext("%(tie)s: %(count)d order", "%(tie)s: %(count)d orders", count)
            told.append(words % {"tie": TIES[tie], "count": count})
    return told


def _click_farm(facts: Mapping[str, Any]) -> list[str]:
    told = []
    if "clicks" in facts:
        told = [
            gettext(
                "%(clicks)s openings of products in %(visits)s visits; %(share)s of them without watching the video."
            )
            % {**facts, "share": _percent(facts["unwatched_bps"])},
            gettext("%(own)s of the openings became orders; in this market it is %(market)s.")
            % {"own": _percent(facts["ctor_bps"]), "market": _percent(facts["market_ctor_bps"])},
        ]
    if "burst_browsers" in facts:
        words = ngettext(
            "%(count)d browser made up to %(clicks)s clicks within %(seconds)s seconds.",
            "%(count)d browsers made up to %(clicks)s clicks within %(seconds)s seconds.",
            facts["burst_browsers"],
        )
        told.append(
            words
            % {
                "count": facts["burst_browsers"],
                "clicks": facts["burst_clicks"],
                "seconds": facts["burst_seconds"],
            }
        )
    return told


def _cookie_stuffing(facts: Mapping[str, Any]) -> list[str]:
    words = ngettext(
        "%(count)d browser opened links of up to %(creators)s creators within %(seconds)s seconds.",
        "%(count)d browsers opened links of up to %(creators)s creators within %(seconds)s seconds.",
        facts["browsers"],
    )
    return [
        words % {"count": facts["browsers"], "creators": facts["creators"], "seconds": facts["seconds"]},
        gettext("That is %(share)s of all browsers that opened this creator’s links.")
        % {"share": _percent(facts["share_bps"])},
    ]


def _refund_ring(facts: Mapping[str, Any]) -> list[str]:
    return [
        gettext("%(complained)s of %(orders)s orders to one address were complained about (%(share)s).")
        % {**facts, "share": _percent(facts["share_bps"])},
        gettext("%(complaining_accounts)s of %(accounts)s accounts there complained, about %(shops)s shops.")
        % {**facts},
    ]


def _percent(bps: int) -> str:
    from halles.kit.templatetags.money import percent

    return percent(bps)


_TELL = {
    "self_buying": _self_buying,
    "click_farm": _click_farm,
    "cookie_stuffing": _cookie_stuffing,
    "refund_ring": _refund_ring,
}
