"""Mails about flat fees: whose turn it is, and what became of the money."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from halles.affiliates.models import Fee
from halles.affiliates.queries.fees import get_for_staff
from halles.affiliates.reasons import words_for_who_waits
from halles.kit.money import format_money
from halles.markets.queries import get_market
from halles.notifications.services import Letter, Words
from halles.notifications.telling.amounts import instant
from halles.payouts.models import PayeeKind
from halles.payouts.queries.planning import holds_of

Status = Fee.Status
Said = tuple[str, str, tuple[str, ...]]


def fee_moved(fee_id: str, status: str) -> list[Letter]:
    """Offers go to the creator, answers and work to the shop, and the end to those who waited for it."""
    fee = get_for_staff(uuid.UUID(fee_id))
    to_creator = {
        Status.OFFERED: _offered,
        Status.WITHDRAWN: _withdrawn,
        Status.LAPSED: _lapsed,
        Status.REFUSED: _refused,
        Status.ACCEPTED: _accepted,
        Status.PAID: _paid,
        Status.RETURNED: _not_paid,
    }.get(Status(status))
    to_shop = {
        Status.AGREED: _agreed,
        Status.DECLINED: _declined,
        Status.LAPSED: _lapsed,
        Status.DELIVERED: _delivered,
        Status.REFUSED: None if fee.refuse_words else _gone,
        Status.ACCEPTED: _paid_out,
        Status.PAID: _paid_out,
        Status.RETURNED: _given_back,
    }.get(Status(status))
    letters = []
    if to_creator is not None:
        letters.append(_to_creator(fee, status, to_creator))
    if status == Status.PAID and fee.accepted_at is not None:
        to_shop = _paid_at_last
    elif status in {Status.ACCEPTED, Status.PAID} and fee.decided_by_id is None:
        # What the shop accepted itself it need not be told.
        to_shop = _accepted_by_silence if _was_silent(fee) else None
    if to_shop is not None:
        letters.append(_to_shop(fee, status, to_shop))
    return letters


def _was_silent(fee: Fee) -> bool:
    """Whether the days to look at the work ended it, and nobody's word."""
    ended_at = fee.accepted_at or fee.closed_at
    ended = ended_at is not None and fee.review_by is not None and ended_at >= fee.review_by
    return ended and fee.refused_at is None


def _offered(fee: Fee, facts: dict[str, Any]) -> Said:
    return (
        _("%(shop)s offers you %(amount)s for %(kind)s") % facts,
        _("A shop offers you a fee"),
        (
            _("%(shop)s offers @%(handle)s %(amount)s for %(kind)s about %(what)s, until %(due)s.") % facts,
            *((f"“{fee.words}”",) if fee.words else ()),
            _("When you agree, the money is set aside for you."),
        ),
    )


def _withdrawn(fee: Fee, facts: dict[str, Any]) -> Said:
    return (
        _("%(shop)s takes its offer back") % facts,
        _("An offer is gone"),
        (_("The offer of %(amount)s for %(kind)s is taken back. You owe nothing.") % facts,),
    )


def _lapsed(fee: Fee, facts: dict[str, Any]) -> Said:
    return (
        _("The offer of %(amount)s was not answered") % facts,
        _("An offer is over"),
        (_("The last day of %(number)s has come without an answer. Nothing was set aside.") % facts,),
    )


def _agreed(fee: Fee, facts: dict[str, Any]) -> Said:
    return (
        _("@%(handle)s agrees: %(amount)s for %(kind)s") % facts,
        _("A creator agreed"),
        (
            _("%(amount)s is set aside from what you have available. @%(handle)s delivers by %(due)s.") % facts,
            _("If nothing comes by then, it is yours again."),
        ),
    )


def _declined(fee: Fee, facts: dict[str, Any]) -> Said:
    return (
        _("@%(handle)s declines the fee of %(amount)s") % facts,
        _("Not this time"),
        (_("@%(handle)s does not take your offer of %(amount)s for %(kind)s.") % facts,),
    )


def _delivered(fee: Fee, facts: dict[str, Any]) -> Said:
    return (
        _("@%(handle)s has delivered: %(number)s") % facts,
        _("Please look at the work"),
        (
            _("@%(handle)s has made what you agreed on for %(amount)s.") % facts,
            _("Accept it, or say what is missing, by %(review)s. If you say nothing, it is accepted and paid.") % facts,
        ),
    )


def _refused(fee: Fee, facts: dict[str, Any]) -> Said:
    said = (
        (_("%(shop)s says:") % facts, f"“{fee.refuse_words}”")
        if fee.refuse_words
        else (_("At the end of the days to look at it, what you had delivered could not be seen any more."),)
    )
    return (
        _("The fee of %(amount)s is with our staff") % facts,
        _("Our staff decides"),
        (*said, _("The money stays set aside. Our staff looks at what was agreed and delivered, and tells you both.")),
    )


def _gone(fee: Fee, facts: dict[str, Any]) -> Said:
    return (
        _("The fee of %(amount)s is with our staff") % facts,
        _("Our staff decides"),
        (
            _("At the end of the days to look at it, the work of @%(handle)s could not be seen any more.") % facts,
            _("The money stays set aside. Our staff looks at what was agreed and delivered, and tells you both."),
        ),
    )


