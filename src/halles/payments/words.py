"""The codes of banks and providers, as people say them."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

# The refund that needs none: the bank was quicker.
CHARGED_BACK = "charged_back"
FAILURES: dict[str, str | Promise] = {
    "account_closed": pgettext_lazy("payment failure", "the account is closed"),
    CHARGED_BACK: pgettext_lazy("payment failure", "the customer’s bank has given the money already"),
    "fraudulent": pgettext_lazy("payment failure", "the customer says that they did not buy this"),
    "product_not_received": pgettext_lazy("payment failure", "the customer says that nothing arrived"),
    "product_unacceptable": pgettext_lazy("payment failure", "the customer says that it is not what was sold"),
    "duplicate": pgettext_lazy("payment failure", "the customer says that they paid twice"),
}


def failure_words(code: str) -> str:
    """Why money did not arrive or was taken back, in the reader's language; an unknown code in plain letters."""
    return str(FAILURES.get(code, code.replace("_", " ")))
