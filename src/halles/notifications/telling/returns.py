"""Mails about what comes back: to whoever bought, and to the shop."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from halles.notifications.services import Letter, Row, Words
from halles.notifications.telling.amounts import door_of, instant, money
from halles.notifications.telling.shops import letters_to_shop
from halles.orders.models import OrderEvent
from halles.returns import queries, reasons
from halles.returns.models import Dispute, ReturnRequest

By = OrderEvent.By
Status = ReturnRequest.Status


def withdrawal_declared(return_id: str) -> list[Letter]:
    """The acknowledgement on a durable medium: what was declared, by whom, when; and news to the shop."""
    found = queries.get_return(uuid.UUID(return_id))
    facts = _facts(found)

    def words() -> Words:
        at = instant(found.requested_at, found.order.group.market)
        return Words(
            subject=_("Your withdrawal from order %(number)s") % facts,
            heading=_("We have your withdrawal"),
            paragraphs=(
                _("%(name)s has withdrawn from the contract about the goods below, bought from %(seller)s.")
                % {**facts, "name": found.name},
                _("Declared on %(at)s, for order %(number)s. Keep this mail: it is your proof.") % {**facts, "at": at},
                *_next_step(found),
            ),
            rows=_rows(found),
            door=door_of(found.order.group),
        )

    def news() -> Words:
        return Words(
            subject=_("Withdrawal from order %(number)s") % facts,
            heading=_("A customer has withdrawn"),
            paragraphs=(
                _("A withdrawal is the customer's right and needs no answer."),
                _("Pieces that were not packed are cancelled: please do not send them. The rest comes back to you."),
            ),
            rows=_rows(found),
            door=_desk_door(found),
        )

    # The acknowledgement goes where the customer said; the key names the fact.
    letter = _to_customer(found, "withdrawal_declared", f"withdrawal_declared:{return_id}", words, to=found.email)
    return [letter, *letters_to_shop(found.order, "withdrawal_shop", f"withdrawal_declared:{return_id}", news)]


def return_requested(return_id: str) -> list[Letter]:
    """The shop has to answer; a request approved at once is told by its approval."""
    found = queries.get_return(uuid.UUID(return_id))
    facts = _facts(found)
    if found.approved_by == By.CLOCK and found.approved_at == found.requested_at:
        return []

    def words() -> Words:
        return Words(
            subject=_("You want to send back a part of order %(number)s") % facts,
            heading=_("We have asked the shop"),
            paragraphs=(_waiting(found), _("Reason: %(reason)s") % facts),
            rows=_rows(found),
            door=door_of(found.order.group),
        )

    def news() -> Words:
        return Words(
            subject=_("A return waits for your answer: %(return)s") % facts,
            heading=_("A customer wants to send something back"),
            paragraphs=(
                _("Reason: %(reason)s") % facts,
                _("Please answer before %(until)s. If you say nothing, it is accepted.") % {"until": _until(found)},
            ),
            rows=_rows(found),
            door=_desk_door(found),
        )

    return [
        _to_customer(found, "return_requested", f"return_requested:{return_id}", words),
        *letters_to_shop(found.order, "return_requested_shop", f"return_requested:{return_id}", news),
    ]


def return_approved(return_id: str, by_kind: str) -> list[Letter]:
    """What to do with the parcel."""
    found = queries.get_return(uuid.UUID(return_id))
    facts = _facts(found)

    def words() -> Words:
        return Words(
            subject=_("Send it back: %(return)s") % facts,
            heading=_("You can send it back"),
            paragraphs=(
                *_next_step(found),
                _("The label waits on the page of your return."),
            ),
            rows=_rows(found),
            door=door_of(found.order.group),
        )

    letters = [_to_customer(found, "return_approved", f"return_approved:{return_id}", words)]
    if by_kind == By.CLOCK:
        letters += letters_to_shop(
            found.order, "return_approved_shop", f"return_approved:{return_id}", _approved_without_you(found)
        )
    return letters


def return_rejected(return_id: str) -> list[Letter]:
    """Why not, and what can be done about it."""
    found = queries.get_return(uuid.UUID(return_id))
    facts = _facts(found)

    def words() -> Words:
        return Words(
            subject=_("Your return %(return)s was declined") % facts,
            heading=_("The shop declined"),
            paragraphs=(
                _("%(seller)s says: %(why)s") % {**facts, "why": found.why},
                _("You do not agree? On the page of your return you can ask Halles to decide."),
            ),
            rows=_rows(found),
            door=door_of(found.order.group),
        )

    return [_to_customer(found, "return_rejected", f"return_rejected:{return_id}:{found.closed_at}", words)]


def return_received(return_id: str) -> list[Letter]:
    """It is back: the customer can be calm, the shop has to look at it."""
    found = queries.get_return(uuid.UUID(return_id))
    facts = _facts(found)

    def words() -> Words:
        return Words(
            subject=_("%(return)s is back at the shop") % facts,
            heading=_("Your parcel is back at the shop"),
            paragraphs=(_("%(seller)s looks at it. If it says nothing in time, you get everything back.") % facts,),
            door=door_of(found.order.group),
        )

    def news() -> Words:
        until = _("Please look at it before %(until)s. If you say nothing, everything is refunded.")
        return Words(
            subject=_("A return is back: %(return)s") % facts,
            heading=_("A parcel came back to you"),
            paragraphs=(until % {"until": _until(found)},) if found.deadline_at else (),
            rows=_rows(found),
            door=_desk_door(found),
        )

    return [
        _to_customer(found, "return_received", f"return_received:{return_id}", words),
        *letters_to_shop(found.order, "return_received_shop", f"return_received:{return_id}", news),
    ]


def return_refunded(return_id: str, amount: str) -> list[Letter]:
    """The customer of a part reads why; the money itself is told by the refund. The shop hears what silence decided."""
    found = queries.get_return(uuid.UUID(return_id))
    facts = {**_facts(found), "amount": found.refunded_minor}
    key = f"return_refunded:{return_id}:{amount}"

    def words() -> Words:
        told = money(found.refunded_minor, found.currency)
        return Words(
            subject=_("Your return %(return)s was refunded in part") % facts,
            heading=_("Refunded in part"),
            paragraphs=(
                _("%(amount)s is refunded. %(seller)s says: %(why)s") % {**facts, "amount": told, "why": found.why},
                _("You do not agree? On the page of your return you can ask Halles to decide."),
            ),
            rows=_rows(found),
            door=door_of(found.order.group),
        )

    def news() -> Words:
        told = money(found.refunded_minor, found.currency)
        return Words(
            subject=_("%(return)s was refunded") % facts,
            heading=_("A return was refunded without you"),
            paragraphs=(_("The time to look at it was over, so %(amount)s goes back.") % {"amount": told},),
            rows=_rows(found),
            door=_desk_door(found),
        )

    if found.closed_by == By.CLOCK:
        return letters_to_shop(found.order, "return_refunded_shop", key, news)
    if found.status == Status.PARTIALLY_REFUNDED and found.closed_by == By.SELLER:
        return [_to_customer(found, "return_refunded", key, words)]
    return []


def return_closed(return_id: str, by_kind: str) -> list[Letter]:
    """It never came back: the customer learns it; the shop learns it in any case."""
    found = queries.get_return(uuid.UUID(return_id))
    facts = _facts(found)
    key = f"return_closed:{return_id}"

    def words() -> Words:
        return Words(
            subject=_("Your return %(return)s is closed") % facts,
            heading=_("Closed without a refund"),
            paragraphs=(_("We have not seen a parcel in time. Did you send it? Answer this mail."),),
            door=door_of(found.order.group),
        )

    def news() -> Words:
        return Words(
            subject=_("The return %(return)s is closed") % facts,
            heading=_("Nothing comes back"),
            paragraphs=(_("The customer keeps it. Your money for it is free again."),),
            door=_desk_door(found),
        )

    letters = letters_to_shop(found.order, "return_closed_shop", key, news)
    if by_kind == By.CLOCK:
        letters.append(_to_customer(found, "return_closed", key, words))
    return letters


def dispute_opened(dispute_id: str) -> list[Letter]:
    """Who opened it has it in writing; the other side is asked to speak."""
    found = queries.get_dispute(uuid.UUID(dispute_id))
    facts = _case_facts(found)
    until = {"until": instant(found.answer_by_at, found.order.group.market)}
    is_customers = found.opened_by == Dispute.Side.CUSTOMER

    def words() -> Words:
        asked = _("The shop asks Halles to decide. Please say what you know before %(until)s.") % until
        have = _("Halles asks the shop, looks at what both say, and decides. You hear from us.")
        return Words(
            subject=_("A case about order %(number)s") % facts,
            heading=str(found.get_kind_display()),
            paragraphs=(have if is_customers else asked,),
            door=door_of(found.order.group),
        )

    def news() -> Words:
        asked = _("The customer asks Halles to decide. Please say what you know before %(until)s.") % until
        have = _("Halles asks the customer, looks at what both say, and decides. Your deadline waits.")
        return Words(
            subject=_("A case about order %(number)s") % facts,
            heading=str(found.get_kind_display()),
            paragraphs=(asked if is_customers else have,),
            door=_case_door(found),
        )

    key = f"dispute_opened:{dispute_id}"
    return [
        _about_case(found, "dispute_opened", key, words),
        *letters_to_shop(found.order, "dispute_opened_shop", key, news),
    ]


def dispute_decided(dispute_id: str) -> list[Letter]:
    """The decision and its reasons, the same to both."""
    found = queries.get_dispute(uuid.UUID(dispute_id))
    facts = _case_facts(found)

    def decision(door: Callable[[], tuple[str, str]]) -> Callable[[], Words]:
        def words() -> Words:
            rows: tuple[Row, ...] = ()
            if found.decided_minor:
                rows = (Row(_("Goes back to the customer"), money(found.decided_minor, found.order.currency)),)
            return Words(
                subject=_("Decided: the case about order %(number)s") % facts,
                heading=str(found.get_decision_display()),
                paragraphs=(_("Reason: %(reason)s") % {"reason": found.why},),
                rows=rows,
                door=door(),
            )

        return words

    key = f"dispute_decided:{dispute_id}"
    return [
        _about_case(found, "dispute_decided", key, decision(lambda: door_of(found.order.group))),
        *letters_to_shop(found.order, "dispute_decided_shop", key, decision(lambda: _case_door(found))),
    ]


def _facts(found: ReturnRequest) -> dict[str, str]:
    order = found.order
    return {
        "number": order.group.number,
        "return": found.number,
        "seller": order.seller.name,
        "reason": reasons.words(found.reason),
    }


def _case_facts(found: Dispute) -> dict[str, str]:
    return {"number": found.order.group.number, "seller": found.order.seller.name}


def _rows(found: ReturnRequest) -> tuple[Row, ...]:
    return tuple(
        Row(
            f"{line.order_line.title} {line.order_line.variant_name}".strip() + f" × {line.quantity}",
            money(line.order_line.total_minor * line.quantity // line.order_line.quantity, found.currency),
        )
        for line in found.lines.all()
    )


def _until(found: ReturnRequest) -> str:
    # The last minute before it: midnight would be read as a day later.
    end = found.deadline_at - dt.timedelta(minutes=1) if found.deadline_at else None
    return instant(end, found.order.group.market) if end else ""


def _waiting(found: ReturnRequest) -> str:
    facts = {"seller": found.order.seller.name, "until": _until(found)}
    return _("%(seller)s has until %(until)s to answer. If it does not, your request is approved.") % facts


def _next_step(found: ReturnRequest) -> tuple[str, ...]:
    """What the customer has to do, as the return stands when the mail is written."""
    if found.status != Status.APPROVED:
        return ()
    pays = (
        _("The shop pays the way back.")
        if found.carriage_paid_by == ReturnRequest.Payer.SELLER
        else _("The label is taken off your refund, if you use it.")
    )
    return (_("Please send it before %(until)s.") % {"until": _until(found)}, pays)


def _approved_without_you(found: ReturnRequest) -> Callable[[], Words]:
    def words() -> Words:
        return Words(
            subject=_("Something comes back: %(return)s") % _facts(found),
            heading=_("A return was accepted"),
            paragraphs=(_("The rules of the market, or the end of your time to answer, accepted it."),),
            rows=_rows(found),
            door=_desk_door(found),
        )

    return words


def _to_customer(
    found: ReturnRequest, kind: str, key: str, words: Callable[[], Words], *, to: str | None = None
) -> Letter:
    group = found.order.group
    return Letter(
        kind=kind,
        key=key,
        to=to or group.email,
        language=group.language,
        words=words,
        reference=("order_group", group.pk),
    )


def _about_case(found: Dispute, kind: str, key: str, words: Callable[[], Words]) -> Letter:
    group = found.order.group
    return Letter(
        kind=kind, key=key, to=group.email, language=group.language, words=words, reference=("order_group", group.pk)
    )


def _desk_door(found: ReturnRequest) -> tuple[str, str]:
    path = reverse("studio:return", args=[found.order.seller.slug, found.pk])
    return _("Open the return"), settings.BASE_URL + path


def _case_door(found: Dispute) -> tuple[str, str]:
    path = reverse("studio:case", args=[found.order.seller.slug, found.pk])
    return _("Open the case"), settings.BASE_URL + path
