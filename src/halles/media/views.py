"""The edge's word that an upload is complete, how far the films that everybody waits for are, and withheld files."""

from __future__ import annotations

import mimetypes
import uuid

from django.conf import settings
from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from halles.kit import clock
from halles.kit.signing import SignatureRefused, unsign
from halles.kit.storage import private_storage
from halles.media import progress, queries
from halles.media.errors import AssetNotFound, UploadIncomplete, UploadNotFound
from halles.media.services import receive_upload
from halles.media.services.withholding import withheld_key
from halles.users.models import User

# Written by the edge, which removes what visitors send under this name.
INTERNAL = "X-Halles-Internal"
SHOWN = ("image/webp", "image/jpeg", "image/png", "video/mp4", "text/vtt")


@csrf_exempt
@require_POST
def upload_received(request: HttpRequest, upload_id: uuid.UUID) -> HttpResponse:
    """204 when the upload was taken on (now or before), 404 when nobody wants it, 409 when bytes are missing."""
    if not is_from_edge(request):
        return HttpResponse(status=403)
    try:
        receive_upload(upload_id)
    except UploadNotFound:
        return HttpResponse(status=404)
    except UploadIncomplete:
        return HttpResponse(status=409)
    return HttpResponse(status=204)


@require_safe
@transaction.non_atomic_requests
def films_in_the_making(request: HttpRequest) -> HttpResponse:
    """One quiet line while the hall is being filled, asking for itself again; nothing on every other day.

    Staff see with `?all` what everybody sends as well.
    """
    is_staff = isinstance(request.user, User) and request.user.is_staff
    is_all = is_staff and "all" in request.GET
    found = progress.find_all_under_way() if is_all else progress.find_planned()
    return render(request, "media/in_the_making.html", {"making": found, "is_all": is_all})


@require_safe
def withheld_file(request: HttpRequest, key: str) -> HttpResponseBase:
    """A file that is no longer under its address, for the staff and for whose it is; the edge asks here for those who
    are signed in and finds nothing itself."""
    if not isinstance(request.user, User) or "\x00" in key:
        raise AssetNotFound
    queries.get_withheld_for(request.user, key)
    try:
        opened = private_storage().open(withheld_key(key))
    except (FileNotFoundError, ValueError):
        raise AssetNotFound from None
    kind = mimetypes.guess_type(key)[0]
    answer = FileResponse(opened, content_type=kind if kind in SHOWN else "application/octet-stream")
    answer["Cache-Control"] = "private, no-store"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def is_from_edge(request: HttpRequest) -> bool:
    """Whether the edge itself says this: it signs the path under a name that it takes from visitors."""
    token = request.headers.get(INTERNAL, "")
    try:
        said = unsign("internal", token, key=settings.SECRET_KEY.encode(), now=clock.now())
    except SignatureRefused:
        return False
    return bool(said.get("path") == request.path)
