"""The door to the desks: what a person can do here, their profiles and their shops."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from halles.creators import queries as creators
from halles.creators import services as creating
from halles.kit.errors import Refusal
from halles.markets.market import Market
from halles.orders import queries as orders
from halles.sellers import queries as sellers
from halles.studio.access import signed_in
from halles.studio.forms import CreatorForm
from halles.users.models import User


@require_safe
@signed_in
def home(request: HttpRequest, person: User) -> HttpResponse:
    """Profiles and shops of this person, each with what waits; an invitation where there is none."""
    shops = [(shop, orders.count_for_seller(shop)) for shop in sellers.list_sellers_of(person)]
    return render(request, "studio/home.html", {"profiles": creators.list_creators_of(person), "shops": shops})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def new_profile(request: HttpRequest, person: User) -> HttpResponse:
    """A profile of one's own."""
    form = CreatorForm(request.POST or None, initial={"name": person.name})
    if request.method == "POST" and form.is_valid():
        market = getattr(request, "market", None)
        assert isinstance(market, Market)
        try:
            creating.create_creator(
                user=person,
                handle=form.cleaned_data["handle"],
                name=form.cleaned_data["name"],
                bio=form.cleaned_data["bio"],
                market=market.code,
                languages=[(get_language() or "en").split("-")[0]],
            )
        except Refusal as refusal:
            form.add_error("handle" if "handle" in refusal.code else None, str(refusal))
        else:
            messages.success(request, _("Your profile is there. Post your first video."))
            return redirect("studio:new_video")
    status = 422 if form.errors else 200
    return render(request, "studio/profile_form.html", {"form": form}, status=status)
