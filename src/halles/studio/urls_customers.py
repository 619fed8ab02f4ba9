"""Addresses of what a shop and its customers say to each other."""

from __future__ import annotations

from django.urls import URLPattern, path

from halles.studio import views_messages as messages
from halles.studio import views_questions as questions
from halles.studio import views_reviews as reviews

SHOP = "studio/shops/<slug:slug>/"
THREAD = f"{SHOP}messages/<uuid:thread_id>/"

customer_patterns: list[URLPattern] = [
    path(f"{SHOP}messages/", messages.message_list, name="messages"),
    path(THREAD, messages.thread, name="thread"),
    path(f"{THREAD}read/", messages.mark_read, name="mark_thread_read"),
    path(f"{THREAD}block/", messages.block, name="block_thread"),
    path(f"{SHOP}messages/pictures/<uuid:picture_id>/", messages.message_picture, name="message_picture"),
    path(f"{SHOP}questions/", questions.question_list, name="questions"),
    path(f"{SHOP}questions/<uuid:question_id>/", questions.answer, name="answer"),
    path(f"{SHOP}answers/<uuid:answer_id>/back/", questions.take_back, name="take_answer_back"),
    path(f"{SHOP}reviews/", reviews.review_list, name="reviews"),
    path(f"{SHOP}reviews/<uuid:review_id>/", reviews.reply, name="reply"),
]
