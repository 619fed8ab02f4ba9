"""Addresses of places in shops."""

from __future__ import annotations

from django.urls import URLPattern, path

from halles.studio import views_people as people

SHOP = "studio/shops/<slug:slug>/"

people_patterns: list[URLPattern] = [
    path(f"{SHOP}people/", people.people, name="shop_people"),
    path(f"{SHOP}people/<uuid:staff_id>/role/", people.change_role, name="change_role"),
    path(f"{SHOP}people/<uuid:staff_id>/remove/", people.remove, name="remove_person"),
    path(f"{SHOP}people/invitations/<uuid:invitation_id>/withdraw/", people.withdraw, name="withdraw_invitation"),
    path(f"{SHOP}leave/", people.leave, name="leave_shop"),
]

# A person's own, whatever shop has invited them.
invitation_patterns: list[URLPattern] = [
    path("studio/invitations/", people.invitations, name="place_invitations"),
    path("studio/invitations/<uuid:invitation_id>/accept/", people.accept, name="accept_place"),
    path("studio/invitations/<uuid:invitation_id>/decline/", people.decline, name="decline_place"),
]
