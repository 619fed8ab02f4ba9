"""The moments of the show in which something was bought, for who bought it."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from halles.orders.guests import find_order
from halles.returns.proofs import get_proof


@require_safe
@never_cache
def proof(request: HttpRequest, order_id: uuid.UUID, line_id: uuid.UUID) -> HttpResponse:
    """What was shown and said around pin, claim and purchase of one line; each load signs a new address."""
    order = find_order(request, order_id)
    context = {"order": order, "proof": get_proof(order, line_id)}
    return render(request, "returns/proof.html", context)
