"""Addresses of reviews, questions and messages."""

from __future__ import annotations

from django.urls import URLPattern, path

from halles.storefront import views_messages as messages
from halles.storefront import views_questions as questions
from halles.storefront import views_reports as reports
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
    path("p/<uuid:product_id>/questions/", questions.questions, name="questions"),
    path("sheet/p/<uuid:product_id>/said/", reviews.sheet_reviews, name="sheet_reviews"),
    path("questions/<uuid:question_id>/answer/", questions.answer, name="answer"),
    path("questions/<uuid:question_id>/remove/", questions.remove_question, name="remove_question"),
    path("answers/<uuid:answer_id>/remove/", questions.remove_answer, name="remove_answer"),
    path("messages/", messages.message_list, name="messages"),
    path("messages/<uuid:thread_id>/", messages.thread, name="thread"),
    path("messages/<uuid:thread_id>/read/", messages.mark_read, name="mark_thread_read"),
    path("messages/<uuid:thread_id>/block/", messages.block, name="block_thread"),
    path("messages/pictures/<uuid:picture_id>/", messages.message_picture, name="message_picture"),
    path("shops/<slug:slug>/ask/", messages.ask_shop, name="ask_shop"),
    path("orders/<uuid:order_id>/ask/", messages.ask_about_order, name="ask_about_order"),
    path("report/<str:kind>/<uuid:target_id>/", reports.report, name="report"),
    path("live/<uuid:session_id>/messages/<int:offset>/report/", reports.report_message, name="report_message"),
    path("block/<str:kind>/<uuid:target_id>/", reports.block, name="block"),
    path("account/blocks/", reports.block_list, name="blocks"),
    path("account/blocks/<uuid:block_id>/undo/", reports.unblock, name="unblock"),
]
