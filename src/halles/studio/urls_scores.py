"""Addresses of scores at the desks, and of the receipts that speak for a shop."""

from __future__ import annotations

from django.urls import URLPattern, path

from halles.studio import views_handover as handover
from halles.studio import views_scores as scores

SHOP = "studio/shops/<slug:slug>/score/"
PACKAGE = "studio/shops/<slug:slug>/packages/<uuid:package_id>/receipt/"
PROFILE = "studio/profiles/<uuid:creator_id>/score/"

score_patterns: list[URLPattern] = [
    path(SHOP, scores.shop_score, name="shop_score"),
    path(f"{SHOP}lines.csv", scores.shop_score_out, name="shop_score_out"),
    path(f"{SHOP}again/", scores.work_out_shop, name="work_out_shop"),
    path(PACKAGE, handover.prove_handover, name="prove_handover"),
    path(f"{PACKAGE}picture/", handover.handover_picture, name="handover_picture"),
    path(PROFILE, scores.profile_score, name="profile_score"),
    path(f"{PROFILE}lines.csv", scores.profile_score_out, name="profile_score_out"),
    path(f"{PROFILE}again/", scores.work_out_profile, name="work_out_profile"),
]
