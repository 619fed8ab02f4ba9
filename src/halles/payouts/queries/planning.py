"""Who can be paid, who cannot and why, and how little is too little."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable

from django.conf import settings
from django.db.models import QuerySet

from halles.creators.models import Creator
from halles.kit import clock
from halles.kit.money import minor_digits
from halles.markets.market import Market
from halles.markets.queries import all_markets
from halles.payouts.models import Discrepancy, PayeeHold, PayeeKind, Payout
from halles.payouts.payees import Payee
from halles.payouts.words import LOOKED_AT, OF_THE_ACCOUNT
from halles.sellers.models import Seller
from halles.users.models import Erasure


def minimum_minor(market: Market, currency: str) -> int:
    """What is paid out at least, in the currency: as the market says, else a market of that currency, else one unit."""
    markets = [market, *all_markets().values()]
    of_currency = next((one for one in markets if one.currency == currency), None)
    return of_currency.settlement.payout_minor_min if of_currency else 10 ** minor_digits(currency)


def list_leaving(kind: str) -> set[uuid.UUID]:
    """The payees whose person has asked to be erased and waits for it: any rest is paid out to them, however small."""
    waiting = Erasure.objects.filter(canceled_at=None, done_at=None).values("user")
    if kind == PayeeKind.SELLER:
        return set(Seller.objects.filter(owner__in=waiting).values_list("pk", flat=True))
    return set(Creator.objects.filter(user__in=waiting, seller=None).values_list("pk", flat=True))


def alone_max_minor(market: Market, currency: str) -> int | None:
    """Up to how much a run may be approved and sent by one and the same person, as the market says, else a market of
    that currency; None for any amount."""
    if not settings.HALLES_SECOND_PERSON:
        return None
    of_currency = [one for one in (market, *all_markets().values()) if one.currency == currency]
    return of_currency[0].settlement.alone_minor_max if of_currency else 0


def held_now(kind: str) -> QuerySet[PayeeHold]:
    """The holds in force of payees of a kind."""
    return PayeeHold.objects.filter(payee_kind=kind, lifted_at=None, until__gt=clock.now())


def is_held(kind: str, payee_id: uuid.UUID) -> bool:
    """Whether the payouts to this payee are held now, for a reason they were told."""
    return held_now(kind).filter(payee_id=payee_id).exists()


def holds_of(kind: str, payee_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, PayeeHold]:
    """By payee, what holds their payouts now; those whose payouts go on are left out. One statement."""
    return {one.payee_id: one for one in held_now(kind).filter(payee_id__in=set(payee_ids))}


def looked_at(kind: str, payee_ids: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """The payees of whose payouts the bank tells something else than was booked, and nobody has closed it yet."""
    open_ones = Discrepancy.objects.filter(closed_at=None, payout__payee_kind=kind, payout__payee_id__in=set(payee_ids))
    return set(open_ones.values_list("payout__payee_id", flat=True))


def obstacles(
    kind: str, payees: Iterable[Payee], currency: str, *, besides: Collection[uuid.UUID] = ()
) -> dict[uuid.UUID, str]:
    """Payee → a code of `words` for what keeps money from being sent now; payees without an obstacle are left out.

    An open payout among `besides` is none.
    """
    by_id = {payee.id: payee for payee in payees}
    found = {payee.id: payee.problem for payee in by_id.values() if payee.problem}
    of_kind = Payout.objects.filter(payee_kind=kind, payee_id__in=list(by_id))
    refused = of_kind.filter(status__in=["failed", "returned"], why__in=OF_THE_ACCOUNT - {"account_changed"})
    for payee_id, mark in refused.values_list("payee_id", "account_mark"):
        if by_id[payee_id].is_account(mark):
            found[payee_id] = "account_refused"
    open_ones = of_kind.filter(currency=currency, status__in=["planned", "sent"]).exclude(pk__in=besides)
    found.update(dict.fromkeys(open_ones.values_list("payee_id", flat=True), "open_payout"))
    found.update(dict.fromkeys(looked_at(kind, by_id), LOOKED_AT))
    found.update(dict.fromkeys(holds_of(kind, by_id), "held"))
    return found
