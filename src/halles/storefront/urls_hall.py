"""Addresses of the shop: its home, shelves, products, shops, creators, and what a person keeps."""

from __future__ import annotations

from django.urls import URLPattern, path

from halles.storefront import (
    views_creator,
    views_hall,
    views_legal,
    views_preview,
    views_product,
    views_saved,
    views_scores,
    views_search,
    views_seen,
    views_shop,
    views_sitemap,
)

hall_patterns: list[URLPattern] = [
    path("hall/", views_hall.hall_home, name="hall"),
    path("search/", views_search.search_page, name="search"),
    path("search/suggestions/", views_search.suggestions, name="suggestions"),
    path("hall/makers/", views_hall.makers_page, name="makers"),
    path("hall/c/<slug:code>/", views_hall.category_page, name="category"),
    path("hall/from/<slug:country>/<str:slug>/", views_hall.place_page, name="place"),
    path("p/<uuid:product_id>/", views_product.product_page, name="product_by_id"),
    path("p/<uuid:product_id>/<slug:slug>/", views_product.product_page, name="product"),
    path("shops/<slug:slug>/imprint/", views_legal.trader_imprint, name="imprint"),
    path("shops/<slug:slug>/", views_shop.shop_page, name="shop"),
    path("@<str:handle>/", views_creator.creator_page, name="creator"),
    path("saved/", views_saved.saved_page, name="saved"),
    path("lists/new/", views_saved.new_list, name="new_list"),
    path("lists/<uuid:list_id>/", views_saved.list_page, name="list"),
    path("lists/<uuid:list_id>/change/", views_saved.change_list, name="change_list"),
    path("lists/of/<uuid:product_id>/", views_saved.list_menu, name="list_menu"),
    path("lists/of/<uuid:product_id>/put/", views_saved.put_in_list, name="put_in_list"),
    path("l/<str:token>/", views_saved.shared_list, name="shared_list"),
    path("seen/", views_seen.seen_page, name="seen"),
    path("seen/change/", views_seen.change_seen, name="change_seen"),
    path("compare/", views_seen.compare_page, name="compare"),
    path("preview/<slug:kind>/<str:key>/<str:locale>.jpg", views_preview.preview, name="preview"),
    path("feed/selling/", views_legal.choose_share, name="choose_share"),
    path("legal/<slug:page>/", views_legal.legal_home, name="legal_home"),
    path("legal/<slug:market_code>/<slug:page>/", views_legal.legal_page, name="legal"),
    path("scores/", views_scores.scores_home, name="scores"),
    path("scores/<slug:market_code>/", views_scores.scores_page, name="scores_of"),
    path("sitemap.xml", views_sitemap.sitemap_index, name="sitemap"),
    path("sitemap-<slug:kind>-<slug:start>.xml", views_sitemap.sitemap_part, name="sitemap_part"),
    path("robots.txt", views_sitemap.robots, name="robots"),
]
