from django.urls import path

from halles.moderation import views

app_name = "moderation"

urlpatterns = [
    path("account/decisions/", views.decision_list, name="decisions"),
    path("account/decisions/<uuid:decision_id>/", views.decision_page, name="decision"),
    path("account/decisions/<uuid:decision_id>/appeal/", views.appeal, name="appeal"),
]
