"""Whether somebody has shown a moment ago that it is they: asked before what a stolen session must not do.

What is typed into a form that asks for this must not wait in the session meanwhile, as allauth's own decorator has it:
an account number stands in the database only sealed.
"""

from __future__ import annotations

from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode


def is_signed_in_lately(request: HttpRequest) -> bool:
    """Whether the person has typed their password (or what they sign in with) in the last minutes."""
    return not is_reauthentication_required(request, app="account")


def sign_in_again_url(path: str) -> str:
    """Where they do that, and come to the page of this path afterwards."""
    return f"{reverse('account_reauthenticate')}?{urlencode({REDIRECT_FIELD_NAME: path})}"
