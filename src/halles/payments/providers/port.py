"""What Halles asks of a payment provider, in its own words. An adapter speaks it for one company.

Every answer is the whole truth that the provider knows about one charge (`Charge`), and what is known only grows:
authorised stays authorised, captured and refunded amounts never fall. So answers, callbacks and polls may come twice,
late or in any order: payments joins them, and the result is the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol

TIME_LIMIT_MS = 5_000

Method = Literal["card", "instant", "transfer"]


class OutcomeUnknownError(Exception):
    """No answer within the time limit: the request may or may not have been carried out."""


class ProviderRefusedError(Exception):
    """The provider answered that it will not do it and has done nothing; `code` says why."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class NotSignedError(Exception):
    """A callback does not carry the provider's signature, or an old one."""


@dataclass(frozen=True)
class AuthorizeRequest:
    """A charge to make. Asking again with the same `key` is the same charge, whatever happened the first time.

    `token` names a card (from card entry or saved); instant methods and transfers have none. `customer` is our name
    for the person at the provider, needed to keep a card. The provider sends the browser back to `return_url`.
    """

    key: str
    method: Method
    amount_minor: int
    currency: str
    token: str
    should_save_card: bool
    customer: str
    reference_number: str
    return_url: str


@dataclass(frozen=True)
class CardFact:
    """What may be shown of a card. `token` is set when the provider keeps the card for later payments."""

    brand: str
    last4: str
    exp_month: int
    exp_year: int
    token: str = ""


@dataclass(frozen=True)
class RefundFact:
    """One refund as the provider knows it; `key` is ours."""

    key: str
    ref: str
    amount_minor: int
    status: Literal["pending", "succeeded", "failed"]
    failure_code: str = ""


@dataclass(frozen=True)
class ChargebackFact:
    """Money that the customer's bank took back; it returns when the case is won."""

    ref: str
    amount_minor: int
    status: Literal["open", "won", "lost"]
    reason: str = ""


@dataclass(frozen=True)
class Charge:
    """All that the provider knows about the charge of one `key`.

    `is_authorized` also holds once captured. `is_canceled`: nothing (more) will be captured. `next_action`: what the
    customer has to do, {"kind": "redirect", "url"} or {"kind": "transfer", "account", "holder", "reference"}.
    """

    key: str
    ref: str
    amount_minor: int
    currency: str
    is_authorized: bool = False
    captured_minor: int = 0
    is_canceled: bool = False
    decline_code: str = ""
    next_action: dict[str, Any] | None = None
    card: CardFact | None = None
    refunds: tuple[RefundFact, ...] = ()
    chargebacks: tuple[ChargebackFact, ...] = ()


@dataclass(frozen=True)
class Notice:
    """A verified callback."""

    event_id: str
    kind: str
    charge: Charge


class Provider(Protocol):
    """One provider. All calls but `read_notice` go over a network and are made with no transaction open.

    They raise OutcomeUnknownError when `time_limit_ms` passes and ProviderRefusedError when the answer is no; a
    declined card is an answer (`Charge.decline_code`), not an error. `key` makes each request idempotent.
    """

    name: str

    def authorize(self, request: AuthorizeRequest, *, time_limit_ms: int) -> Charge:
        """Ask for the money: cards are held until captured, instant methods are captured when the customer agrees."""

    def capture(self, ref: str, amount_minor: int, *, key: str, time_limit_ms: int) -> Charge:
        """Take `amount_minor` of an authorised card, once, and release the rest; refused: nothing is held any more."""

    def cancel(self, charge_key: str, *, time_limit_ms: int) -> Charge | None:
        """Let go of the charge of that key unless it is captured; None: never seen, and it can never be charged."""

    def refund(self, ref: str, amount_minor: int, *, key: str, time_limit_ms: int) -> Charge:
        """Give captured money back; the refund may stand as pending in the answer and end by a callback."""

    def find_charge(self, charge_key: str, *, time_limit_ms: int) -> Charge | None:
        """What became of a request whose answer was lost; None when it never arrived."""

    def save_card(self, token: str, customer: str, *, time_limit_ms: int) -> CardFact:
        """Keep the card of a fresh token for later payments."""

    def forget_card(self, token: str, *, time_limit_ms: int) -> None:
        """Make a kept card unusable; an unknown one is forgotten already."""

    def read_notice(self, headers: Mapping[str, str], body: bytes) -> Notice:
        """Verify and read a callback; NotSignedError when it is not the provider's."""
