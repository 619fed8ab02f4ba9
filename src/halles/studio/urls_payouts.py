"""Addresses of payouts and statements."""

from __future__ import annotations

from django.urls import URLPattern, path, re_path

from halles.studio import views_payouts as payouts

SHOP = "studio/shops/<slug:slug>/money/"
PROFILE = "studio/profiles/<uuid:creator_id>/money/"
STATEMENT = r"(?P<month>\d{4}-\d{2})-(?P<currency>[A-Z]{3})\.(?P<form>pdf|csv)$"
UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"

payout_patterns: list[URLPattern] = [
    path(f"{SHOP}payouts/", payouts.shop_payouts, name="shop_payouts"),
    path(f"{SHOP}settlements/<uuid:settlement_id>/", payouts.settlement, name="settlement"),
    re_path(
        rf"^studio/shops/(?P<slug>[-a-zA-Z0-9_]+)/money/statements/{STATEMENT}",
        payouts.shop_statement,
        name="shop_statement",
    ),
    path(PROFILE, payouts.creator_money, name="creator_money"),
    re_path(
        rf"^studio/profiles/(?P<creator_id>{UUID})/money/statements/{STATEMENT}",
        payouts.creator_statement,
        name="creator_statement",
    ),
]
