"""Reading payments, refunds and saved cards."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, Sum

from halles.kit import clock
from halles.kit.pages import Page, page_by_id
from halles.kit.statements import columns_of, fetch_one, model_of
from halles.payments.errors import CardUnknown, PaymentNotFound
from halles.payments.models import Chargeback, Payment, ProviderEvent, Refund, SavedCard

LIST_MAX = 100
_DEFAULT_CARD = f"""
SELECT {columns_of(SavedCard, "card")} FROM payments_savedcard card WHERE card.user_id = %s AND card.is_default
"""  # noqa: S608 - our own columns
# On the receipt of every purchase.
_NEWEST = f"""
SELECT {columns_of(Payment, "payment")} FROM payments_payment payment
WHERE payment.reference_kind = %s AND payment.reference_id = %s ORDER BY payment.id DESC LIMIT 1
"""  # noqa: S608 - our own columns
# A failed refund that the customer's bank has paid already is owed by nobody.
_IS_DUE = ~Q(status=Refund.Status.SUCCEEDED) & ~Q(status=Refund.Status.FAILED, failure_code="charged_back")


def get_payment(payment_id: uuid.UUID) -> Payment:
    """The payment as it is, not locked; PaymentNotFound. For staff and for those who hold its order."""
    payment = Payment.objects.filter(id=payment_id).first()
    if payment is None:
        raise PaymentNotFound
    return payment


def find_payment(reference_kind: str, reference_id: uuid.UUID) -> Payment | None:
    """The newest payment for a reference, not locked."""
    row = fetch_one(_NEWEST, [reference_kind, reference_id])
    return model_of(Payment, row) if row else None


def find_payments(reference_kind: str, reference_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Payment]:
    """The newest payment of each reference, in one statement."""
    about = Payment.objects.filter(reference_kind=reference_kind, reference_id__in=reference_ids)
    return {payment.reference_id: payment for payment in about.order_by("id")}


def list_refunds(payment_id: uuid.UUID) -> list[Refund]:
    """The refunds of a payment, oldest first."""
    return list(Refund.objects.filter(payment_id=payment_id).order_by("id")[:LIST_MAX])


def list_cards(user_id: uuid.UUID) -> list[SavedCard]:
    """The user's saved cards, the default first, then the newest."""
    return list(SavedCard.objects.filter(user_id=user_id).order_by("-is_default", "-id")[:LIST_MAX])


def find_default_card(user_id: uuid.UUID) -> SavedCard | None:
    """The card that one-tap uses; None when there is none or it has expired."""
    row = fetch_one(_DEFAULT_CARD, [user_id])
    card = model_of(SavedCard, row) if row else None
    return None if card is None or is_expired(card) else card


def get_card_for_user(user_id: uuid.UUID, card_id: uuid.UUID) -> SavedCard:
    """The card when it is this user's, else CardUnknown."""
    card = SavedCard.objects.filter(id=card_id, user_id=user_id).first()
    if card is None:
        raise CardUnknown
    return card


def is_expired(card: SavedCard) -> bool:
    """Whether the month on the card is over."""
    today = clock.today()
    return (card.exp_year, card.exp_month) < (today.year, today.month)


@dataclass(frozen=True)
class RefundsDue:
    """Refunds decided and not carried out, in one currency; `failed_count` of them need a person."""

    currency: str
    amount_minor: int
    count: int
    failed_count: int


def refunds_due() -> list[RefundsDue]:
    """What customers still wait for, per currency, for the staff's evening."""
    rows = (
        Refund.objects.filter(_IS_DUE)
        .values("currency")
        .annotate(
            amount=Sum("amount_minor"), count=Count("id"), failed=Count("id", filter=Q(status=Refund.Status.FAILED))
        )
        .order_by("currency")
    )
    return [RefundsDue(row["currency"], int(row["amount"]), row["count"], row["failed"]) for row in rows]


def list_refunds_due(cursor: str | None = None) -> Page[Refund]:
    """Refunds not carried out yet, newest first, with their payments."""
    return page_by_id(Refund.objects.filter(_IS_DUE).select_related("payment"), cursor)


def search_payments(text: str = "", *, status: str = "", cursor: str | None = None) -> Page[Payment]:
    """For staff: payments by order number, provider reference, last four digits or e-mail; newest first."""
    found = Payment.objects.select_related("user")
    if text:
        found = found.filter(
            Q(reference_number__iexact=text) | Q(provider_ref=text) | Q(card_last4=text) | Q(user__email__iexact=text)
        )
    if status in Payment.Status.values:
        found = found.filter(status=status)
    return page_by_id(found, cursor)


def list_chargebacks(cursor: str | None = None) -> Page[Chargeback]:
    """For staff: all chargebacks, newest first, with their payments."""
    return page_by_id(Chargeback.objects.select_related("payment"), cursor)


def list_chargebacks_of(reference_kind: str, reference_id: uuid.UUID) -> list[Chargeback]:
    """The chargebacks of what was paid for one thing, oldest first."""
    of_it = Chargeback.objects.filter(payment__reference_kind=reference_kind, payment__reference_id=reference_id)
    return list(of_it.order_by("pk"))


def count_open_chargebacks() -> int:
    """For staff: how many disputes wait for an answer."""
    return Chargeback.objects.filter(status=Chargeback.Status.OPEN).count()


def list_problem_events() -> list[ProviderEvent]:
    """Callbacks that were kept but not believed, newest first, at most 100."""
    return list(ProviderEvent.objects.exclude(problem="").order_by("-id")[:LIST_MAX])
