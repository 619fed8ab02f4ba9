"""Addresses of the shop: its home, shelves, products, shops, creators, and what a person keeps."""

from __future__ import annotations

from django.urls import URLPattern, path

from halles.storefront import views_creator, views_hall, views_product, views_saved, views_shop

hall_patterns: list[URLPattern] = [
    path("hall/", views_hall.hall_home, name="hall"),
    path("hall/makers/", views_hall.makers_page, name="makers"),
    path("hall/c/<slug:code>/", views_hall.category_page, name="category"),
    path("hall/from/<slug:country>/<str:slug>/", views_hall.place_page, name="place"),
    path("p/<uuid:product_id>/", views_product.product_page, name="product_by_id"),
    path("p/<uuid:product_id>/<slug:slug>/", views_product.product_page, name="product"),
    path("shops/<slug:slug>/", views_shop.shop_page, name="shop"),
    path("@<str:handle>/", views_creator.creator_page, name="creator"),
    path("saved/", views_saved.saved_page, name="saved"),
]
