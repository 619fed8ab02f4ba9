"""Whom a statement is between: who is paid, with what an accountant asks for, and who pays."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.utils.translation import gettext as _

from halles.creators.models import Creator
from halles.creators.queries import find_payout_details
from halles.kit.templatetags.words import country_name
from halles.payouts.models import PayeeKind
from halles.payouts.payees import Payee
from halles.sellers.models import Seller


def parties_of(payee: Payee) -> list[str]:
    """Lines: the legal name with the market, the number for the tax, the account's last signs; the operator."""
    legal_name, number = _creator(payee) if payee.kind == PayeeKind.CREATOR else _seller(payee.id)
    named = ", ".join(part for part in (legal_name, country_name(payee.market_code)) if part)
    lines = [_("Paid to: %(name)s") % {"name": named}]
    lines += [number] if number else []
    if payee.account_shown:
        lines.append(_("Account: %(account)s") % {"account": payee.account_shown})
    payer = ", ".join(settings.HALLES_OPERATOR) or _("the operator of this hall, who is not named in its settings")
    return [*lines, _("Paid by: %(name)s") % {"name": payer}]


def _creator(payee: Payee) -> tuple[str, str]:
    details = find_payout_details(Creator.objects.values_list("user_id", flat=True).get(pk=payee.id))
    if details is None or not details.tax_id:
        return payee.holder, ""
    return payee.holder, _("Tax number: %(number)s") % {"number": details.tax_id}


def _seller(seller_id: uuid.UUID) -> tuple[str, str]:
    """A company's VAT or company number stands in public; of a person's own tax number only the end is told to those
    who work for the shop."""
    seller = Seller.objects.get(pk=seller_id)
    if seller.vat_number:
        return seller.legal_name, _("VAT number: %(number)s") % {"number": seller.vat_number}
    if seller.registration_number:
        return seller.legal_name, _("Company number: %(number)s") % {"number": seller.registration_number}
    number = _("Tax number: %(number)s") % {"number": f"•••• {seller.tax_id[-4:]}"} if seller.tax_id else ""
    return seller.legal_name, number
