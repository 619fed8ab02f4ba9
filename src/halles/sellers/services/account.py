"""The bank account that a shop's money goes to."""

from __future__ import annotations

from django.utils.translation import gettext as _

from halles.kit import clock
from halles.kit.events import emit
from halles.sellers.errors import AccountInvalid, RoleTooLow
from halles.sellers.events import SellerAccountChanged
from halles.sellers.locks import lock_seller
from halles.sellers.models import Seller
from halles.sellers.numbers import clean_bank_account
from halles.users.models import User


def holders_of(seller: Seller) -> list[str]:
    """The names that an account of the shop may be in: as it is now, and the trader's, whom the staff has verified."""
    return list(dict.fromkeys(filter(None, (seller.bank_account_holder, seller.legal_name))))


def change_account(seller: Seller, *, by: User, holder: str, number: str) -> Seller:
    """Send the shop's money to another account in the name of its trader; payouts rest for the market's days.

    The owner alone may. Refuses sellers.role_too_low, sellers.account_invalid with a sentence per field. Emits
    SellerAccountChanged unless it is the account there was.
    """
    locked = lock_seller(seller.pk)
    if locked.owner_id != by.pk:
        raise RoleTooLow
    wrong: dict[str, str] = {}
    if holder not in holders_of(locked):
        wrong["holder"] = _("The account must be in the name of the trader.")
    try:
        account = clean_bank_account(locked.country, number)
    except ValueError:
        wrong["number"] = _("This is not an account number. Where there is an IBAN, give the IBAN.")
    if wrong:
        raise AccountInvalid(wrong)
    if (locked.bank_account, locked.bank_account_holder) == (account, holder):
        return locked
    locked.bank_account, locked.bank_account_holder = account, holder
    locked.account_changed_at = clock.now()
    locked.save(update_fields=["bank_account_sealed", "bank_account_holder", "account_changed_at"])
    emit(SellerAccountChanged(locked.pk, locked.account_changed_at))
    return locked
