"""The parcel back: its label on paper, handed over, or sent with a carrier of the customer's own."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from halles.fulfillment import queries as fulfillment
from halles.kit.errors import Refusal
from halles.returns import services
from halles.returns.access import my_return
from halles.returns.barcode import bars_of
from halles.returns.errors import ReturnNotFound
from halles.returns.forms import SentForm
from halles.returns.queries.requests import parcel_of
from halles.returns.views import page_of
from halles.shipping.queries import find_shipping
from halles.users.addresses import AddressData, format_address


@require_safe
def label(request: HttpRequest, return_id: uuid.UUID) -> HttpResponse:
    """The label, to be printed: from whom, to whom, the number in bars and in words."""
    found, order = my_return(request, return_id)
    parcel = parcel_of(found)
    if parcel is None or not parcel.is_label_ours:
        raise ReturnNotFound
    shipping = find_shipping(order.seller)
    place = shipping.ship_from if shipping else order.seller.address
    to = AddressData.from_json({"name": order.seller.name, **place})
    language = get_language() or "en"
    names = {one.code: one.name for one in fulfillment.list_carriers(order.seller.country)}
    context = {
        "found": found,
        "order": order,
        "parcel": parcel,
        "carrier_name": names.get(parcel.carrier, parcel.carrier),
        "bars": bars_of(parcel.tracking_number),
        "sender": format_address(AddressData.from_json(order.group.ship_to), language),
        "recipient": format_address(to, language),
    }
    return render(request, "returns/label.html", context)


@require_POST
def handed_over(request: HttpRequest, return_id: uuid.UUID) -> HttpResponse:
    """The customer gave the parcel with our label to the carrier."""
    my_return(request, return_id)
    try:
        with transaction.atomic():
            services.hand_over(return_id)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Thank you. We follow the parcel and tell you when it is back at the shop."))
    return redirect("returns:return", return_id)


@require_POST
def sent(request: HttpRequest, return_id: uuid.UUID) -> HttpResponse:
    """The customer sent it with a carrier of their own."""
    found, order = my_return(request, return_id)
    country = order.group.ship_to.get("country", "")
    form = SentForm(request.POST, carriers=fulfillment.list_carriers(country))
    if form.is_valid():
        try:
            with transaction.atomic():
                services.send_yourself(return_id, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error("tracking_number", str(refusal))
        else:
            messages.success(request, _("Thank you. The shop knows the number and expects the parcel."))
            return redirect("returns:return", return_id)
    return render(request, "returns/return.html", {**page_of(found, country), "sent_form": form}, status=422)
