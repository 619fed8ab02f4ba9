from django.urls import path

from halles.users import views

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
    path("consent/", views.answer_consent, name="consent"),
]
