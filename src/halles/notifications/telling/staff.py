"""Mails to those of the staff whose role includes what has happened: a work list that nobody opens helps nobody."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from halles.notifications.services import Letter, Words
from halles.notifications.telling.amounts import money
from halles.payments import queries as payments
from halles.payments.models import Payment
from halles.payments.words import CHARGED_BACK, failure_words
from halles.payouts import queries as payouts
from halles.users import queries as users

TASK = "money"


def chargeback_opened(*, key: str, payment_id: str, amount_minor: str, currency: str, reason: str) -> list[Letter]:
    """A bank has taken money back; the case stands on the list of payments until it is decided."""
    payment = payments.get_payment(uuid.UUID(payment_id))

    def words() -> Words:
        facts = {
            "amount": money(int(amount_minor), currency),
            "number": payment.reference_number,
            "reason": failure_words(reason),
        }
        return Words(
            subject=_("Chargeback of %(amount)s for order %(number)s") % facts,
            heading=_("A bank has taken %(amount)s back") % facts,
            paragraphs=(
                _("Order %(number)s. The bank says: %(reason)s.") % facts,
                _("Gather what shows that the order was sent and received, and answer at the provider in time."),
            ),
            door=_list_of(payment),
        )

    return _letters("chargeback_opened", f"chargeback_opened:{key}", words, payment)


def refund_failed(*, key: str, payment_id: str, amount_minor: str, currency: str, reason: str) -> list[Letter]:
    """A refund came back; it stands on the list of payments with the button that sends it again."""
    payment = payments.get_payment(uuid.UUID(payment_id))

    def words() -> Words:
        to_do = (
            _("Nothing is left to do: the customer has the money already.")
            if reason == CHARGED_BACK
            else _("The money is still owed: look into it and send it again.")
        )
        facts = {
            "amount": money(int(amount_minor), currency),
            "number": payment.reference_number,
            "reason": failure_words(reason),
        }
        return Words(
            subject=_("Refund of %(amount)s for order %(number)s failed") % facts,
            heading=_("%(amount)s did not reach the customer") % facts,
            paragraphs=(_("Order %(number)s. The provider says: %(reason)s.") % facts, to_do),
            door=_list_of(payment),
        )

    return _letters("refund_failed", f"refund_failed:{key}", words, payment)


def payout_differs(discrepancy_id: str, at: str) -> list[Letter]:
    """The bank tells something else of a payout than was booked; the payee is paid nothing more until it is closed."""
    found = payouts.get_discrepancy(uuid.UUID(discrepancy_id))

    def words() -> Words:
        payout = found.payout
        facts = {
            "amount": money(payout.amount_minor, payout.currency),
            "number": payout.number,
            "payee": payout.payee_name,
            "kind": found.get_kind_display(),
            "said": found.get_said_display(),
        }
        return Words(
            subject=_("Payout %(number)s: the bank tells it otherwise") % facts,
            heading=_("What the bank says of %(amount)s is not what was booked") % facts,
            paragraphs=(
                _("Payout %(number)s to %(payee)s. %(kind)s: %(said)s.") % facts,
                _("Nothing more is paid out to this payee until somebody has looked at it and closed it."),
            ),
            door=(_("Open the work list"), settings.BASE_URL + reverse("backoffice:payouts")),
        )

    key = f"payout_differs:{discrepancy_id}:{at}"
    return _to_staff("payout_differs", key, words, ("payout", found.payout_id))


def _list_of(payment: Payment) -> tuple[str, str]:
    path = f"{reverse('backoffice:payments')}?q={payment.reference_number}"
    return _("Open the work list"), settings.BASE_URL + path


def _letters(kind: str, key: str, words: Callable[[], Words], payment: Payment) -> list[Letter]:
    return _to_staff(kind, key, words, ("payment", payment.pk))


def _to_staff(kind: str, key: str, words: Callable[[], Words], about: tuple[str, uuid.UUID]) -> list[Letter]:
    return [
        Letter(
            kind=kind,
            key=key,
            to=person.email,
            language=person.language or "en",
            words=words,
            reference=about,
        )
        for person in users.list_staff(TASK)
    ]
