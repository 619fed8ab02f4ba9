"""A creator's samples: what shops offer, what was asked for, and what waits to be shown."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from halles.affiliates.models import SampleOffer
from halles.affiliates.queries import samples as queries
from halles.affiliates.services import samples
from halles.affiliates.services.samples import Request
from halles.affiliates.services.samples.asking import find_obstacle
from halles.catalog.models import Variant
from halles.creators import queries as creators
from halles.creators.models import Creator
from halles.kit.errors import Refusal
from halles.markets.queries import get_market
from halles.studio.access import signed_in
from halles.studio.attempts import carried_out, tried
from halles.studio.forms_samples import AppealForm, AskForm, ElsewhereForm
from halles.studio.talk_desk import waits_for_creator
from halles.users import queries as users
from halles.users.models import User


@dataclass(frozen=True)
class Offered:
    """A sample on offer, and what keeps this creator from it, if anything does."""

    offer: SampleOffer
    left_count: int
    obstacle: Refusal | None


@require_safe
@signed_in
def sample_list(request: HttpRequest, person: User, creator_id: uuid.UUID) -> HttpResponse:
    """A profile's samples with what to do next, or what shops offer."""
    creator = creators.get_creator_for_user(person, creator_id)
    which = "offers" if request.GET.get("which") == "offers" else "own"
    standing = queries.standing_of(creator)
    cursor = request.GET.get("cursor")
    context = {
        "creator": creator,
        "section": "samples",
        **waits_for_creator(creator),
        "which": which,
        "standing": standing,
        "fulfilment": queries.fulfilment_of([creator.pk])[creator.pk],
        "rules": get_market(creator.market).samples,
    }
    if which == "own":
        page = queries.list_of_creator(creator, cursor)
        form = ElsewhereForm(users.list_addresses(person))
        return render(request, "studio/samples/list.html", {**context, "page": page, "elsewhere_form": form})
    offers = queries.list_offers_for(creator, cursor)
    asking = queries.asking_about(offers.rows, creator)
    offered = [_offered(offer, creator, standing, asking) for offer in offers.rows]
    return render(request, "studio/samples/offers.html", {**context, "page": offers, "offered": offered})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def ask_sample(request: HttpRequest, person: User, creator_id: uuid.UUID, offer_id: uuid.UUID) -> HttpResponse:
    """Ask for one, with the address it should go to."""
    creator = creators.get_creator_for_user(person, creator_id)
    offer = queries.get_offer(offer_id)
    addresses = users.list_addresses(person)
    variants = list(Variant.objects.filter(product=offer.product_id).order_by("pk"))
    form = AskForm(variants, addresses, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        address = users.get_address_for_user(person, form.address_id)
        wanted = Request(form.variant_id, users.address_data(address), form.cleaned_data["words"])
        if tried(form, lambda: samples.ask(creator, offer.pk, wanted)):
            messages.success(request, _("Asked. The shop has some days to answer; you get a mail."))
            return redirect("studio:samples", creator.pk)
    context = {
        "creator": creator,
        "section": "samples",
        "form": form,
        "one": _offered(offer, creator, queries.standing_of(creator), queries.asking_about([offer], creator)),
        "addresses": addresses,
        "rules": get_market(creator.market).samples,
    }
    return render(request, "studio/samples/ask.html", context, status=422 if form.errors else 200)


@require_POST
@signed_in
def withdraw_sample(request: HttpRequest, person: User, sample_id: uuid.UUID) -> HttpResponse:
    """Take a request back."""
    sample = queries.get_for_creator(person, sample_id)
    carried_out(request, lambda: samples.withdraw(sample.pk), done=_("The request is taken back."))
    return redirect("studio:samples", sample.creator_id)


@require_POST
@signed_in
def extend_sample(request: HttpRequest, person: User, sample_id: uuid.UUID) -> HttpResponse:
    """Some days more, once."""
    sample = queries.get_for_creator(person, sample_id)
    carried_out(request, lambda: samples.extend(sample.pk), done=_("You have more days now."))
    return redirect("studio:samples", sample.creator_id)


@require_POST
@signed_in
def send_sample_elsewhere(request: HttpRequest, person: User, sample_id: uuid.UUID) -> HttpResponse:
    """Another address for what could not be sent."""
    sample = queries.get_for_creator(person, sample_id)
    form = ElsewhereForm(users.list_addresses(person), request.POST)
    if form.is_valid():
        address = users.get_address_for_user(person, uuid.UUID(form.cleaned_data["address"]))
        carried_out(
            request,
            lambda: samples.send_elsewhere(sample.pk, ship_to=users.address_data(address)),
            done=_("We try it with this address."),
        )
    return redirect("studio:samples", sample.creator_id)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def appeal_sample(request: HttpRequest, person: User, sample_id: uuid.UUID) -> HttpResponse:
    """Say why it cannot be shown."""
    sample = queries.get_for_creator(person, sample_id)
    form = AppealForm(request.POST if request.method == "POST" else None)
    if (
        form.is_bound
        and form.is_valid()
        and tried(
            form,
            lambda: samples.appeal(sample.pk, reason=form.cleaned_data["reason"], words=form.cleaned_data["words"]),
        )
    ):
        messages.success(request, _("Our staff looks at it. The days stand still meanwhile."))
        return redirect("studio:samples", sample.creator_id)
    context = {"creator": sample.creator, "section": "samples", "sample": sample, "form": form}
    return render(request, "studio/samples/appeal.html", context, status=422 if form.errors else 200)


def _offered(offer: SampleOffer, creator: Creator, standing: queries.Standing, asking: queries.Asking) -> Offered:
    left = offer.piece_max - asking.given.get(offer.pk, 0)
    return Offered(offer, max(0, left), find_obstacle(offer, creator, standing, asking))
