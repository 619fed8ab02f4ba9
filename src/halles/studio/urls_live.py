"""Addresses of live shows at the desk."""

from __future__ import annotations

from django.urls import URLPattern, path

from halles.studio import views_live as live
from halles.studio import views_live_acts as acts
from halles.studio import views_live_report as reports

live_patterns: list[URLPattern] = [
    path("studio/live/", live.live, name="live"),
    path("studio/live/new/", live.plan, name="plan_show"),
    path("studio/live/<uuid:session_id>/", live.show, name="show"),
    path("studio/live/<uuid:session_id>/cockpit/", live.cockpit, name="cockpit"),
    path("studio/live/<uuid:session_id>/report/", reports.report, name="live_report"),
    path("studio/live/<uuid:session_id>/report/minutes.csv", reports.report_out, name="live_report_out"),
    path("studio/live/<uuid:session_id>/replay/hide/", reports.hide, name="hide_replay"),
    path("studio/live/<uuid:session_id>/figures/", live.figures, name="live_figures"),
    path("studio/live/<uuid:session_id>/acts/", acts.acts, name="live_acts"),
    path("studio/live/<uuid:session_id>/acts/<slug:kind>/", acts.make_act, name="make_live_act"),
    path("studio/live/<uuid:session_id>/acts/<uuid:act_id>/<slug:deed>/", acts.move_act, name="move_live_act"),
    path("studio/live/<uuid:session_id>/<slug:deed>/", live.change, name="change_show"),
]
