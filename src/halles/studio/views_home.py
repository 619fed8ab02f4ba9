"""The door to the desks: what a person can do here, their profiles and their shops."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from halles.creators import queries as creators
from halles.creators import services as creating
from halles.kit.errors import Refusal
from halles.markets.market import Market
from halles.sellers import queries as sellers
from halles.sellers.models import Seller
from halles.studio.access import signed_in
from halles.studio.creator_day import day_of
from halles.studio.forms import CreatorForm
from halles.studio.shop_access import Desk, Role
from halles.studio.today import packing_of, waiting_of
from halles.users.models import User

PROFILES_SHOWN = 5


@require_safe
@signed_in
def home(request: HttpRequest, person: User) -> HttpResponse:
    """Profiles and shops of this person, each with what waits, and the places offered to them in others' shops."""
    profiles = creators.list_creators_of(person)
    context = {
        "profiles": profiles,
        "days": [day_of(profile) for profile in profiles[:PROFILES_SHOWN]],
        "invitation_count": len(sellers.list_invitations_to(person)),
        "shops": [(shop, _waits(person, shop)) for shop in sellers.list_sellers_of(person)],
    }
    return render(request, "studio/home.html", context)


def _waits(person: User, shop: Seller) -> list[str]:
    """What waits in a shop, each in a few words; nothing before it is approved."""
    if shop.status in (Seller.Status.APPLIED, Seller.Status.NEEDS_INFO):
        return []
    desk = Desk(person, shop, sellers.find_role(person, shop) or Role.PACKER)
    packing = packing_of(desk)
    said = []
    if packing.late_count:
        words = ngettext("%(n)s late order", "%(n)s late orders", packing.late_count)
        said.append(words % {"n": packing.late_count})
    if packing.waiting_count:
        words = ngettext("%(n)s order to pack", "%(n)s orders to pack", packing.waiting_count)
        said.append(words % {"n": packing.waiting_count})
    return [*said, *(task.sentence for task in waiting_of(desk))]


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
