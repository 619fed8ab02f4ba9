"""Addresses of payouts and statements."""

from __future__ import annotations

from django.urls import URLPattern, path

from halles.studio import views_account
from halles.studio import views_payouts as payouts

SHOP = "studio/shops/<slug:slug>/money/"
PROFILE = "studio/profiles/<uuid:creator_id>/money/"
STATEMENT = "statements/<str:month>/<str:currency>"
PDF, CSV = {"form": "pdf"}, {"form": "csv"}

payout_patterns: list[URLPattern] = [
    path(f"{SHOP}payouts/", payouts.shop_payouts, name="shop_payouts"),
    path(f"{SHOP}account/", views_account.account, name="shop_account"),
    path(f"{SHOP}settlements/<uuid:settlement_id>/", payouts.settlement, name="settlement"),
    path(f"{SHOP}{STATEMENT}.pdf", payouts.shop_statement, PDF, name="shop_statement"),
    path(f"{SHOP}{STATEMENT}.csv", payouts.shop_statement, CSV, name="shop_statement_out"),
    path(PROFILE, payouts.creator_money, name="creator_money"),
    path(f"{PROFILE}{STATEMENT}.pdf", payouts.creator_statement, PDF, name="creator_statement"),
    path(f"{PROFILE}{STATEMENT}.csv", payouts.creator_statement, CSV, name="creator_statement_out"),
]
