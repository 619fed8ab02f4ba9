from django.urls import path

from halles.notifications import views

app_name = "notifications"
urlpatterns = [
    path("staff/outbox/", views.outbox, name="outbox"),
    path("staff/outbox/<uuid:mail_id>/", views.mail, name="mail"),
    path("staff/outbox/<uuid:mail_id>/again/", views.send_mail_again, name="send_mail_again"),
]
