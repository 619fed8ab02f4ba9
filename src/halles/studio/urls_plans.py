"""Addresses of plans: at a shop's desk, and at a creator's."""

from __future__ import annotations

from django.urls import URLPattern, path

from halles.studio import views_marketplace as mine
from halles.studio import views_plans as plans

SHOP = "studio/shops/<slug:slug>/plans/"
PROFILE = "studio/profiles/<uuid:creator_id>/"
PART = "studio/plans/<uuid:participation_id>/"

plan_patterns: list[URLPattern] = [
    path(SHOP, plans.plan_list, name="plans"),
    path(f"{SHOP}new/", plans.new_plan, name="new_plan"),
    path(f"{SHOP}invite/", plans.invite, name="invite_creators"),
    path(f"{SHOP}creators/", plans.find, name="find_creators"),
    path(f"{SHOP}sold/", plans.sold, name="who_sold"),
    path(f"{SHOP}sold/table.csv", plans.sold_file, name="who_sold_table"),
    path(f"{SHOP}<uuid:plan_id>/", plans.plan, name="plan"),
    path(f"{SHOP}<uuid:plan_id>/end/", plans.end_plan, name="end_plan"),
    path(f"{SHOP}parts/<uuid:participation_id>/", plans.part, name="plan_part"),
    path(f"{SHOP}parts/<uuid:participation_id>/answer/", plans.answer, name="answer_creator"),
    path(f"{SHOP}parts/<uuid:participation_id>/deals/", plans.offer_deal, name="offer_deal"),
    path(f"{SHOP}parts/<uuid:participation_id>/deals/<uuid:prepared_id>/back/", plans.take_deal, name="take_deal"),
    path(f"{PROFILE}marketplace/", mine.marketplace, name="marketplace"),
    path(f"{PROFILE}marketplace/<uuid:plan_id>/join/", mine.join, name="join_plan"),
    path(f"{PROFILE}plans/", mine.my_plans, name="my_plans"),
    path(f"{PROFILE}showcase/", mine.showcase, name="showcase"),
    path(PART, mine.my_part, name="my_part"),
    path(f"{PART}answer/", mine.answer_shop, name="answer_shop"),
]
