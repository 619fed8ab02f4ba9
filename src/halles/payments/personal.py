"""What payments keep of a person: saved cards, and how purchases were paid."""

from __future__ import annotations

from django.db import transaction

from halles.payments.errors import CardUnknown, MoneyMoves
from halles.payments.models import Chargeback, Payment, Refund, SavedCard
from halles.payments.services.cards import delete_card
from halles.users.models import User
from halles.users.personal import Rows, rows

UNSETTLED = (
    Payment.Status.CREATED,
    Payment.Status.UNKNOWN,
    Payment.Status.REQUIRES_ACTION,
    Payment.Status.AUTHORIZED,
)


def tell(user: User) -> Rows:
    """Saved cards as they may be shown, and payments."""
    paid = Payment.objects.filter(user=user)
    facts = ("reference_number", "method", "status", "currency", "amount_minor", "refunded_minor", "card_brand")
    return {
        "cards": rows(SavedCard.objects.filter(user=user), "brand", "last4", "exp_month", "exp_year", "created_at"),
        "payments": rows(paid, *facts, "card_last4", "created_at"),
    }


def hinder(user: User) -> None:
    """Refuses payments.money_moves."""
    refunds = Refund.objects.filter(payment__user=user).exclude(status=Refund.Status.SUCCEEDED)
    chargebacks = Chargeback.objects.filter(payment__user=user, status=Chargeback.Status.OPEN)
    if Payment.objects.filter(user=user, status__in=UNSETTLED).exists() or refunds.exists() or chargebacks.exists():
        raise MoneyMoves


def erase(user: User) -> None:
    """Every card is forgotten here and at the provider; payments stay with what the books need."""
    for card_id in list(SavedCard.objects.filter(user=user).values_list("pk", flat=True)):
        try:
            delete_card(user.pk, card_id)
        except CardUnknown:
            continue
    with transaction.atomic():
        Payment.objects.filter(user=user).update(token="", return_url="", next_action=None)
