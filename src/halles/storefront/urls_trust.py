"""Addresses of reviews, questions and messages."""

from __future__ import annotations

from django.urls import URLPattern, path

from halles.storefront import views_reviews as reviews

trust_patterns: list[URLPattern] = [
    path("p/<uuid:product_id>/reviews/", reviews.product_reviews, name="product_reviews"),
    path("shops/<slug:slug>/reviews/", reviews.shop_reviews, name="shop_reviews"),
    path("orders/lines/<uuid:line_id>/review/", reviews.write_review, name="write_review"),
    path("reviews/<uuid:review_id>/", reviews.review_page, name="review"),
    path("reviews/<uuid:review_id>/follow-up/", reviews.follow_up, name="follow_up"),
    path("reviews/<uuid:review_id>/remove/", reviews.remove_review, name="remove_review"),
    path("reviews/<uuid:review_id>/video/", reviews.start_video, name="start_review_video"),
    path("reviews/<uuid:review_id>/video/remove/", reviews.remove_video, name="remove_review_video"),
    path("reviews/<uuid:review_id>/helpful/", reviews.helpful, name="helpful"),
    path("reviews/<uuid:review_id>/report/", reviews.report_review, name="report_review"),
]
