"""Addresses of live shows."""

from __future__ import annotations

from django.urls import URLPattern, path

from halles.storefront import views_live as live

live_patterns: list[URLPattern] = [
    path("live/", live.live_list, name="live"),
    path("live/<uuid:session_id>/", live.room, name="live_room"),
    path("live/<uuid:session_id>/bag/", live.bag, name="live_bag"),
    path("live/<uuid:session_id>/about/", live.about, name="live_about"),
    path("live/<uuid:session_id>/reminder/", live.reminder, name="live_reminder"),
    path("live/<uuid:session_id>/restriction/<uuid:restriction_id>/", live.restriction, name="live_restriction"),
]
