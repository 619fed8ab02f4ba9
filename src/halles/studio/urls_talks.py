"""Addresses of talks between shops and creators, at both desks."""

from __future__ import annotations

from django.urls import URLPattern, path

from halles.studio import views_talks as talks

MINE = "studio/profiles/<uuid:creator_id>/talks/"
SHOP = "studio/shops/<slug:slug>/talks/"

talk_patterns: list[URLPattern] = [
    path(MINE, talks.my_talks, name="my_talks"),
    path(f"{MINE}<slug:slug>/", talks.my_talk, name="my_talk"),
    path(f"{MINE}<slug:slug>/read/", talks.read_my_talk, name="read_my_talk"),
    path(f"{MINE}<slug:slug>/close/", talks.close_my_talk, name="close_my_talk"),
    path(SHOP, talks.talk_list, name="talks"),
    path(f"{SHOP}<uuid:creator_id>/", talks.talk, name="talk"),
    path(f"{SHOP}<uuid:creator_id>/read/", talks.read_talk, name="read_talk"),
    path(f"{SHOP}<uuid:creator_id>/close/", talks.close_talk, name="close_talk"),
]
