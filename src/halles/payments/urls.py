"""Addresses of payments and of the sandbox provider's own pages."""

from __future__ import annotations

from django.urls import path

from halles.payments import views
from halles.payments.providers.sandbox import views as sandbox

app_name = "payments"

urlpatterns = [
    path("payments/<slug:provider>/events", views.provider_events, name="provider_events"),
    path("account/cards/", views.cards, name="cards"),
    path("account/cards/add", views.add_card, name="add_card"),
    path("account/cards/<uuid:card_id>/default", views.choose_default_card, name="choose_default_card"),
    path("account/cards/<uuid:card_id>/delete", views.delete_card, name="delete_card"),
    path("sandbox-pay/tokens", sandbox.tokens, name="sandbox_tokens"),
    path("sandbox-pay/cards/", sandbox.test_cards, name="sandbox_test_cards"),
    path("sandbox-pay/3ds/<slug:ref>/", sandbox.challenge, name="sandbox_challenge"),
    path("sandbox-pay/wallet/<slug:ref>/", sandbox.wallet, name="sandbox_wallet"),
    path("sandbox-pay/transfer/<slug:ref>/", sandbox.transfer, name="sandbox_transfer"),
]
