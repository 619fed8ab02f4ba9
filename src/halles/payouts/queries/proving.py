"""Where all the money is: what customers paid against who has it, per currency, to the cent, out of the books alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# One row per (currency, kind of account, kind of entry, whose account): everything below is sums of these.
_SUMS = """
SELECT account.currency, account.kind, entry.kind, sum(line.amount_minor)::bigint
FROM ledger_posting AS line
JOIN ledger_account AS account ON account.id = line.account_id
JOIN ledger_transaction AS entry ON entry.id = line.transaction_id
GROUP BY 1, 2, 3
"""
# What the records of payments and payouts say by themselves, to be held against the books.
_PAYMENTS = "SELECT currency, sum(captured_minor)::bigint, sum(refunded_minor)::bigint FROM payments_payment GROUP BY 1"
# What arrived beside the payout it was an attempt of counts beside it.
_PAYOUTS = """
SELECT currency, sum(amount_minor)::bigint FROM (
    SELECT currency, amount_minor FROM payouts_payout WHERE status IN ('sent', 'paid')
    UNION ALL
    SELECT payout.currency, payout.amount_minor FROM payouts_discrepancy AS beside
    JOIN payouts_payout AS payout ON payout.id = beside.payout_id
    WHERE beside.is_beside AND beside.kind = 'late' AND beside.said = 'paid'
) AS gone GROUP BY currency
"""
_PAYOUT_KINDS = ("payout", "payout_failed", "payout_returned", "payout_late")


@dataclass(frozen=True)
class Share:
    """One line of the proof: `code` names it for files; `of` is the group it belongs to."""

    code: str
    of: str
    words: str | Promise
    amount_minor: int


@dataclass(frozen=True)
class Proof:
    """One currency. `paid_minor` by customers = the sum of `shares`; `gap_minor` says by how much it is not, which
    is nothing. `checks` are (what, books, records) where another record tells the same."""

    currency: str
    paid_minor: int
    shares: Sequence[Share]
    checks: Sequence[tuple[str | Promise, int, int]] = field(default=())

    @property
    def groups(self) -> list[tuple[str, str | Promise, int, list[Share]]]:
        """(code, words, sum, its shares) in the order of the equation."""
        return [
            (code, words, sum(one.amount_minor for one in some), some)
            for code, words in GROUPS.items()
            if (some := [one for one in self.shares if one.of == code])
        ]

    @property
    def shared_minor(self) -> int:
        """What everybody has."""
        return sum(share.amount_minor for share in self.shares)

    @property
    def gap_minor(self) -> int:
        """Nothing, or a mistake."""
        return self.paid_minor - self.shared_minor

    @property
    def is_proved(self) -> bool:
        """Whether everything agrees."""
        return not self.gap_minor and all(books == records for _what, books, records in self.checks)


GROUPS: dict[str, Promise] = {
    "sellers": _("Shops"),
    "creators": _("Creators"),
    "platform": _("Platform"),
    "tax": _("Tax"),
    "refunds": _("Back to customers"),
    "held": pgettext_lazy("proof", "Held"),
}


def prove() -> list[Proof]:
    """The proof in each currency, alphabetically. Reads every posting once; what is under way is counted as it is."""
    with connection.cursor() as cursor:
        cursor.execute(_SUMS)
        sums: dict[str, dict[tuple[str, str], int]] = {}
        for currency, account, entry, amount in cursor.fetchall():
            sums.setdefault(currency, {})[account, entry] = int(amount)
        cursor.execute(_PAYMENTS)
        payments = {currency: (int(captured), int(refunded)) for currency, captured, refunded in cursor.fetchall()}
        cursor.execute(_PAYOUTS)
        payouts = {currency: int(amount) for currency, amount in cursor.fetchall()}
    return [_proof(one, sums[one], payments.get(one, (0, 0)), payouts.get(one, 0)) for one in sorted(sums)]


def _proof(currency: str, sums: dict[tuple[str, str], int], payments: tuple[int, int], payouts: int) -> Proof:
    def of(account: str, *entries: str) -> int:
        """Credit balance of a kind of account, of these kinds of entries or of all."""
        return -sum(
            amount for (kind, entry), amount in sums.items() if kind == account and (not entries or entry in entries)
        )

    sent = {kind: -of(f"{kind}_available", *_PAYOUT_KINDS) for kind in ("seller", "creator")}
    refunded = of("provider_clearing", "payment_refunded")
    charged_back = of("provider_clearing", "chargeback_opened", "chargeback_won")
    # What is left at the providers, and all that has left them: what customers paid.
    paid = refunded + charged_back - of("provider_clearing")
    in_transit = of("payouts_in_transit")
    not_booked = of("customer_payments") + of("provider_authorized")
    shares = [
        Share("seller_paid", "sellers", _("Paid out and on its way"), sent["seller"]),
        Share("seller_available", "sellers", _("Free for payout"), of("seller_available")),
        Share("seller_pending", "sellers", _("Waiting for delivery and settlement days"), of("seller_pending")),
        Share("seller_reserve", "sellers", _("Kept back as a reserve"), of("seller_reserve")),
        Share("promised_fees", "sellers", _("Set aside for fees of creators"), of("promised_fees")),
        Share("shipping", "sellers", _("Carriage waiting for the parcel"), of("shipping")),
        Share("creator_paid", "creators", _("Paid out and on its way"), sent["creator"]),
        Share("creator_available", "creators", _("Free for payout"), of("creator_available")),
        Share("creator_pending", "creators", _("Waiting for the return days"), of("creator_pending")),
        Share("platform_fee", "platform", _("Fees"), of("platform_fee")),
        Share("chargeback_losses", "platform", _("Losses to chargebacks"), of("chargeback_losses")),
        Share("tax_payable", "tax", _("To be remitted by the platform"), of("tax_payable")),
        Share("refunded", "refunds", _("Refunds carried out"), refunded),
        Share("refunds_due", "refunds", _("Refunds decided and due"), of("refunds")),
        Share("charged_back", "refunds", _("Taken back by banks"), charged_back),
        Share("not_booked", "held", _("Paid, not yet booked as a sale"), not_booked),
        Share("carriers_due", "held", _("Owed to carriers for labels"), of("carriers_due")),
    ]
    left_the_bank = of("bank_clearing")
    checks = [
        (_("Captured by the providers, say the payments"), paid, payments[0]),
        (_("Refunded, say the payments"), refunded, payments[1]),
        (_("Paid out and on its way, say the payouts"), sent["seller"] + sent["creator"], payouts),
        (_("On its way and paid by the bank"), sent["seller"] + sent["creator"], in_transit + left_the_bank),
    ]
    return Proof(currency, paid, [one for one in shares if one.amount_minor], checks)
