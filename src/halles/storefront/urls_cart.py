"""Addresses of the bag; under `storefront` like all pages of customers."""

from __future__ import annotations

from django.urls import path

from halles.storefront import views_cart, views_cart_checkout

cart_patterns = [
    path("cart/", views_cart.cart_page, name="cart"),
    path("cart/add/", views_cart.add, name="cart_add"),
    path("cart/lines/<uuid:line_id>/", views_cart.change, name="cart_line"),
    path("cart/delivery/", views_cart.choose_delivery, name="cart_delivery"),
    path("cart/seen/", views_cart.note_seen, name="cart_seen"),
    path("cart/place/", views_cart.set_place, name="cart_place"),
    path("cart/checkout/", views_cart_checkout.checkout_form, name="cart_checkout"),
    path("cart/one-tap/", views_cart_checkout.one_tap, name="cart_one_tap"),
]
