from django.urls import path

from halles.media import views

app_name = "media"
urlpatterns = [
    path("media/<path:key>", views.withheld_file, name="withheld_file"),
    path("films/making/", views.films_in_the_making, name="in_the_making"),
    path("internal/uploads/<uuid:upload_id>/received", views.upload_received, name="upload_received"),
]
