from django.urls import path

from halles.backoffice import views, views_disputes, views_review, views_words

app_name = "backoffice"
urlpatterns = [
    path("staff/", views.home, name="home"),
    path("staff/sellers/", views_review.seller_list, name="sellers"),
    path("staff/sellers/<uuid:seller_id>/", views_review.seller_detail, name="seller"),
    path("staff/sellers/<uuid:seller_id>/decide/", views_review.decide_seller, name="decide_seller"),
    path(
        "staff/sellers/<uuid:seller_id>/documents/<uuid:document_id>/",
        views_review.seller_document,
        name="seller_document",
    ),
    path("staff/sellers/<uuid:seller_id>/orders/", views_review.seller_orders, name="seller_orders"),
    path("staff/reviews/", views_review.reviews, name="reviews"),
    path("staff/reviews/words/", views_words.word_list, name="words"),
    path("staff/reviews/words/<str:kind>/<uuid:target_id>/decide/", views_words.decide_words, name="decide_words"),
    path("staff/reviews/pictures/<uuid:picture_id>/", views_words.message_picture, name="message_picture"),
    path("staff/reports/<uuid:report_id>/", views_review.report_detail, name="report"),
    path("staff/reports/<uuid:report_id>/decide/", views_review.decide_report, name="decide_report"),
    path("staff/videos/<uuid:video_id>/decide/", views_review.decide_video, name="decide_video"),
    path("staff/comments/<uuid:comment_id>/decide/", views_review.decide_comment, name="decide_comment"),
    path("staff/products/<uuid:product_id>/decide/", views_review.decide_product, name="decide_product"),
    path("staff/creators/<uuid:creator_id>/decide/", views_review.decide_creator, name="decide_creator"),
    path("staff/orders/", views.order_search, name="orders"),
    path("staff/orders/<uuid:group_id>/", views.order_detail, name="order"),
    path("staff/payments/", views.payment_search, name="payments"),
    path("staff/refunds/<uuid:refund_id>/retry/", views.retry_refund, name="retry_refund"),
    path("staff/jobs/", views.jobs, name="jobs"),
    path("staff/jobs/<int:job_id>/retry/", views.retry_job, name="retry_job"),
    path("staff/assets/<uuid:asset_id>/retry/", views.retry_processing, name="retry_processing"),
    path("staff/cases/", views_disputes.dispute_list, name="disputes"),
    path("staff/cases/<uuid:dispute_id>/", views_disputes.dispute_detail, name="dispute"),
    path("staff/cases/<uuid:dispute_id>/decide/", views_disputes.decide_dispute, name="decide_dispute"),
    path("staff/cases/pictures/<uuid:picture_id>/", views_disputes.dispute_picture, name="dispute_picture"),
    path("staff/books/", views.books, name="books"),
    path("staff/actions/", views.actions, name="actions"),
]
