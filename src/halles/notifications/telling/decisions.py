"""The statement of reasons by mail, the acknowledgement of an appeal, and what became of it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from zoneinfo import ZoneInfo

from babel.dates import format_date
from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from halles.catalog import queries as catalog
from halles.kit.errors import NotFound
from halles.kit.templatetags.words import colon
from halles.markets.queries import find_market
from halles.moderation import decisions, reasons
from halles.moderation.models import Appeal, Decision
from halles.notifications.services import Letter, Words
from halles.sellers import queries as sellers


def decision_made(decision_id: str) -> list[Letter]:
    """All of the statement of reasons, and how to appeal."""
    decision = decisions.get_decision(uuid.UUID(decision_id))

    def words() -> Words:
        lines = tuple(f"{colon(line.label)} {line.text}" for line in reasons.statement(decision))
        until = {"until": _day(decision.appeal_until, decision)}
        return Words(
            subject=reasons.headline(decision),
            heading=_("We have decided about something of yours"),
            paragraphs=(*lines, _("If you think it is wrong, you can appeal until %(until)s.") % until),
            door=_door(decision, _("Read the decision or appeal")),
            after=(reasons.meanwhile(decision), reasons.redress(decision)),
        )

    return _to_subject(decision, "decision_made", words)


def appeal_opened(decision_id: str) -> list[Letter]:
    """It has arrived; what happens to the sanction meanwhile."""
    decision = decisions.get_decision(uuid.UUID(decision_id))

    def words() -> Words:
        return Words(
            subject=_("Your appeal has arrived"),
            heading=_("Your appeal has arrived"),
            paragraphs=(reasons.headline(decision), reasons.meanwhile(decision)),
            door=_door(decision, _("See the appeal")),
        )

    return _to_subject(decision, "appeal_opened", words)


def appeal_closed(decision_id: str) -> list[Letter]:
    """What somebody else of the staff found, and what follows."""
    decision = decisions.get_decision(uuid.UUID(decision_id))
    appeal = decision.appeal

    def words() -> Words:
        is_reversed = appeal.status == Appeal.Status.REVERSED
        outcome = _("You were right: the decision is reversed.") if is_reversed else _("The decision stands.")
        return Words(
            subject=_("What became of your appeal"),
            heading=outcome,
            paragraphs=(
                reasons.headline(decision),
                _("Our staff looked at it again: %(why)s") % {"why": appeal.why},
            ),
            door=_door(decision, _("Read the decision")),
            after=() if is_reversed else (reasons.redress(decision),),
        )

    return _to_subject(decision, "appeal_closed", words)


def decision_taken_back(decision_id: str, why: str) -> list[Letter]:
    """The staff was wrong, or what it was about is mended: it no longer holds."""
    decision = decisions.get_decision(uuid.UUID(decision_id))

    def words() -> Words:
        return Words(
            subject=_("We have taken a decision back"),
            heading=_("We have taken a decision about something of yours back"),
            paragraphs=(
                reasons.headline(decision),
                _("It no longer holds; what was taken away is back. Our staff writes: %(why)s") % {"why": why},
            ),
            door=_door(decision, _("Read the decision")),
        )

    return _to_subject(decision, "decision_taken_back", words)


def _door(decision: Decision, words: str) -> tuple[str, str]:
    return words, settings.BASE_URL + reverse("moderation:decision", args=[decision.pk])


def _day(at: dt.datetime, decision: Decision) -> str:
    market = find_market(decision.market)
    zone = ZoneInfo(market.time_zone if market else "UTC")
    locale = (get_language() or "en").replace("-", "_")
    return str(format_date(at.astimezone(zone).date(), "long", locale=locale))


def _to_subject(decision: Decision, kind: str, words: Callable[[], Words]) -> list[Letter]:
    """To the person, and to the shop's own address where it concerns a shop; nobody about an account that is gone."""
    person = decision.subject
    if person is None:
        return []
    return [
        Letter(
            kind=kind,
            key=f"{kind}:{decision.pk}",
            to=address,
            language=person.language or "en",
            words=words,
            reference=(decision.kind, decision.target_id),
        )
        for address in dict.fromkeys([person.email, *_shop_addresses(decision)])
    ]


def _shop_addresses(decision: Decision) -> list[str]:
    try:
        if decision.kind == "shop":
            return [sellers.get_seller_for_staff(decision.target_id).contact_email]
        if decision.kind == "product":
            return [catalog.get_product_for_staff(decision.target_id).seller.contact_email]
    except NotFound:
        pass
    return []
