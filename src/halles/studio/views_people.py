"""Who works in a shop: invited by it, and answering for themselves."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from halles.affiliates.queries.places import list_own_parts_in
from halles.creators.queries import list_own_handles
from halles.kit import rate_limits
from halles.sellers import queries as sellers
from halles.sellers import services as selling
from halles.sellers.forms import StaffForm
from halles.studio.access import signed_in
from halles.studio.attempts import carried_out, tried
from halles.studio.shop_access import Desk, Role, shop_desk, show
from halles.users.models import User

# Each is a mail to somebody who has not asked for it.
INVITATIONS_PER_HOUR_MAX = 20


@require_http_methods(["GET", "HEAD", "POST"])
@shop_desk(Role.MANAGER)
def people(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Who works here, who is invited, and an invitation for one more."""
    form = StaffForm(request.POST or None)
    if form.is_bound and form.is_valid():
        # Counted here, since a refusal takes back what it wrote.
        rate_limits.take(f"shop.people:{desk.person.pk}", limit=INVITATIONS_PER_HOUR_MAX, per_seconds=3600)
        if tried(
            form,
            lambda: selling.invite(desk.seller, by=desk.person, **form.cleaned_data),
            places={
                "sellers.already_here": "email",
                "sellers.already_invited": "email",
                "sellers.declined_lately": "email",
                "sellers.invited_too_often": "email",
            },
        ):
            messages.success(request, _("Invited by mail. They have a place here as soon as they accept."))
            return redirect("studio:shop_people", desk.seller.slug)
    context = {
        "section": "people",
        "form": form,
        "places": sellers.list_staff(desk.seller),
        "invitations": sellers.list_invitations_of(desk.seller),
    }
    return show(request, desk, "people/shop.html", context, status=422 if form.errors else 200)


@require_POST
@shop_desk(Role.MANAGER)
def withdraw(request: HttpRequest, desk: Desk, invitation_id: uuid.UUID) -> HttpResponse:
    """Take an invitation back."""
    carried_out(
        request,
        lambda: selling.withdraw_invitation(desk.seller, invitation_id=invitation_id),
        done=_("The invitation is withdrawn."),
    )
    return redirect("studio:shop_people", desk.seller.slug)


@require_POST
@shop_desk(Role.MANAGER)
def change_role(request: HttpRequest, desk: Desk, staff_id: uuid.UUID) -> HttpResponse:
    """Let somebody do more or less."""
    carried_out(
        request,
        lambda: selling.change_role(desk.seller, staff_id=staff_id, role=request.POST.get("role", "")),
        done=_("Their place has changed; they are told by mail."),
    )
    return _back(desk)


@require_POST
@shop_desk(Role.MANAGER)
def remove(request: HttpRequest, desk: Desk, staff_id: uuid.UUID) -> HttpResponse:
    """Take somebody's place away."""
    carried_out(
        request,
        lambda: selling.remove_staff(desk.seller, staff_id=staff_id),
        done=_("They can no longer enter the shop."),
    )
    return _back(desk)


def _back(desk: Desk) -> HttpResponse:
    """To the people of the shop, for who may still see them."""
    role = sellers.find_role(desk.person, desk.seller)
    if role in (None, Role.PACKER):
        return redirect("studio:home")
    return redirect("studio:shop_people", desk.seller.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@shop_desk()
def leave(request: HttpRequest, desk: Desk) -> HttpResponse:
    """One's own place in the shop, and the way out of it."""
    if request.method == "POST":
        is_done = carried_out(
            request,
            lambda: selling.leave_shop(desk.person, desk.seller),
            done=_("You have left %(shop)s.") % {"shop": desk.seller.name},
        )
        return redirect("studio:home") if is_done else redirect("studio:leave_shop", desk.seller.slug)
    context = {"section": "place", "role": Role(desk.role).label, "handles": list_own_handles(desk.person)}
    return show(request, desk, "people/leave.html", context)


@require_safe
@signed_in
def invitations(request: HttpRequest, person: User) -> HttpResponse:
    """The places that shops offer this person, each with what it would change for them."""
    waiting = sellers.list_invitations_to(person)
    parts = list_own_parts_in(person, [one.seller_id for one in waiting])
    context = {
        "invitations": [(one, parts.get(one.seller_id, [])) for one in waiting],
        "handles": list_own_handles(person),
    }
    return render(request, "studio/people/invitations.html", context)


@require_POST
@signed_in
def accept(request: HttpRequest, person: User, invitation_id: uuid.UUID) -> HttpResponse:
    """Take a place."""
    made = []
    is_done = carried_out(
        request,
        lambda: made.append(selling.accept_invitation(person, invitation_id=invitation_id)),
        done=_("Welcome. This is the desk of the shop."),
    )
    return redirect("studio:shop", made[0].seller.slug) if is_done else redirect("studio:place_invitations")


@require_POST
@signed_in
def decline(request: HttpRequest, person: User, invitation_id: uuid.UUID) -> HttpResponse:
    """Do without a place."""
    carried_out(
        request,
        lambda: selling.decline_invitation(person, invitation_id=invitation_id),
        done=_("Declined. The shop is told, and cannot invite this address for a while."),
    )
    return redirect("studio:place_invitations")
