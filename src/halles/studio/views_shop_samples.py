"""A shop's samples: what it offers, who asks, what was shown, and how it went."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from halles.affiliates.models import Sample
from halles.affiliates.queries import samples as queries
from halles.affiliates.queries.plans import list_plans_of
from halles.affiliates.services import samples
from halles.catalog.queries import list_products_of
from halles.social.queries import counts_for
from halles.studio.attempts import carried_out, tried
from halles.studio.forms_samples import DecideForm, OfferForm, PiecesForm, StarsForm
from halles.studio.shop_access import Desk, Role, shop_desk, show
from halles.studio.talk_desk import waits_for_shop

Status = Sample.Status
LISTS = {
    "asked": (Status.ASKED,),
    "running": (Status.APPROVED, Status.SHIPPED, Status.DELIVERED),
    "over": (
        Status.POSTED,
        Status.MISSED,
        Status.EXCUSED,
        Status.DECLINED,
        Status.UNANSWERED,
        Status.WITHDRAWN,
        Status.CANCELED,
    ),
}


@require_safe
@shop_desk(Role.MANAGER)
def sample_list(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Requests to decide with what is known of who asks, samples on their way, those that are over, and the offers."""
    return _draw(request, desk, _offer_form(desk))


@require_POST
@shop_desk(Role.MANAGER)
def offer(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Offer samples of a product in a plan."""
    form = _offer_form(desk, request)
    if form.is_valid() and tried(form, lambda: samples.open_offer(desk.seller, form.draft())):
        messages.success(request, _("Offered. Creators of the plan see it now."))
        return redirect("studio:shop_samples", desk.seller.slug)
    return _draw(request, desk, form)


@require_POST
@shop_desk(Role.MANAGER)
def change_offer(request: HttpRequest, desk: Desk, offer_id: uuid.UUID) -> HttpResponse:
    """More or fewer pieces, or no more at all."""
    found = queries.get_offer_for_seller(desk.seller, offer_id)
    form = PiecesForm(request.POST)
    if "close" in request.POST:
        carried_out(request, lambda: samples.close_offer(found.pk), done=_("Nobody new may ask."))
    elif form.is_valid():
        carried_out(
            request,
            lambda: samples.resize_offer(found.pk, piece_max=form.cleaned_data["pieces"]),
            done=_("The offer is changed."),
        )
    else:
        messages.error(request, _("Give a number of pieces."))
    return redirect("studio:shop_samples", desk.seller.slug)


@require_POST
@shop_desk(Role.MANAGER)
def decide(request: HttpRequest, desk: Desk, sample_id: uuid.UUID) -> HttpResponse:
    """Say yes or no."""
    sample = queries.get_for_seller(desk.seller, sample_id)
    form = DecideForm(request.POST)
    if form.is_valid() and form.cleaned_data["answer"] == "yes":
        carried_out(
            request,
            lambda: samples.approve(sample.pk),
            done=_("Yes. It becomes an order to pack within the hour after the next."),
        )
    elif form.is_valid():
        words = form.cleaned_data["words"]
        carried_out(request, lambda: samples.decline(sample.pk, words=words), done=_("Declined. The creator is told."))
    return redirect("studio:shop_samples", desk.seller.slug)


@require_POST
@shop_desk(Role.MANAGER)
def rate(request: HttpRequest, desk: Desk, sample_id: uuid.UUID) -> HttpResponse:
    """Say how it went."""
    sample = queries.get_for_seller(desk.seller, sample_id)
    form = StarsForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        carried_out(
            request,
            lambda: samples.rate(sample.pk, stars=given["stars"], words=given["words"]),
            done=_("Thank you. Other shops see the stars."),
        )
    else:
        messages.error(request, _("Choose between one and five stars."))
    return redirect(f"{request.path.rsplit('samples/', 1)[0]}samples/?which=over")


def _offer_form(desk: Desk, request: HttpRequest | None = None) -> OfferForm:
    plans = list_plans_of(desk.seller)
    products = list_products_of(desk.seller, status="active").rows
    return OfferForm(plans, products, request.POST if request else None)


def _draw(request: HttpRequest, desk: Desk, form: OfferForm) -> HttpResponse:
    which = request.GET.get("which", "asked")
    which = which if which in LISTS else "asked"
    page = queries.list_of_seller(desk.seller, request.GET.get("cursor"), statuses=LISTS[which])
    ids = {sample.creator_id for sample in page.rows}
    kept, stars, followers = queries.fulfilment_of(ids), queries.stars_of(ids), counts_for("creator", list(ids))
    context = {
        "section": "samples",
        **waits_for_shop(desk.seller),
        "which": which,
        "page": page,
        "rows": [
            {
                "sample": sample,
                "fulfilment": kept[sample.creator_id],
                "stars": stars.get(sample.creator_id),
                "follower_count": followers[sample.creator_id].follow_count,
            }
            for sample in page.rows
        ],
        "asked_count": queries.count_to_decide(desk.seller),
        "offers": queries.list_offers_of(desk.seller),
        "has_plans": bool(queries.list_plans_to_offer(desk.seller)),
        "form": form,
        "stars_form": StarsForm(),
        "rules": desk.market.samples,
    }
    return show(request, desk, "samples/shop.html", context, status=422 if form.errors else 200)
