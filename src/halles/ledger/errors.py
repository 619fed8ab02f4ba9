"""What the books refuse."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from halles.kit.errors import Conflict, NotFound


class KeyReused(Conflict):
    """The key names a transaction with other lines: two different facts were given one name."""

    code = "ledger.key_reused"
    sentence = _("This entry is already in the books with other amounts. Nothing was written.")


class TransactionNotFound(NotFound):
    """No such transaction."""

    code = "ledger.transaction_not_found"
    sentence = _("There is no such entry in the books.")


class AlreadyReversed(Conflict):
    """A transaction is reversed at most once, and a reversal is not reversed itself."""

    code = "ledger.already_reversed"
    sentence = _("This entry is already reversed. Write a new entry instead.")
