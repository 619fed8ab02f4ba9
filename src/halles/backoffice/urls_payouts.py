"""Addresses of the staff's pages about payouts."""

from __future__ import annotations

from django.urls import URLPattern, path

from halles.backoffice import views_payouts as payouts

payout_patterns: list[URLPattern] = [
    path("staff/payouts/", payouts.payout_list, name="payouts"),
    path("staff/payouts/proof/", payouts.proof, name="proof"),
    path("staff/payouts/reserves/", payouts.reserves, name="reserves"),
    path("staff/payouts/runs/<uuid:run_id>/", payouts.payout_run, name="payout_run"),
    path("staff/payouts/runs/<uuid:run_id>/decide/", payouts.decide_run, name="decide_run"),
    path("staff/payouts/<uuid:payout_id>/decide/", payouts.decide_payout, name="decide_payout"),
    path("staff/payouts/payees/<str:kind>/<uuid:payee_id>/", payouts.payee, name="payee"),
    path("staff/payouts/payees/<str:kind>/<uuid:payee_id>/hold/", payouts.hold_payee, name="hold_payee"),
    path("staff/payouts/shops/<uuid:payee_id>/tier/", payouts.set_tier, name="set_tier"),
    path("staff/payouts/holds/<uuid:hold_id>/lift/", payouts.lift_hold, name="lift_hold"),
]