def _accepted(fee: Fee, facts: dict[str, Any]) -> Said:
    said = (f"“{fee.decision_words}”",) if fee.decision_words else ()
    hold = holds_of(PayeeKind.SELLER, [fee.seller_id]).get(fee.seller_id)
    waits = (
        _("The payouts of %(shop)s are held until %(until)s at the latest: %(why)s.")
        % {
            **facts,
            "until": instant(hold.until, fee.seller.market),
            "why": words_for_who_waits(hold.reason),
        }
        if hold
        else _("The payouts of %(shop)s were held.") % facts
    )
    return (
        _("Your work is accepted; the fee of %(amount)s waits") % facts,
        _("Accepted, and not paid yet"),
        (*said, waits, _("The money stays set aside for you. It is yours when the hold ends, and we tell you then.")),
    )


def _paid(fee: Fee, facts: dict[str, Any]) -> Said:
    said = (f"“{fee.decision_words}”",) if fee.decision_words and fee.accepted_at is None else ()
    return (
        _("%(amount)s is yours: %(number)s") % facts,
        _("Your work is paid"),
        (_("%(amount)s from %(shop)s is free for your next payout.") % facts, *said),
    )


def _paid_out(fee: Fee, facts: dict[str, Any]) -> Said:
    return (
        _("Our staff decided: %(amount)s goes to @%(handle)s") % facts,
        _heading_of_paid(fee),
        (f"“{fee.decision_words}”", *_if_it_waits(fee)),
    )


def _accepted_by_silence(fee: Fee, facts: dict[str, Any]) -> Said:
    return (
        _("The days are over: %(amount)s goes to @%(handle)s") % facts,
        _heading_of_paid(fee),
        (_("You said nothing about %(number)s by %(review)s, which accepts it.") % facts, *_if_it_waits(fee)),
    )


def _heading_of_paid(fee: Fee) -> str:
    return _("The fee is accepted") if fee.accepted_at else _("The fee is paid")


def _if_it_waits(fee: Fee) -> tuple[str, ...]:
    if fee.accepted_at is None:
        return ()
    return (_("It stays set aside until the hold of your payouts ends, and is paid then."),)


def _paid_at_last(fee: Fee, facts: dict[str, Any]) -> Said:
    return (
        _("%(amount)s is paid to @%(handle)s: %(number)s") % facts,
        _("The fee is paid"),
        (_("Your payouts are held no longer, so the fee that was accepted is paid.") % facts,),
    )


def _not_paid(fee: Fee, facts: dict[str, Any]) -> Said:
    said = _("The work was not delivered by %(due)s.") % facts
    if fee.decision_words:
        said = f"“{fee.decision_words}”"
    elif fee.is_given_up:
        said = _("You gave %(number)s up. The shop has its money back.") % facts
    return _("The fee of %(amount)s is not paid") % facts, _("No fee this time"), (said,)


def _given_back(fee: Fee, facts: dict[str, Any]) -> Said:
    why = _("The work of @%(handle)s did not come by %(due)s.") % facts
    if fee.decision_words:
        why = f"“{fee.decision_words}”"
    elif fee.is_given_up:
        why = _("@%(handle)s has given it up.") % facts
    heading = _("The fee comes back to you")
    return _("%(amount)s is available again: %(number)s") % facts, heading, (why,)


def _facts(fee: Fee) -> dict[str, Any]:
    product = fee.participation.plan.product
    market = get_market(fee.seller.market)
    return {
        "shop": fee.seller.name,
        "handle": fee.creator.handle,
        "number": fee.number,
        "amount": format_money(fee.amount_minor, fee.currency, get_language() or "en"),
        "kind": _("a video") if fee.content_kind == Fee.ContentKind.VIDEO else _("a show"),
        "what": product.title if product else _("the whole shop"),
        "due": instant(fee.due_at, market.code),
        "review": instant(fee.review_by, market.code) if fee.review_by else "",
    }


def _words(fee: Fee, say: Callable[[Fee, dict[str, Any]], Said], door: str) -> Callable[[], Words]:
    def written() -> Words:
        subject, heading, paragraphs = say(fee, _facts(fee))
        return Words(
            subject=subject,
            heading=heading,
            paragraphs=paragraphs,
            door=(_("Open the fees"), settings.BASE_URL + door),
        )

    return written


def _to_creator(fee: Fee, status: str, say: Callable[[Fee, dict[str, Any]], Said]) -> Letter:
    return Letter(
        kind=f"fee_{status}",
        key=f"fee_{status}:{fee.pk}",
        to=fee.creator.user.email,
        language=fee.creator.user.language or "en",
        words=_words(fee, say, reverse("studio:creator_fees", args=[fee.creator_id])),
        reference=("fee", fee.pk),
    )


def _to_shop(fee: Fee, status: str, say: Callable[[Fee, dict[str, Any]], Said]) -> Letter:
    return Letter(
        kind=f"fee_{status}",
        key=f"fee_{status}:shop:{fee.pk}",
        to=fee.seller.contact_email or fee.seller.owner.email,
        language=fee.seller.owner.language or "en",
        words=_words(fee, say, reverse("studio:shop_fees", args=[fee.seller.slug])),
        reference=("fee", fee.pk),
    )
