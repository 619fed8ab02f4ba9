"""Addresses of samples, of who is paid, and of a shop of one's own."""

from __future__ import annotations

from django.urls import URLPattern, path

from halles.studio import views_earning as earning
from halles.studio import views_samples as samples
from halles.studio import views_shop_samples as shop

PROFILE = "studio/profiles/<uuid:creator_id>/"
SAMPLE = "studio/samples/<uuid:sample_id>/"
SHOP = "studio/shops/<slug:slug>/samples/"

sample_patterns: list[URLPattern] = [
    path(f"{PROFILE}earning/", earning.earning, name="earning"),
    path(f"{PROFILE}place/", earning.place, name="say_place"),
    path("studio/payout-details/", earning.payout_details, name="payout_details"),
    path("studio/payout-details/paper/", earning.identity_paper, name="identity_paper"),
    path("studio/own-shop/<int:step>/", earning.own_shop, name="own_shop"),
    path(f"{PROFILE}samples/", samples.sample_list, name="samples"),
    path(f"{PROFILE}samples/offers/<uuid:offer_id>/", samples.ask_sample, name="ask_sample"),
    path(f"{SAMPLE}withdraw/", samples.withdraw_sample, name="withdraw_sample"),
    path(f"{SAMPLE}extend/", samples.extend_sample, name="extend_sample"),
    path(f"{SAMPLE}address/", samples.send_sample_elsewhere, name="send_sample_elsewhere"),
    path(f"{SAMPLE}appeal/", samples.appeal_sample, name="appeal_sample"),
    path(SHOP, shop.sample_list, name="shop_samples"),
    path(f"{SHOP}offer/", shop.offer, name="offer_sample"),
    path(f"{SHOP}offers/<uuid:offer_id>/", shop.change_offer, name="change_sample_offer"),
    path(f"{SHOP}<uuid:sample_id>/decide/", shop.decide, name="decide_sample"),
    path(f"{SHOP}<uuid:sample_id>/rate/", shop.rate, name="rate_sample"),
]
