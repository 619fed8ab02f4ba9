"""Where providers call us, and where people keep their cards."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from halles.kit import rate_limits
from halles.payments import queries, services
from halles.payments.errors import CardRefused, ProviderSilent

TOKEN_LENGTH_MAX = 80


@csrf_exempt
@require_POST
@transaction.non_atomic_requests
def provider_events(request: HttpRequest, provider: str) -> HttpResponse:
    """A provider's callback: 200 when it is kept, 403 without its signature; anything else makes it come again."""
    services.receive_event(provider, request.headers, request.body)
    return JsonResponse({"received": True})


@login_required
@never_cache
@require_GET
def cards(request: HttpRequest) -> HttpResponse:
    """The cards that this person keeps."""
    saved = queries.list_cards(_user_id(request))
    shown = [{"card": card, "is_expired": queries.is_expired(card)} for card in saved]
    return render(request, "payments/cards.html", {"cards": shown})


@login_required
@require_POST
@transaction.non_atomic_requests
def add_card(request: HttpRequest) -> HttpResponse:
    """Keep the card of a token from card entry."""
    user_id = _user_id(request)
    rate_limits.take(f"payments.add_card:{user_id}", limit=20, per_seconds=3600)
    try:
        card = services.save_card(user_id, request.POST.get("payment_token", "")[:TOKEN_LENGTH_MAX])
    except (CardRefused, ProviderSilent) as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The card ending in %(last4)s is saved.") % {"last4": card.last4})
    return redirect("payments:cards")


@login_required
@require_POST
def choose_default_card(request: HttpRequest, card_id: uuid.UUID) -> HttpResponse:
    """Make it the card that one-tap uses."""
    card = services.set_default_card(_user_id(request), card_id)
    messages.success(request, _("One tap now uses the card ending in %(last4)s.") % {"last4": card.last4})
    return redirect("payments:cards")


@login_required
@require_POST
@transaction.non_atomic_requests
def delete_card(request: HttpRequest, card_id: uuid.UUID) -> HttpResponse:
    """Forget it, here and at the provider."""
    services.delete_card(_user_id(request), card_id)
    messages.success(request, _("The card is deleted."))
    return redirect("payments:cards")


def _user_id(request: HttpRequest) -> uuid.UUID:
    user_id = request.user.pk
    assert isinstance(user_id, uuid.UUID)
    return user_id
