"""The chart of accounts: what each account means, on which side it grows, and the two sides of a line."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Literal

Side = Literal["debit", "credit"]
OwnerKind = Literal["platform", "seller", "creator", "market", "provider"]


@dataclass(frozen=True)
class Kind:
    """One row of the chart. `crosses_zero` never: a balance on the other side is a mistake, whatever happened."""

    side: Side
    owner_kind: OwnerKind
    crosses_zero: Literal["never", "may"]
    meaning: str


KINDS: dict[str, Kind] = {
    "provider_authorized": Kind("debit", "provider", "never", "cards a provider has authorised and not yet captured"),
    "provider_clearing": Kind("debit", "provider", "may", "captured money that a provider holds for the platform"),
    "chargeback_losses": Kind("debit", "platform", "may", "what banks took back and no seller bears"),
    "customer_payments": Kind("credit", "platform", "never", "paid or promised by customers, not yet booked as a sale"),
    "refunds": Kind("credit", "platform", "never", "refunds decided that the provider has not yet carried out"),
    "seller_pending": Kind("credit", "seller", "may", "earned by a seller, held until delivery and settlement days"),
    "seller_available": Kind("credit", "seller", "may", "owed to a seller and free for the next payout"),
    "seller_reserve": Kind("credit", "seller", "never", "kept back from a settlement for a stated time"),
    "promised_fees": Kind("credit", "seller", "never", "set aside by a seller for work that a creator has agreed to"),
    "creator_pending": Kind("credit", "creator", "may", "commission of a creator that may still be given back"),
    "creator_available": Kind("credit", "creator", "may", "owed to a creator and free for the next payout"),
    "payouts_in_transit": Kind("credit", "platform", "never", "given to the bank for a payee and not yet there"),
    "bank_clearing": Kind("debit", "provider", "may", "the account payouts are made from"),
    "shipping": Kind("credit", "seller", "never", "carriage paid by customers, held for the seller who ships"),
    "tax_payable": Kind("credit", "market", "never", "tax that the platform itself has to remit in a market"),
    "platform_fee": Kind("credit", "platform", "never", "the platform's own income"),
    "carriers_due": Kind("credit", "platform", "never", "owed to carriers for labels of parcels that came back"),
}


@dataclass(frozen=True)
class AccountKey:
    """Names an account; it is opened by its first posting. `owner_id` is "" for the platform."""

    kind: str
    owner_kind: str
    owner_id: str
    currency: str

    @property
    def side(self) -> Side:
        """The side on which the account grows."""
        return KINDS[self.kind].side


@dataclass(frozen=True)
class Line:
    """One posting to be: `amount_minor` is signed, debit positive, credit negative."""

    account: AccountKey
    amount_minor: int


def debit(account: AccountKey, amount_minor: int) -> Line:
    """A debit of `amount_minor` ≥ 0 in the account's currency; a line of zero is left out when posted."""
    return Line(account, _whole(amount_minor))


def credit(account: AccountKey, amount_minor: int) -> Line:
    """A credit of `amount_minor` ≥ 0 in the account's currency; a line of zero is left out when posted."""
    return Line(account, -_whole(amount_minor))


def _whole(amount_minor: int) -> int:
    if isinstance(amount_minor, bool) or not isinstance(amount_minor, int) or amount_minor < 0:
        raise ValueError(f"a side of a posting is a whole amount of minor units, not {amount_minor!r}")
    return amount_minor


def _platform(kind: str, currency: str) -> AccountKey:
    return AccountKey(kind, "platform", "", currency)


def customer_payments(currency: str) -> AccountKey:
    """Paid or promised by customers, not yet booked as a sale."""
    return _platform("customer_payments", currency)


def refunds(currency: str) -> AccountKey:
    """Refunds decided that the provider has not yet carried out."""
    return _platform("refunds", currency)


def platform_fee(currency: str) -> AccountKey:
    """The platform's own income."""
    return _platform("platform_fee", currency)


def carriers_due(currency: str) -> AccountKey:
    """Owed to carriers for labels of parcels that came back."""
    return _platform("carriers_due", currency)


def chargeback_losses(currency: str) -> AccountKey:
    """What banks took back and no seller bears."""
    return _platform("chargeback_losses", currency)


def seller_pending(seller_id: uuid.UUID, currency: str) -> AccountKey:
    """Earned by a seller, held until delivery and settlement days."""
    return AccountKey("seller_pending", "seller", str(seller_id), currency)


def seller_available(seller_id: uuid.UUID, currency: str) -> AccountKey:
    """Owed to a seller and free for the next payout."""
    return AccountKey("seller_available", "seller", str(seller_id), currency)


def seller_reserve(seller_id: uuid.UUID, currency: str) -> AccountKey:
    """Kept back from a settlement for a stated time."""
    return AccountKey("seller_reserve", "seller", str(seller_id), currency)


def promised_fees(seller_id: uuid.UUID, currency: str) -> AccountKey:
    """Set aside by a seller for work that a creator has agreed to."""
    return AccountKey("promised_fees", "seller", str(seller_id), currency)


def creator_pending(creator_id: uuid.UUID, currency: str) -> AccountKey:
    """Commission of a creator that may still be given back."""
    return AccountKey("creator_pending", "creator", str(creator_id), currency)


def creator_available(creator_id: uuid.UUID, currency: str) -> AccountKey:
    """Owed to a creator and free for the next payout."""
    return AccountKey("creator_available", "creator", str(creator_id), currency)


def payouts_in_transit(currency: str) -> AccountKey:
    """Given to the bank for a payee and not yet there."""
    return _platform("payouts_in_transit", currency)


def bank_clearing(bank: str, currency: str) -> AccountKey:
    """The account payouts are made from."""
    return AccountKey("bank_clearing", "provider", bank, currency)


def shipping(seller_id: uuid.UUID, currency: str) -> AccountKey:
    """Carriage paid by customers, held for the seller who ships."""
    return AccountKey("shipping", "seller", str(seller_id), currency)


def tax_payable(market_code: str, currency: str) -> AccountKey:
    """Tax that the platform itself has to remit in a market."""
    return AccountKey("tax_payable", "market", market_code, currency)


def provider_authorized(provider: str, currency: str) -> AccountKey:
    """Cards a provider has authorised and not yet captured."""
    return AccountKey("provider_authorized", "provider", provider, currency)


def provider_clearing(provider: str, currency: str) -> AccountKey:
    """Captured money that a provider holds for the platform."""
    return AccountKey("provider_clearing", "provider", provider, currency)
