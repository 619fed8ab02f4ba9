from django.urls import path

from halles.users import views, views_leaving

app_name = "users"

urlpatterns = [
    path("account/", views.account, name="account"),
    path("account/details/", views.change_details, name="change_details"),
    path("account/addresses/new/", views.edit_address, name="new_address"),
    path("account/addresses/<uuid:address_id>/", views.edit_address, name="edit_address"),
    path("account/addresses/<uuid:address_id>/default/", views.default_address, name="default_address"),
    path("account/addresses/<uuid:address_id>/delete/", views.delete_address, name="delete_address"),
    path("account/tokens/", views.tokens, name="tokens"),
    path("account/tokens/<uuid:token_id>/revoke/", views.revoke_token, name="revoke_token"),
    path("account/sign-out-everywhere/", views.sign_out_everywhere, name="sign_out_everywhere"),
    path("account/leave/", views_leaving.leave, name="leave"),
    path("account/leave/cancel/", views_leaving.cancel, name="cancel_leaving"),
    path("account/copies/", views_leaving.ask_copy, name="ask_copy"),
    path("account/copies/<uuid:copy_id>/", views_leaving.fetch_copy, name="fetch_copy"),
    path("consent/", views.answer_consent, name="consent"),
]
