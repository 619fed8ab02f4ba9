"""The edge's word that an upload is complete. People never come here."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from halles.kit import clock
from halles.kit.signing import SignatureRefused, unsign
from halles.media.errors import UploadIncomplete, UploadNotFound
from halles.media.services import receive_upload

# Written by the edge, which removes what visitors send under this name.
INTERNAL = "X-Halles-Internal"


@csrf_exempt
@require_POST
def upload_received(request: HttpRequest, upload_id: uuid.UUID) -> HttpResponse:
    """204 when the upload was taken on (now or before), 404 when nobody wants it, 409 when bytes are missing."""
    if not _is_from_edge(request):
        return HttpResponse(status=403)
    try:
        receive_upload(upload_id)
    except UploadNotFound:
        return HttpResponse(status=404)
    except UploadIncomplete:
        return HttpResponse(status=409)
    return HttpResponse(status=204)


def _is_from_edge(request: HttpRequest) -> bool:
    token = request.headers.get(INTERNAL, "")
    try:
        said = unsign("internal", token, key=settings.SECRET_KEY.encode(), now=clock.now())
    except SignatureRefused:
        return False
    return bool(said.get("path") == request.path)
