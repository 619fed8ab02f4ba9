from __future__ import annotations

from django.urls import path

from halles.interactions import views

app_name = "interactions"
urlpatterns = [path("beacon", views.beacon, name="beacon")]
