"""Addresses of what comes back to a shop."""

from __future__ import annotations

from django.urls import URLPattern, path

from halles.studio import views_returns as returns

SHOP = "studio/shops/<slug:slug>/"
RETURN = f"{SHOP}returns/<uuid:return_id>/"
CASE = f"{SHOP}cases/<uuid:dispute_id>/"

returns_patterns: list[URLPattern] = [
    path(f"{SHOP}returns/", returns.return_list, name="returns"),
    path(f"{SHOP}returns/goods/", returns.goods, name="return_goods"),
    path(RETURN, returns.return_page, name="return"),
    path(f"{RETURN}approve/", returns.approve, name="approve_return"),
    path(f"{RETURN}decline/", returns.decline, name="decline_return"),
    path(f"{RETURN}keep/", returns.waive, name="waive_return"),
    path(f"{RETURN}received/", returns.received, name="return_received"),
    path(f"{RETURN}inspect/", returns.inspect, name="inspect_return"),
    path(f"{RETURN}case/", returns.ask_staff, name="return_case"),
    path(CASE, returns.case, name="case"),
    path(f"{CASE}settle/", returns.settle_case, name="settle_case"),
    path(f"{SHOP}returns/pictures/<uuid:picture_id>/", returns.picture, name="return_picture"),
]
