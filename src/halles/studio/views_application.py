"""Opening a shop: what the market asks for, the application, its papers, and what is still missing."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from halles.markets.market import Market
from halles.markets.queries import all_markets, find_market, find_market_for_country
from halles.sellers import queries as sellers
from halles.sellers import services as selling
from halles.sellers.forms import DocumentForm, SellerApplicationForm
from halles.sellers.models import Seller
from halles.studio.access import signed_in
from halles.studio.application_page import list_sections, list_to_give
from halles.studio.attempts import carried_out, tried
from halles.studio.shop_access import Desk, Role, shop_desk, show
from halles.users.forms import country_choices
from halles.users.models import User

UNDECIDED = (Seller.Status.APPLIED, Seller.Status.NEEDS_INFO)


def countries() -> list[str]:
    """The countries a trader can be established in: those the markets deliver to."""
    return sorted({country for market in all_markets().values() for country in market.ship_countries})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def application(request: HttpRequest, person: User) -> HttpResponse:
    """A new application: what will be asked for first, then one calm page."""
    home = getattr(request, "market", None)
    assert isinstance(home, Market)
    country = _country(request, home.ship_countries[0])
    usual = {
        "market": (find_market_for_country(country) or home).code,
        "contact_email": person.email,
        "kind": "company",
    }
    form = _form(request, country, usual)
    made: list[Seller] = []
    if (
        form.is_bound
        and form.is_valid()
        and tried(form, lambda: made.append(selling.apply(user=person, application=form.application())))
    ):
        messages.success(request, _("Your application is here. Add the papers now, or come back for them."))
        return redirect("studio:application_status", made[0].slug)
    return _draw(request, form)


@require_safe
@shop_desk(Role.OWNER)
def status(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Where the application stands, what is missing, and the papers given so far."""
    if desk.seller.status not in UNDECIDED:
        return redirect("studio:shop", desk.seller.slug)
    return _draw_status(request, desk, DocumentForm())


@require_http_methods(["GET", "HEAD", "POST"])
@shop_desk(Role.OWNER)
def edit(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Correct the application and send it again."""
    if desk.seller.status not in UNDECIDED:
        return redirect("studio:shop", desk.seller.slug)
    country = _country(request, desk.seller.country)
    form = _form(request, country, SellerApplicationForm.initial_of(desk.seller))
    if (
        form.is_bound
        and form.is_valid()
        and tried(form, lambda: selling.submit_again(desk.seller, application=form.application()))
    ):
        messages.success(request, _("Sent again. A person looks at it."))
        return redirect("studio:application_status", desk.seller.slug)
    return _draw(request, form, seller=desk.seller)


@require_POST
@shop_desk(Role.OWNER)
def send_again(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Send the application again as it is, once the papers are there; what is wrong in it is shown to be corrected."""
    known = {name: value or "" for name, value in SellerApplicationForm.initial_of(desk.seller).items()}
    form = SellerApplicationForm(desk.seller.country, known, language=get_language() or "en")
    if not form.is_valid():
        return _draw(request, form, seller=desk.seller)
    if carried_out(
        request,
        lambda: selling.submit_again(desk.seller, application=form.application()),
        done=_("Sent again. A person looks at it."),
    ):
        return redirect("studio:application_status", desk.seller.slug)
    return redirect("studio:shop", desk.seller.slug)


@require_POST
@shop_desk(Role.OWNER)
def add_document(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Hand in a paper."""
    form = DocumentForm(request.POST, request.FILES)
    if form.is_valid() and tried(
        form,
        lambda: selling.add_document(
            desk.seller, user=desk.person, kind=form.cleaned_data["kind"], file=form.cleaned_data["file"]
        ),
        places={"sellers.document_refused": "file"},
    ):
        messages.success(request, _("The paper is here. Only our staff can read it."))
        return redirect("studio:application_status", desk.seller.slug)
    return _draw_status(request, desk, form)


@require_POST
@shop_desk(Role.OWNER)
def remove_document(request: HttpRequest, desk: Desk, document_id: uuid.UUID) -> HttpResponse:
    """Take a paper back before the decision."""
    carried_out(
        request,
        lambda: selling.remove_document(desk.seller, document_id=document_id),
        done=_("The paper is deleted."),
    )
    return redirect("studio:application_status", desk.seller.slug)


def _country(request: HttpRequest, usual: str) -> str:
    wanted = (request.POST.get("country") or request.GET.get("country") or usual).upper()
    return wanted if wanted in countries() else usual


def _form(request: HttpRequest, country: str, usual: Mapping[str, object]) -> SellerApplicationForm:
    """The form as sent, or not yet: another country or market brings other questions and keeps what was typed."""
    language = get_language() or "en"
    if request.method == "POST" and "redraw" not in request.POST:
        return SellerApplicationForm(country, request.POST, language=language)
    typed = request.POST.dict() if request.method == "POST" else {}
    if typed and typed.get("drawn_country") != country:
        # Another country brings its own market; one that was chosen beside the same country stays.
        market = find_market_for_country(country)
        typed["market"] = market.code if market else typed.get("market", "")
    return SellerApplicationForm(country, initial={**usual, **typed}, language=language)


def _draw(request: HttpRequest, form: SellerApplicationForm, *, seller: Seller | None = None) -> HttpResponse:
    language = get_language() or "en"
    chosen = form["market"].value()
    market = find_market(str(chosen)) or next(iter(all_markets().values()))
    context = {
        "form": form,
        "seller": seller,
        "market": market,
        "points": sellers.list_required_points(market),
        "sections": list_sections(form),
        "country": form.country,
        "countries": country_choices(countries(), language),
        "missing": sellers.list_missing_points(seller) if seller else [],
    }
    return render(request, "studio/application/form.html", context, status=422 if form.errors else 200)


def _draw_status(request: HttpRequest, desk: Desk, form: DocumentForm) -> HttpResponse:
    context = {
        "section": "application",
        "form": form,
        "to_give": list_to_give(desk.seller),
        "documents": sellers.list_documents(desk.seller),
        "points": sellers.list_required_points(desk.market),
    }
    return show(request, desk, "application/status.html", context, status=422 if form.errors else 200)
