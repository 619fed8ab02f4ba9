"""Those who are paid, as payouts see them: a shop or a creator with the account their money goes to."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.conf import settings
from django.utils.crypto import salted_hmac

from halles.creators.models import Creator, PayoutDetails
from halles.kit import clock
from halles.markets.market import Market
from halles.markets.queries import get_market
from halles.payouts.errors import PayeeNotFound
from halles.payouts.models import PayeeKind
from halles.sellers.models import Seller


@dataclass(frozen=True)
class Payee:
    """`problem` is a code of `words` for what keeps money from being sent, empty when nothing does."""

    kind: str
    id: uuid.UUID
    name: str
    market_code: str
    holder: str
    account: str
    problem: str
    # While the account is a new one: when payouts to it begin.
    rests_until: dt.datetime | None = None

    @property
    def market(self) -> Market:
        """Whose calendar and rules hold for the payee."""
        return get_market(self.market_code)

    @property
    def account_shown(self) -> str:
        """The account as it may be shown."""
        return f"{self.account[:2]} •••• {self.account[-4:]}" if self.account else ""

    @property
    def account_mark(self) -> str:
        """By which the same account is known again; says nothing about it."""
        return self._marks()[0]

    def is_account(self, mark: str) -> bool:
        """Whether a mark is this account's, also one that was made with an earlier secret."""
        return mark in self._marks()

    def _marks(self) -> list[str]:
        secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
        made = (salted_hmac("payouts.account", self.account, secret=secret, algorithm="sha256") for secret in secrets)
        return [one.hexdigest()[:32] for one in made]


def find_payees(kind: str, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Payee]:
    """Those of these ids that there are."""
    return _sellers(ids) if kind == PayeeKind.SELLER else _creators(ids)


def get_payee(kind: str, payee_id: uuid.UUID) -> Payee:
    """The payee, or payouts.payee_not_found."""
    found = find_payees(kind, [payee_id]).get(payee_id)
    if found is None:
        raise PayeeNotFound
    return found


def _sellers(ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Payee]:
    return {seller.pk: _seller(seller) for seller in Seller.objects.filter(pk__in=ids)}


def _seller(seller: Seller) -> Payee:
    rests_until = _rests_until(seller.account_changed_at, seller.market)
    return Payee(
        kind=PayeeKind.SELLER,
        id=seller.pk,
        name=seller.name,
        market_code=seller.market,
        holder=seller.bank_account_holder or seller.legal_name,
        account=seller.bank_account,
        problem="no_account" if not seller.bank_account_sealed else "new_account" if rests_until else "",
        rests_until=rests_until,
    )


def _creators(ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Payee]:
    creators = list(Creator.objects.filter(pk__in=ids))
    details = {row.pk: row for row in PayoutDetails.objects.filter(pk__in=[one.user_id for one in creators])}
    return {one.pk: _creator(one, details.get(one.user_id)) for one in creators}


def _creator(creator: Creator, details: PayoutDetails | None) -> Payee:
    rests_until = _rests_until(details.account_changed_at if details else None, creator.market)
    return Payee(
        kind=PayeeKind.CREATOR,
        id=creator.pk,
        name=f"@{creator.handle}",
        market_code=creator.market,
        holder=details.holder if details else "",
        account=details.bank_account if details else "",
        problem=_problem_of(details) or ("new_account" if rests_until else ""),
        rests_until=rests_until,
    )


def _problem_of(details: PayoutDetails | None) -> str:
    if details is None:
        return "no_account"
    return "" if details.status == PayoutDetails.Status.VERIFIED else "not_verified"


def _rests_until(changed_at: dt.datetime | None, market_code: str) -> dt.datetime | None:
    """When the rest of a changed account is over; None where there is none."""
    if changed_at is None:
        return None
    until = changed_at + dt.timedelta(days=get_market(market_code).settlement.new_account_days)
    return until if until > clock.now() else None
