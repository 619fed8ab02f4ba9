"""Every line of a shop's books as a sentence: what happened, and who got which part of it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from halles.kit.money import apply_bps, format_money
from halles.kit.templatetags.money import percent
from halles.markets.queries import get_market
from halles.orders import queries as orders
from halles.orders import reasons
from halles.orders.models import Order, OrderRefund
from halles.payouts.queries import ExplainedLine
from halles.sellers.models import Seller

# The reasons speak to customers; to a shop these are said of them.
OF_THE_CUSTOMER: dict[str, Promise] = {
    "withdrawal": gettext_lazy("the customer withdrew from the contract"),
    "customer_asked": gettext_lazy("the customer asked for it"),
}
PLAIN: dict[str, Promise] = {
    "shipping_earned": gettext_lazy("The parcel has arrived, so the carriage is yours. It was pending since the sale."),
    "return_carriage": gettext_lazy("You pay the label of a parcel that came back: %(amount)s."),
    "chargeback_to_seller": gettext_lazy("The customer’s bank took back %(amount)s."),
    "reversal": gettext_lazy("Corrects an earlier entry."),
    "reserve_released": gettext_lazy("What was kept back as a reserve is available now."),
    "payout": gettext_lazy("%(amount)s is on its way to your bank account."),
    "payout_failed": gettext_lazy("The bank did not carry the payout out; %(amount)s is available again."),
    "payout_returned": gettext_lazy("The bank sent the payout back; %(amount)s is available again."),
    "payout_late": gettext_lazy("A payout that was counted as refused has reached your bank: %(amount)s."),
    "fee_promised": gettext_lazy("A creator has taken your offer: their fee is set aside until they deliver."),
    "fee_paid": gettext_lazy("%(amount)s is the fee of a creator whose work was accepted."),
    "fee_returned": gettext_lazy("The work did not come, or was not what was agreed: its fee is available again."),
    "commission": gettext_lazy("%(amount)s of it is the commission of the creator who led to the sale."),
    "commission_reversed": gettext_lazy("The creator gives back %(amount)s of the commission."),
}


def sentences_of(seller: Seller, lines: Sequence[ExplainedLine]) -> dict[uuid.UUID, str]:
    """A sentence or a few for each line, by its transaction."""
    known = orders.orders_for_seller(seller, {line.reference_id for line in lines if line.reference_kind == "order"})
    return {line.transaction_id: sentence_of(line, known.get(line.reference_id)) for line in lines}


def sentence_of(line: ExplainedLine, order: Order | None) -> str:
    """The line in words; `order` is the one it is about, as far as that is known."""
    say = _Says(line)
    if line.kind == "sale":
        return _sale(say, order)
    if line.kind == "refund":
        return _refund(say, _refund_of(line, order))
    if line.kind == "settlement":
        return _settlement(say)
    return str(PLAIN[line.kind]) % {"amount": say.own_cost} if line.kind in PLAIN else line.what


def fee_rate_of(order: Order | None) -> str:
    """The platform's share of the price before tax, as the market has it, such as `6 %`; empty unless exactly this rate
    was charged on every line when it was sold."""
    if order is None:
        return ""
    bps = get_market(order.group.market).platform_fee_bps
    lines = order.lines.all()
    if any(line.platform_fee_minor != apply_bps(line.total_minor - line.tax_minor, bps) for line in lines):
        return ""
    return percent(bps)


def reason_of(refund: OrderRefund) -> str:
    """Why money went back, said to the shop."""
    return str(OF_THE_CUSTOMER.get(refund.reason, "")) or reasons.words(refund.reason)


class _Says:
    """Amounts of a line in words."""

    def __init__(self, line: ExplainedLine) -> None:
        self.line = line
        self.parts: Mapping[str, int] = {part.account: part.amount_minor for part in line.parts}

    def amount(self, minor: int) -> str:
        return format_money(abs(minor), self.line.currency, _locale())

    def part(self, account: str) -> str:
        return self.amount(self.parts.get(account, 0))

    @property
    def own_cost(self) -> str:
        return self.amount(self.line.held_minor + self.line.available_minor)


def _sale(say: _Says, order: Order | None) -> str:
    said = [
        _("The customer paid %(paid)s for order %(number)s.")
        % {"paid": say.part("customer_payments"), "number": say.line.number}
    ]
    if say.parts.get("platform_fee"):
        rate = fee_rate_of(order)
        words = {"fee": say.part("platform_fee"), "rate": rate}
        said.append(
            _("Halles keeps %(fee)s, %(rate)s of the goods before tax.") % words
            if rate
            else _("Halles keeps %(fee)s.") % words
        )
    if say.parts.get("tax_payable"):
        said.append(_("Halles pays %(tax)s of tax to the state for you.") % {"tax": say.part("tax_payable")})
    said.append(_("The rest is yours, held until the parcel has arrived and the holding days are over."))
    return " ".join(said)


def _refund(say: _Says, refund: OrderRefund | None) -> str:
    given = {"amount": say.part("refunds"), "reason": reason_of(refund) if refund else ""}
    said = [
        _("%(amount)s went back to the customer: %(reason)s.") % given
        if refund
        else _("%(amount)s went back to the customer.") % given
    ]
    said.append(_("%(yours)s of it comes from you.") % {"yours": say.own_cost})
    if say.parts.get("platform_fee"):
        said.append(_("Halles gives back %(fee)s of its fee.") % {"fee": say.part("platform_fee")})
    if say.parts.get("tax_payable"):
        said.append(_("%(tax)s of tax is no longer due.") % {"tax": say.part("tax_payable")})
    if refund is not None and refund.postage_minor:
        said.append(
            _("%(postage)s was kept for the label of the parcel back, which the customer pays.")
            % {"postage": say.amount(refund.postage_minor)}
        )
    return " ".join(said)


def _settlement(say: _Says) -> str:
    words = {"amount": say.amount(say.line.available_minor), "number": say.line.number}
    if say.line.reference_kind == "settlement":
        return _("The holding days of several orders are over: %(amount)s became available.") % words
    if say.line.key.count(":") > 1:
        return (
            _("%(amount)s of order %(number)s is free; the rest waits for an open return, case or chargeback.") % words
        )
    return _("The holding days of order %(number)s are over: %(amount)s moved from held to available.") % words


def _refund_of(line: ExplainedLine, order: Order | None) -> OrderRefund | None:
    refund_id = line.key.removeprefix("refund:")
    return next((one for one in order.refunds.all() if str(one.pk) == refund_id), None) if order else None


def _locale() -> str:
    return get_language() or "en"
