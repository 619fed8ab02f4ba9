"""The sandbox's own pages: card entry, the bank's question, the wallet, the bank transfer. Another company's site."""

from __future__ import annotations

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from halles.kit import clock, rate_limits
from halles.kit.http import client_address
from halles.payments.errors import CardDetailsWrong
from halles.payments.providers.sandbox import desk
from halles.payments.providers.sandbox.cards import TEST_CARDS, find_test_card, read_details
from halles.payments.providers.sandbox.models import SandboxCharge

BODY_BYTES_MAX = 2_000
_WAITING = SandboxCharge.Status.REQUIRES_ACTION


@csrf_exempt
@require_POST
def tokens(request: HttpRequest) -> HttpResponse:
    """Card entry: {number, expiry, cvc} → 201 {token, brand, last4, …}; the number is not kept, not even here.

    CSRF-exempt: the answer is a token that is worth nothing without the shop's own, protected form.
    """
    rate_limits.take(f"sandbox.tokens:{client_address(request)}", limit=240, per_seconds=3600)
    details, wrong = read_details(_json(request), clock.today())
    if details is None:
        return _wrong(wrong)
    card = find_test_card(details.number)
    if card is None:
        return _wrong({"number": _("Only test cards work here. Never enter a real card on this site.")})
    made = desk.make_token(details, card)
    return JsonResponse(
        {
            "token": made.token,
            "brand": made.brand,
            "last4": made.last4,
            "exp_month": made.exp_month,
            "exp_year": made.exp_year,
        },
        status=201,
    )


@require_GET
def test_cards(request: HttpRequest) -> HttpResponse:
    """The numbers that stand for something."""
    return render(request, "payments/sandbox/test_cards.html", {"cards": TEST_CARDS})


@never_cache
@require_http_methods(["GET", "POST"])
def challenge(request: HttpRequest, ref: str) -> HttpResponse:
    """3-D Secure: the bank asks the customer whether it is them."""
    return _question(request, ref, method="card", refusal="authentication_refused", template="challenge")


@never_cache
@require_http_methods(["GET", "POST"])
def wallet(request: HttpRequest, ref: str) -> HttpResponse:
    """The instant wallet: paying here is final."""
    return _question(request, ref, method="instant", refusal="wallet_refused", template="wallet")


@never_cache
@require_http_methods(["GET", "POST"])
def transfer(request: HttpRequest, ref: str) -> HttpResponse:
    """The customer's bank: send the transfer now, or never."""
    return _question(request, ref, method="transfer", refusal="", template="transfer")


def _question(request: HttpRequest, ref: str, *, method: str, refusal: str, template: str) -> HttpResponse:
    charge = SandboxCharge.objects.filter(ref=ref, method=method).first()
    if charge is None:
        raise Http404
    if request.method == "POST":
        desk.answer(ref, has_agreed=request.POST.get("answer") == "approve", refusal=refusal)
        return redirect(_way_back(request, charge))
    shown = {
        "charge": charge,
        "is_waiting": charge.status == _WAITING,
        "back": _way_back(request, charge),
    }
    return render(request, f"payments/sandbox/{template}.html", shown)


def _way_back(request: HttpRequest, charge: SandboxCharge) -> str:
    is_ours = url_has_allowed_host_and_scheme(
        charge.return_url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return charge.return_url if charge.return_url and is_ours else "/"


def _json(request: HttpRequest) -> dict[str, Any]:
    try:
        typed = json.loads(request.body) if len(request.body) <= BODY_BYTES_MAX else {}
    except ValueError:
        return {}
    return typed if isinstance(typed, dict) else {}


def _wrong(fields: dict[str, str]) -> HttpResponse:
    first = next(iter(fields))
    return JsonResponse(
        {
            "code": CardDetailsWrong.code,
            "title": fields[first],
            "field": first,
            "fields": fields,
            "test_cards": reverse("payments:sandbox_test_cards"),
        },
        status=422,
    )
