"""Addresses of live shows at the desk."""

from __future__ import annotations

from django.urls import URLPattern, path

from halles.studio import views_live as live

live_patterns: list[URLPattern] = [
    path("studio/live/", live.live, name="live"),
    path("studio/live/new/", live.plan, name="plan_show"),
    path("studio/live/<uuid:session_id>/", live.show, name="show"),
    path("studio/live/<uuid:session_id>/cockpit/", live.cockpit, name="cockpit"),
    path("studio/live/<uuid:session_id>/figures/", live.figures, name="live_figures"),
    path("studio/live/<uuid:session_id>/<slug:deed>/", live.change, name="change_show"),
]
