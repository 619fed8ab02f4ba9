from __future__ import annotations

from django.apps import AppConfig


class RecommenderConfig(AppConfig):
    name = "halles.recommender"
    label = "recommender"
    default_auto_field = "django.db.models.BigAutoField"
