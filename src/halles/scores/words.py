"""The words of figures and lines: what is counted, from when on, and why a line speaks against somebody."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from halles.orders import reasons as order_reasons
from halles.returns import reasons as return_reasons


@dataclass(frozen=True)
class MetricWords:
    """A metric's name, what one line of it is, and what speaks against somebody, in a sentence each."""

    name: Promise
    counted: Promise
    against: Promise


METRICS: dict[str, MetricWords] = {
    "negative_reviews": MetricWords(
        _("Negative reviews"),
        _("Every delivered order."),
        _("Its first rating was poor. What is made of a rating later changes nothing; no rating at all is fine."),
    ),
    "faulty_orders": MetricWords(
        _("Returns and refunds for a fault"),
        _("Every delivered order."),
        _("Something came back or was refunded as broken, wrong, late or missing. A change of mind does not count."),
    ),
    "cancellations": MetricWords(
        _("Orders the shop cancelled"),
        _("Every paid order."),
        _("The shop cancelled some of it, or did not ship in time. What the customer asked for does not count."),
    ),
    "late_dispatch": MetricWords(
        _("Late dispatch"),
        _("Every order that was to leave by then."),
        _("The carrier did not have it by the promised day: by its first scan, or by the receipt that the shop shows."),
    ),
    "late_answers": MetricWords(
        _("Late answers"),
        _("Every message and public question that waited for the shop."),
        _("It was not answered by the same hour of the next business day."),
    ),
    "after_sales": MetricWords(
        _("Time for returns"),
        _("Every answer to a return and every look at what came back."),
        _("How long it took: the one in the middle of all, from the fastest to the slowest."),
    ),
    "promoted_negative_reviews": MetricWords(
        _("Negative reviews of goods shown"),
        _("Every delivered line that came from the creator."),
        _("Its first rating was poor."),
    ),
    "promoted_faults": MetricWords(
        _("Faults of goods shown"),
        _("Every delivered line that came from the creator."),
        _("It came back or was refunded because it was broken, wrong, late or missing."),
    ),
    "unwelcome_videos": MetricWords(
        _("Videos people did not want"),
        _("Every view of the creator’s videos."),
        _("The viewer pressed “not interested”."),
    ),
    "unkept_samples": MetricWords(
        _("Samples never shown"),
        _("Every sample whose time to be shown is over."),
        _("Nothing was posted about it."),
    ),
}
PROGRESS: dict[str, Promise] = {
    "orders": _("delivered orders"),
    "videos": _("videos"),
    "shows": _("live shows"),
}


def why_words(code: str) -> str:
    """What a line's `why` says in the reader's language; "" says nothing."""
    kind, colon, value = code.partition(":")
    if not colon:
        return str(_PLAIN.get(code, code))
    if kind == "fault":
        return return_reasons.words(value) or order_reasons.words(value)
    if kind == "canceled":
        return order_reasons.words(value)
    return _counted(kind, int(value))


def _counted(kind: str, value: int) -> str:
    match kind:
        case "stars":
            words = ngettext("first rating: %(count)d star", "first rating: %(count)d stars", value)
        case "hidden":
            words = ngettext("hidden %(count)d time", "hidden %(count)d times", value)
        case "handed_over_late":
            words = gettext("%(time)s too late")
        case _:
            assert kind == "answered"
            words = gettext("answered after %(time)s")
    return words % {"count": value, "time": span(value)}


def span(minutes: int) -> str:
    """A time in the largest unit that tells enough: minutes, hours or days."""
    if minutes < 60:
        return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}
    if minutes < 2 * 1_440:
        hours = minutes // 60
        return ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}
    days = minutes // 1_440
    return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}


_PLAIN: dict[str, Promise] = {
    "not_handed_over": _("not handed over yet"),
    "scan": _("seen by the carrier in time"),
    "receipt": _("in time by the shop’s receipt"),
    "not_answered": _("not answered yet"),
    "return_answer": _("answer to a return"),
    "return_inspection": _("look at what came back"),
    "return_answer_open": _("answer to a return, still open"),
    "return_inspection_open": _("look at what came back, still open"),
    "kept": _("shown in time"),
    "not_kept": _("nothing posted"),
}
