"""A creator's side of money: leave to earn, who is paid and where to, and a shop of one's own in five steps."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from halles.affiliates.queries.marketplace import usual_rates
from halles.creators import queries as creators
from halles.creators import services as creating
from halles.creators.models import Creator, PayoutDetails
from halles.creators.selling import eligibility_in
from halles.kit import clock
from halles.markets.queries import get_market
from halles.payouts import queries as payouts
from halles.sellers.models import Seller
from halles.social import services as social
from halles.social.queries import count_followers
from halles.studio.access import signed_in
from halles.studio.attempts import tried
from halles.studio.forms_samples import (
    ConfirmForm,
    PaperForm,
    PayoutForm,
    PlaceForm,
    ShopFaceForm,
    ShopStoryForm,
    ShopWordForm,
    StartForm,
)
from halles.studio.shop_access import reader_language
from halles.studio.talk_desk import waits_for_creator
from halles.studio.views_application import countries
from halles.users.forms import country_choices
from halles.users.lately import is_signed_in_lately, sign_in_again_url
from halles.users.models import User

STEPS = (ShopFaceForm, ShopStoryForm, ConfirmForm, ConfirmForm, ShopWordForm)
# What was typed so far is kept with the visit, without numbers: those are read where they stand sealed.
KEPT = "own_shop"


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def earning(request: HttpRequest, person: User, creator_id: uuid.UUID) -> HttpResponse:
    """What a profile may sell, what its week has left, and what is missing to begin."""
    creator = creators.get_creator_for_user(person, creator_id)
    market = get_market(creator.market)
    form = StartForm(market.creators.age_min, request.POST if request.method == "POST" else None)
    if (
        request.method == "POST"
        and form.is_valid()
        and tried(
            form,
            lambda: social.start_selling(creator, is_of_age=form.cleaned_data["is_of_age"]),
            places={"creators.not_of_age": "is_of_age"},
        )
    ):
        messages.success(request, _("You may show other shops' goods from now on."))
        return redirect("studio:earning", creator_id)
    return _draw_earning(request, person, creator, form, PlaceForm.of(creator, language=reader_language()))


def _draw_earning(
    request: HttpRequest, person: User, creator: Creator, form: StartForm, place_form: PlaceForm
) -> HttpResponse:
    market, follower_count = get_market(creator.market), count_followers(creator.pk)
    context = {
        "creator": creator,
        "place_form": place_form,
        "section": "earning",
        **waits_for_creator(creator),
        "form": form,
        "status": creators.selling_status(creator),
        "rules": market.creators,
        "usual": usual_rates(market),
        "asked": eligibility_in(market, follower_count),
        "quota": creators.quota_of(creator, at=clock.now()),
        "details": creators.find_payout_details(person.pk),
    }
    status = 422 if form.errors or place_form.errors else 200
    return render(request, "studio/earning/page.html", context, status=status)


@require_POST
@signed_in
def place(request: HttpRequest, person: User, creator_id: uuid.UUID) -> HttpResponse:
    """Say where the profile is from."""
    creator = creators.get_creator_for_user(person, creator_id)
    form = PlaceForm(request.POST, language=reader_language())
    if form.is_valid() and tried(form, lambda: creating.say_origin(creator, **form.cleaned_data)):
        messages.success(request, _("Kept. It stands on your page, and shops find you by it."))
        return redirect("studio:earning", creator_id)
    market = get_market(creator.market)
    return _draw_earning(request, person, creator, StartForm(market.creators.age_min), form)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def payout_details(request: HttpRequest, person: User) -> HttpResponse:
    """Who is paid and where to; numbers are never shown again, and who changes them signs in again first."""
    known = creators.find_payout_details(person.pk)
    country = _country(request, known)
    if request.method == "POST" and not is_signed_in_lately(request):
        # What was typed is not kept meanwhile: it holds account numbers.
        return redirect(sign_in_again_url(request.path))
    form = _payout_form(request, country, known)
    if (
        form.is_bound
        and form.is_valid()
        and tried(form, lambda: creating.save_payout_details(person, payee=form.payee()))
    ):
        messages.success(request, _("Kept. Numbers are sealed and never shown again."))
        return redirect("studio:payout_details")
    return _draw_details(request, person, known, form, PaperForm())


@require_POST
@signed_in
def identity_paper(request: HttpRequest, person: User) -> HttpResponse:
    """Hand in the paper that shows who one is."""
    form = PaperForm(request.POST, request.FILES)
    if form.is_valid() and tried(
        form,
        lambda: creating.give_identity_paper(person, file=form.cleaned_data["file"]),
        places={"sellers.document_refused": "file"},
    ):
        messages.success(request, _("The paper is here. Only our staff can read it."))
        return redirect("studio:payout_details")
    known = creators.find_payout_details(person.pk)
    blank = _payout_form(request, _country(request, known), known, is_bound=False)
    return _draw_details(request, person, known, blank, form)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def own_shop(request: HttpRequest, person: User, step: int) -> HttpResponse:
    """One of five steps to a shop of one's own; what is verified about the person is not asked for again."""
    if not 1 <= step <= len(STEPS):
        raise Http404
    details = creators.find_payout_details(person.pk)
    typed: dict[str, Any] = dict(request.session.get(KEPT, {}))
    if step > 1 and "name" not in typed:
        return redirect("studio:own_shop", 1)
    initial = {"contact_email": person.email, "name": typed.get("name") or _first_name_of(person), **typed}
    form: forms.Form = STEPS[step - 1](request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid():
        typed |= form.cleaned_data
        request.session[KEPT] = typed
        if step < len(STEPS):
            return redirect("studio:own_shop", step + 1)
        opened = _open(person, form, typed)
        if opened is not None:
            return _opened(request, opened)
    context = {
        "form": form,
        "step": step,
        "steps": _step_names(),
        "details": details,
        "account_end": details.bank_account[-4:] if details else "",
        "typed": typed,
        "market": get_market(_market_of(details)) if details else None,
    }
    return render(request, "studio/earning/own_shop.html", context, status=422 if form.errors else 200)


def _open(person: User, form: forms.Form, typed: dict[str, Any]) -> Seller | None:
    made: list[Seller] = []
    names = ("name", "contact_email", "place", "story", "return_terms", "is_certified")
    face = creating.ShopFace(**{name: typed[name] for name in names if name in typed})
    is_done = tried(form, lambda: made.append(creating.open_own_shop(person, face=face)))
    return made[0] if is_done else None


def _opened(request: HttpRequest, seller: Seller) -> HttpResponse:
    request.session.pop(KEPT, None)
    if seller.may_sell:
        messages.success(request, _("Your shop is open: all that your market asks for was verified already."))
        return redirect("studio:shop", seller.slug)
    messages.success(request, _("Your application is here. What is still missing stands below."))
    return redirect("studio:application_status", seller.slug)


def _step_names() -> list[str]:
    return [_("The shop"), _("Your story"), _("You"), _("Money"), _("Your word")]


def _first_name_of(person: User) -> str:
    profiles = creators.list_creators_of(person)
    return profiles[0].name if profiles else person.name


def _market_of(details: PayoutDetails) -> str:
    return creating.application_of(details, creating.ShopFace(name="", contact_email="")).market


def _country(request: HttpRequest, known: PayoutDetails | None) -> str:
    home = getattr(request, "market", None)
    usual = known.country if known else (home.ship_countries[0] if home else countries()[0])
    wanted = (request.POST.get("country") or request.GET.get("country") or usual).upper()
    return wanted if wanted in countries() else usual


def _payout_form(
    request: HttpRequest, country: str, known: PayoutDetails | None, *, is_bound: bool = True
) -> PayoutForm:
    language = get_language() or "en"
    if request.method == "POST" and is_bound:
        return PayoutForm(country, request.POST, language=language, known=known)
    initial = PayoutForm.initial_of(known) if known else {}
    return PayoutForm(country, initial=initial, language=language, known=known)


def _draw_details(
    request: HttpRequest, person: User, known: PayoutDetails | None, form: PayoutForm, paper_form: PaperForm
) -> HttpResponse:
    rests = [one.rests_until for one in payouts.list_payees_of(person) if one.rests_until]
    context = {
        "form": form,
        "paper_form": paper_form,
        "details": known,
        "may_change": is_signed_in_lately(request),
        "sign_in_again": sign_in_again_url(reverse("studio:payout_details")),
        "rests_until": max(rests, default=None),
        # The last characters tell one's own account from another; the rest stays sealed.
        "account_end": known.bank_account[-4:] if known else "",
        "country": form.country,
        "countries": country_choices(countries(), reader_language()),
    }
    status = 422 if form.errors or paper_form.errors else 200
    return render(request, "studio/earning/payout_details.html", context, status=status)
