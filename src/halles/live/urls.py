from django.urls import path

from halles.live import views, views_acts, views_replay, views_room, views_team

app_name = "live"
urlpatterns = [
    path("live/<uuid:session_id>/part", views_acts.own_part, name="own_part"),
    path("live/<uuid:session_id>/record/", views_acts.record_page, name="record"),
    path("live/<uuid:session_id>/coupons/<uuid:act_id>", views_acts.take_coupon, name="take_coupon"),
    path("live/<uuid:session_id>/claims/<uuid:claim_id>/back", views_acts.give_back, name="give_back"),
    path("live/<uuid:session_id>/waitlist/<uuid:act_id>/leave", views_acts.leave_waitlist, name="leave_waitlist"),
    path("live/<uuid:session_id>/token", views_room.room_token, name="room_token"),
    path("live/<uuid:session_id>/moments", views_replay.moments, name="moments"),
    path("live/<uuid:session_id>/held", views_team.held_messages, name="held_messages"),
    path("live/<uuid:session_id>/team/<slug:deed>", views_team.team_deed, name="team_deed"),
    path("internal/live/authorize", views.authorize, name="authorize"),
    path("internal/live/<uuid:session_id>", views.standing, name="standing"),
    path("internal/live/<uuid:session_id>/media", views.media_word, name="media_word"),
]
