from django.urls import path

from halles.returns import views, views_cases, views_parcel, views_proofs

app_name = "returns"
urlpatterns = [
    path("orders/<uuid:order_id>/problem/", views.problem, name="problem"),
    path("orders/<uuid:order_id>/withdraw/", views.withdraw, name="withdraw"),
    path("orders/<uuid:order_id>/withdraw/confirm/", views.confirm_withdrawal, name="confirm_withdrawal"),
    path("orders/<uuid:order_id>/return/", views.new_return, name="new"),
    path("orders/<uuid:order_id>/case/", views_cases.new_case, name="new_case"),
    path("orders/<uuid:order_id>/shown/<uuid:line_id>/", views_proofs.proof, name="proof"),
    path("returns/<uuid:return_id>/", views.return_page, name="return"),
    path("returns/<uuid:return_id>/keep/", views.keep, name="keep"),
    path("returns/<uuid:return_id>/label/", views_parcel.label, name="label"),
    path("returns/<uuid:return_id>/handed-over/", views_parcel.handed_over, name="handed_over"),
    path("returns/<uuid:return_id>/sent/", views_parcel.sent, name="sent"),
    path("cases/<uuid:dispute_id>/", views_cases.case, name="case"),
    path("cases/<uuid:dispute_id>/settle/", views_cases.settle, name="settle_case"),
    path("returns/pictures/<uuid:picture_id>/", views.picture, name="picture"),
]
