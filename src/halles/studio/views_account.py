"""The bank account of a shop: its owner changes it, after signing in again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from halles.kit import rate_limits
from halles.payouts import queries as payouts
from halles.payouts.models import PayeeKind
from halles.sellers import services as selling
from halles.studio.attempts import tried
from halles.studio.shop_access import Desk, Role, shop_desk, show
from halles.users.lately import is_signed_in_lately, sign_in_again_url

# Each change is a mail, and payouts rest anew.
CHANGES_PER_DAY_MAX = 10


class AccountForm(forms.Form):
    """Another account, in one of the names it may be in."""

    holder = forms.ChoiceField(label=gettext_lazy("Account holder"))
    number = forms.CharField(
        label=gettext_lazy("Account number (IBAN where there is one)"),
        max_length=64,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, holders: list[str], *args: Any) -> None:
        super().__init__(*args)
        holder = self.fields["holder"]
        assert isinstance(holder, forms.ChoiceField)
        holder.choices = [(name, name) for name in holders]


@never_cache
@sensitive_post_parameters("number")
@require_http_methods(["GET", "HEAD", "POST"])
@shop_desk(Role.OWNER)
def account(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Where the shop's money goes; numbers are never shown again."""
    may_change = is_signed_in_lately(request)
    if request.method == "POST" and not may_change:
        # What was typed is not kept meanwhile: it is an account number.
        return redirect(sign_in_again_url(request.path))
    form = AccountForm(selling.holders_of(desk.seller), request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        rate_limits.take(f"shop.account:{desk.seller.pk}", limit=CHANGES_PER_DAY_MAX, per_seconds=24 * 3600)
        if tried(form, lambda: selling.change_account(desk.seller, by=desk.person, **form.cleaned_data)):
            messages.success(request, _("Kept. The number is sealed; we have written to the shop and to you."))
            return redirect("studio:shop_account", desk.seller.slug)
    context = {
        "section": "money",
        "form": form,
        "may_change": may_change,
        "sign_in_again": sign_in_again_url(request.path),
        "payee": payouts.payee_of(PayeeKind.SELLER, desk.seller.pk),
        "changed_at": desk.seller.account_changed_at,
        "days": desk.market.settlement.new_account_days,
    }
    return show(request, desk, "payouts/account.html", context, status=422 if form.errors else 200)
