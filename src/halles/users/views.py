"""The account page and what is done there. Sign-in, passwords and e-mail addresses are allauth's views."""

from __future__ import annotations

import uuid
from typing import cast

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from halles.kit import rate_limits
from halles.kit.http import client_address, is_htmx, safe_next
from halles.markets import queries as markets
from halles.users import consent, erasing, queries, services
from halles.users.address_forms import country_name
from halles.users.addresses import format_address, format_phone
from halles.users.forms import AddressForm, ConsentForm, DetailsForm, TokenForm, country_choices
from halles.users.models import Address, Consent, User

# A whole office may share one address; nobody changes their mind more often.
CONSENTS_PER_HOUR = 300


def _person(request: HttpRequest) -> User:
    return cast("User", request.user)


def _language() -> str:
    return get_language() or "en"


@never_cache
@login_required
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """Everything about the person on one page."""
    user = _person(request)
    addresses = [{"row": address, "lines": _lines(address)} for address in queries.list_addresses(user)]
    page = {
        "details": DetailsForm(initial={"name": user.name}),
        "addresses": addresses,
        "has_consent": consent.has_profiling_consent(request),
        "markets": [
            {"code": market.code, "name": markets.market_name(market, _language()), "currency": market.currency}
            for market in markets.list_markets()
        ],
        "token_count": len(queries.list_tokens(user)),
        "erasure": erasing.find_erasure(user),
    }
    return render(request, "users/account.html", page)


@login_required
@require_POST
def change_details(request: HttpRequest) -> HttpResponse:
    """Keep the name."""
    form = DetailsForm(request.POST)
    if form.is_valid():
        services.update_details(_person(request), name=form.cleaned_data["name"])
        messages.success(request, _("Your name is saved."))
    else:
        messages.error(request, str(form.errors["name"][0]))
    return redirect("users:account")


def _lines(address: Address) -> list[str]:
    lines = format_address(queries.address_data(address), _language()).split("\n")
    return [*lines, format_phone(address.phone)] if address.phone else lines


def _countries() -> list[str]:
    return sorted({country for market in markets.list_markets(open_only=False) for country in market.ship_countries})


@never_cache
@login_required
def edit_address(request: HttpRequest, address_id: uuid.UUID | None = None) -> HttpResponse:
    """A new address or a change of one; the fields follow the country."""
    user = _person(request)
    address = queries.get_address_for_user(user, address_id) if address_id else None
    usual = address.country if address else request.market.ship_countries[0]  # type: ignore[attr-defined]
    wanted = (request.POST.get("country") or request.GET.get("country") or usual).upper()
    country = wanted if wanted in _countries() else usual
    if request.method == "POST":
        form = AddressForm(country, request.POST, language=_language())
        if form.is_valid() and form.address is not None:
            services.save_address(user, form.address, address=address, is_default="is_default" in request.POST)
            messages.success(request, _("The address is saved."))
            return HttpResponseRedirect(safe_next(request, "/account/"))
    else:
        known = (
            queries.address_data(address).as_json() if address and address.country == country else {"name": user.name}
        )
        form = AddressForm(country, initial=known, language=_language())
    page = {
        "form": form,
        "address": address,
        "country": country,
        "country_name": country_name(country, _language()),
        "countries": country_choices(_countries(), _language()),
        "next": safe_next(request, "/account/"),
    }
    return render(request, "users/address.html", page, status=422 if form.errors else 200)


@login_required
@require_POST
def default_address(request: HttpRequest, address_id: uuid.UUID) -> HttpResponse:
    """Parcels go there from now on."""
    user = _person(request)
    services.make_default(user, queries.get_address_for_user(user, address_id))
    return redirect("users:account")


@login_required
@require_POST
def delete_address(request: HttpRequest, address_id: uuid.UUID) -> HttpResponse:
    """Forget an address."""
    user = _person(request)
    services.delete_address(user, queries.get_address_for_user(user, address_id))
    messages.success(request, _("The address is deleted. Orders on their way keep it."))
    return redirect("users:account")


@never_cache
@login_required
@reauthentication_required(allow_get=True)  # type: ignore[untyped-decorator]
@sensitive_variables("raw")
def tokens(request: HttpRequest) -> HttpResponse:
    """The keys of the person's programs; a new one is shown in the answer to its form and never again.

    Making one asks for the password when it was not typed lately: a key outlives the session it was made in.
    """
    user = _person(request)
    form, raw = TokenForm(), ""
    if request.method == "POST":
        form = TokenForm(request.POST)
        if form.is_valid():
            raw = services.issue_token_by_page(user, form.cleaned_data["name"], days=form.cleaned_data["days"] or None)
            form = TokenForm()
    page = {"form": form, "raw": raw, "tokens": queries.list_tokens(user)}
    return render(request, "users/tokens.html", page, status=422 if form.errors else 200)


@login_required
@require_POST
def revoke_token(request: HttpRequest, token_id: uuid.UUID) -> HttpResponse:
    """Withdraw a key."""
    services.revoke_token(queries.get_token_for_user(_person(request), token_id))
    messages.success(request, _("The token is withdrawn and opens nothing any more."))
    return redirect("users:tokens")


@login_required
@require_POST
def sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    """End every session of the person, this one too."""
    services.end_sessions(_person(request))
    logout(request)
    messages.success(request, _("You are signed out in every browser."))
    return redirect("account_login")


@require_http_methods(["GET", "HEAD", "POST"])
def answer_consent(request: HttpRequest) -> HttpResponse:
    """Keep a yes or a no, in the browser and in the books, the same one press for either; a GET explains both."""
    if request.method != "POST":
        page = {"has_consent": consent.has_profiling_consent(request), "next": safe_next(request, "/")}
        return render(request, "users/consent.html", page)
    form = ConsentForm(request.POST)
    quiet = is_htmx(request) or request.headers.get("Accept") == "application/json"
    response = HttpResponse(status=204) if quiet else HttpResponseRedirect(safe_next(request, "/"))
    if not form.is_valid():
        return HttpResponse(status=422) if quiet else response
    rate_limits.take(f"consent:{client_address(request)}", limit=CONSENTS_PER_HOUR, per_seconds=3600)
    is_granted = form.cleaned_data["granted"] == "yes"
    services.record_consent(
        user=_person(request) if request.user.is_authenticated else None,
        visit_id=request.visit.id,  # type: ignore[attr-defined]
        purpose=Consent.Purpose.PROFILING,
        is_granted=is_granted,
        text_version=consent.TEXT_VERSION,
    )
    consent.remember(response, is_granted=is_granted)
    return response
