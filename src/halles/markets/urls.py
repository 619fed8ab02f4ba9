from django.urls import path

from halles.markets import views

app_name = "markets"

urlpatterns = [
    path("markets/", views.index, name="index"),
    path("markets/choose/", views.choose, name="choose"),
]
