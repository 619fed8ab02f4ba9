"""Addresses of flat fees, at the desks of shops and of creators."""

from __future__ import annotations

from django.urls import URLPattern, path

from halles.studio import views_fees as fees

SHOP = "studio/shops/<slug:slug>/"

fee_patterns: list[URLPattern] = [
    path(f"{SHOP}fees/", fees.shop_fees, name="shop_fees"),
    path(f"{SHOP}fees/<uuid:fee_id>/", fees.answer_work, name="answer_work"),
    path(f"{SHOP}plans/parts/<uuid:participation_id>/fee/", fees.promise_fee, name="promise_fee"),
    path("studio/profiles/<uuid:creator_id>/fees/", fees.creator_fees, name="creator_fees"),
    path("studio/fees/<uuid:fee_id>/", fees.answer_fee, name="answer_fee"),
]
