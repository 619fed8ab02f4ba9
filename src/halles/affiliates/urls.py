"""Addresses of the links that creators give away outside."""

from __future__ import annotations

from django.urls import path

from halles.affiliates import views_links

app_name = "affiliates"

urlpatterns = [
    path("c/<str:handle>/", views_links.page_link, name="link"),
    path("c/<str:handle>/qr.svg", views_links.link_qr, name="link_qr"),
    path("c/<str:handle>/<slug:slug>/", views_links.product_link, name="product_link"),
    path("c/<str:handle>/<slug:slug>/qr.svg", views_links.link_qr, name="product_link_qr"),
]
