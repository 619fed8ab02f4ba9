"""Cards that people keep: saved after a payment or from the account, one of them the default."""

from __future__ import annotations

import uuid

from halles.kit import clock, transactions
from halles.kit.ids import uuid7
from halles.payments.errors import CardRefused, CardUnknown, ProviderSilent
from halles.payments.models import Payment, SavedCard
from halles.payments.providers.port import (
    TIME_LIMIT_MS,
    CardFact,
    Charge,
    OutcomeUnknownError,
    ProviderRefusedError,
)
from halles.payments.providers.registry import DEFAULT, provider_named
from halles.users.models import User

CARDS_MAX = 10


def save_card(user_id: uuid.UUID, token: str) -> SavedCard:
    """Keep the card of a fresh token from card entry for this user; the first one becomes the default.

    Calls the provider with no transaction open. CardRefused with the provider's reason, ProviderSilent.
    """
    transactions.assert_none_open()
    if SavedCard.objects.filter(user_id=user_id).count() >= CARDS_MAX:
        raise CardRefused("too_many_cards")
    try:
        kept = provider_named(DEFAULT).save_card(token, str(user_id), time_limit_ms=TIME_LIMIT_MS)
    except OutcomeUnknownError:
        raise ProviderSilent from None
    except ProviderRefusedError as refused:
        raise CardRefused(refused.code) from None
    return transactions.run(lambda: _write(user_id, DEFAULT, kept))


def set_default_card(user_id: uuid.UUID, card_id: uuid.UUID) -> SavedCard:
    """Make one of the user's cards the one that one-tap uses; CardUnknown."""
    cards = {card.id: card for card in SavedCard.objects.select_for_update().filter(user_id=user_id).order_by("id")}
    if card_id not in cards:
        raise CardUnknown
    SavedCard.objects.filter(user_id=user_id, is_default=True).exclude(id=card_id).update(is_default=False)
    SavedCard.objects.filter(id=card_id).update(is_default=True)
    return SavedCard.objects.get(id=card_id)


def delete_card(user_id: uuid.UUID, card_id: uuid.UUID) -> None:
    """Forget a card here, then at the provider (no transaction open); the newest other one becomes the default.

    A provider that is silent keeps a token that nobody here knows any more. CardUnknown.
    """
    transactions.assert_none_open()
    token, provider = transactions.run(lambda: _erase(user_id, card_id))
    try:
        provider_named(provider).forget_card(token, time_limit_ms=TIME_LIMIT_MS)
    except (OutcomeUnknownError, ProviderRefusedError):
        return


def keep_card(payment: Payment, charge: Charge) -> None:
    """Take over what may be shown of the card, and keep it when the customer asked for it; once only.

    Once: a callback that comes late must not bring back a card that its owner has deleted since.
    """
    if charge.card is None:
        return
    payment.card_brand, payment.card_last4 = charge.card.brand, charge.card.last4
    if payment.should_save_card and charge.card.token and payment.user_id is not None:
        payment.should_save_card = False
        if SavedCard.objects.filter(user_id=payment.user_id).count() < CARDS_MAX:
            _write(payment.user_id, payment.provider, charge.card)


def _write(user_id: uuid.UUID, provider: str, card: CardFact) -> SavedCard:
    # Two saves at once must not both become the default: the second waits for the first at its owner's row.
    list(User.objects.select_for_update(no_key=True).filter(id=user_id).values_list("id"))
    has_default = SavedCard.objects.filter(user_id=user_id, is_default=True).exists()
    saved, _ = SavedCard.objects.get_or_create(
        provider=provider,
        token=card.token,
        defaults={
            "id": uuid7(),
            "user_id": user_id,
            "brand": card.brand,
            "last4": card.last4,
            "exp_month": card.exp_month,
            "exp_year": card.exp_year,
            "is_default": not has_default,
            "created_at": clock.now(),
        },
    )
    return saved


def _erase(user_id: uuid.UUID, card_id: uuid.UUID) -> tuple[str, str]:
    cards = list(SavedCard.objects.select_for_update().filter(user_id=user_id).order_by("-id"))
    gone = next((card for card in cards if card.id == card_id), None)
    if gone is None:
        raise CardUnknown
    rest = [card for card in cards if card.id != card_id]
    gone.delete()
    if gone.is_default and rest:
        SavedCard.objects.filter(id=rest[0].id).update(is_default=True)
    return gone.token, gone.provider
