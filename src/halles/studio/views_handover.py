"""The receipt by which a shop shows that the carrier had a parcel before its first scan."""

from __future__ import annotations

import datetime as dt
import uuid

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from halles.fulfillment import queries as parcels
from halles.fulfillment import services as shipping
from halles.fulfillment.errors import PackageNotFound
from halles.fulfillment.models import HandoverProof
from halles.kit.storage import private_storage
from halles.studio.attempts import tried
from halles.studio.shop_access import Desk, shop_desk, show

PLACES = {"fulfillment.handover_time_wrong": "at"}


class HandoverForm(forms.Form):
    """When the carrier took it, and a photo of its receipt; times on the shop's clock."""

    at = forms.DateTimeField(
        label=gettext_lazy("When the carrier took it"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
    )
    picture = forms.FileField(
        label=gettext_lazy("A photo of the receipt"), widget=forms.ClearableFileInput(attrs={"accept": "image/*"})
    )


@require_http_methods(["GET", "HEAD", "POST"])
@shop_desk()
def prove_handover(request: HttpRequest, desk: Desk, package_id: uuid.UUID) -> HttpResponse:
    """Show the receipt of a parcel whose first scan came late."""
    package = parcels.get_package_for_seller(desk.seller, package_id)
    form = HandoverForm(request.POST or None, request.FILES or None, initial={"at": package.packed_at})
    if form.is_bound and form.is_valid() and tried(form, lambda: _prove(desk, package_id, form), places=PLACES):
        messages.success(request, _("Kept. It counts for your score from the next time it is worked out."))
        return redirect("studio:order", desk.seller.slug, package.order_id)
    proof = HandoverProof.objects.filter(pk=package_id).first()
    context = {"section": "orders", "form": form, "package": package, "proof": proof}
    return show(request, desk, "orders/receipt.html", context, status=422 if form.errors else 200)


@require_safe
@shop_desk()
def handover_picture(request: HttpRequest, desk: Desk, package_id: uuid.UUID) -> HttpResponse:
    """The receipt that the shop showed, for its people and no cache."""
    package = parcels.get_package_for_seller(desk.seller, package_id)
    proof = HandoverProof.objects.filter(pk=package.pk).first()
    if proof is None:
        raise PackageNotFound
    with private_storage().open(proof.key) as opened:
        answer = HttpResponse(opened.read(), content_type="image/webp")
    answer["Cache-Control"] = "private, no-store"
    return answer


def _prove(desk: Desk, package_id: uuid.UUID, form: HandoverForm) -> HandoverProof:
    at: dt.datetime = form.cleaned_data["at"]
    return shipping.prove_handover(package_id, at=at, picture=form.cleaned_data["picture"], by=desk.person.pk)
