"""Every address of the site: each module brings its own, the API is put together in `config.api`."""

from __future__ import annotations

from django.urls import include, path

from halles.config.api import api
from halles.config.modules import with_part

urlpatterns = [
    path("api/v1/", api.urls),
    *[path("", include(dotted)) for dotted in with_part("urls")],
    path("account/", include("allauth.account.urls")),
]

handler400 = "halles.config.views.bad_request"
handler403 = "halles.config.views.permission_denied"
handler404 = "halles.config.views.page_not_found"
handler500 = "halles.config.views.server_error"
