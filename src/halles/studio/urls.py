from django.urls import path

from halles.studio import views_home, views_numbers, views_sales, views_video
from halles.studio.urls_fees import fee_patterns
from halles.studio.urls_live import live_patterns
from halles.studio.urls_payouts import payout_patterns
from halles.studio.urls_people import invitation_patterns
from halles.studio.urls_plans import plan_patterns
from halles.studio.urls_returns import returns_patterns
from halles.studio.urls_samples import sample_patterns
from halles.studio.urls_shop import shop_patterns
from halles.studio.urls_talks import talk_patterns

app_name = "studio"
urlpatterns = [
    path("studio/", views_home.home, name="home"),
    path("studio/profiles/new/", views_home.new_profile, name="new_profile"),
    path("studio/profiles/<uuid:creator_id>/videos/", views_video.video_list, name="videos"),
    path("studio/profiles/<uuid:creator_id>/sales/", views_sales.profile_sales, name="profile_sales"),
    path("studio/profiles/<uuid:creator_id>/sales/videos.csv", views_sales.profile_sales_out, name="profile_sales_out"),
    path("studio/profiles/<uuid:creator_id>/numbers/", views_numbers.profile_numbers, name="profile_numbers"),
    path(
        "studio/profiles/<uuid:creator_id>/numbers/rows.csv",
        views_numbers.profile_numbers_out,
        name="profile_numbers_out",
    ),
    path("studio/videos/new/", views_video.new_video, name="new_video"),
    path("studio/videos/start/", views_video.start_video, name="start_video"),
    path("studio/videos/<uuid:video_id>/", views_video.video_page, name="video"),
    path("studio/videos/<uuid:video_id>/progress/", views_video.progress, name="progress"),
    path("studio/videos/<uuid:video_id>/words/", views_video.save_words, name="save_words"),
    path("studio/videos/<uuid:video_id>/anchors/", views_video.save_anchors, name="save_anchors"),
    path("studio/videos/<uuid:video_id>/cover/", views_video.set_cover, name="set_cover"),
    path("studio/videos/<uuid:video_id>/trim/", views_video.trim, name="trim"),
    path("studio/videos/<uuid:video_id>/captions/", views_video.save_captions, name="save_captions"),
    path("studio/videos/<uuid:video_id>/publish/", views_video.publish, name="publish"),
    path("studio/videos/<uuid:video_id>/unpublish/", views_video.unpublish, name="unpublish"),
    path("studio/videos/<uuid:video_id>/retry/", views_video.retry, name="retry"),
    path("studio/videos/<uuid:video_id>/delete/", views_video.delete, name="delete"),
    *invitation_patterns,
    *live_patterns,
    *sample_patterns,
    *fee_patterns,
    *payout_patterns,
    *plan_patterns,
    *talk_patterns,
    *shop_patterns,
    *returns_patterns,
]
