"""The moments of a show in which something was bought, for the shop that sold it."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from halles.orders import queries as orders
from halles.returns.proofs import get_proof
from halles.studio.shop_access import Desk, shop_desk, show


@require_safe
@never_cache
@shop_desk()
def proof(request: HttpRequest, desk: Desk, order_id: uuid.UUID, line_id: uuid.UUID) -> HttpResponse:
    """What was shown and said around pin, claim and purchase of one line; each load signs a new address."""
    order = orders.get_order_for_seller(desk.seller, order_id)
    context = {"section": "orders", "order": order, "proof": get_proof(order, line_id)}
    return show(request, desk, "orders/proof.html", context)
