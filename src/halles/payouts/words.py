"""Why a payout failed, came back, was canceled or was not planned, as people say it."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

# The bank has nothing against the money but against the account: it is not tried there again.
OF_THE_ACCOUNT = frozenset({"account_closed", "account_unknown", "account_changed"})
# What the bank says of another payout of theirs is not what was booked.
LOOKED_AT = "looked_at"
WORDS: dict[str, Promise] = {
    "account_closed": pgettext_lazy("payout", "the account is closed"),
    "account_unknown": pgettext_lazy("payout", "the bank does not know the account"),
    "account_changed": pgettext_lazy("payout", "the account was changed in between"),
    "account_refused": pgettext_lazy("payout", "the bank has refused this account; another one is needed"),
    "below_minimum": pgettext_lazy("payout", "less was left than is paid out"),
    "held": pgettext_lazy("payout", "payouts are on hold"),
    "later": pgettext_lazy("payout", "became free after the run was planned"),
    LOOKED_AT: pgettext_lazy("payout", "what the bank says of an earlier payout is being looked at"),
    "new_account": pgettext_lazy("payout", "the account was changed a short while ago and rests for some days"),
    "no_account": pgettext_lazy("payout", "there is no bank account yet"),
    "not_verified": pgettext_lazy("payout", "the identity is not verified yet"),
    "open_payout": pgettext_lazy("payout", "another payout is on its way"),
    "run_canceled": pgettext_lazy("payout", "the payout run was canceled"),
    "taken_out": pgettext_lazy("payout", "staff took it out of the run"),
}


def why_words(code: str) -> str:
    """The reason in the reader's language; an unknown code in plain letters."""
    return str(WORDS.get(code, code.replace("_", " ")))
