"""The beacon: browsers report what was seen and done, off every page's critical path."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.http.request import RawPostDataException, UnreadablePostError
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from halles.interactions import services, visits
from halles.interactions.beacon import BODY_BYTES_MAX, Reporter, read_report
from halles.kit import clock, rate_limits
from halles.kit.http import client_address

REPORTS_PER_MINUTE_MAX = 120
# A visit is a cookie and costs nothing to drop; a line is shared by a whole office or village.
REPORTS_PER_LINE_MAX = 1_200


# A beacon leaves with the page and cannot carry a CSRF token; it changes nothing of anybody's.
@csrf_exempt
@require_POST
def beacon(request: HttpRequest) -> HttpResponse:
    """204 whatever is in it; what makes no sense is dropped. 413 above 64 kB, 429 when visit or line send too often."""
    if not _is_from_here(request):
        return HttpResponse(status=403)
    body = _read_body(request)
    if body is None:
        return HttpResponse(status=413)
    visit: visits.Visit = request.visit  # type: ignore[attr-defined]
    # Our pages always send the pseudonym they were served with; without one there is nothing to tell apart.
    if visit.is_new and visits.COOKIE not in request.COOKIES:
        return HttpResponse(status=204)
    rate_limits.take(f"beacon.line:{client_address(request)}", limit=REPORTS_PER_LINE_MAX, per_seconds=60)
    rate_limits.take(f"beacon:{visit.id}", limit=REPORTS_PER_MINUTE_MAX, per_seconds=60)
    reporter = Reporter(
        visit=visit,
        user_id=request.user.pk if request.user.is_authenticated else None,
        market=request.market.code,  # type: ignore[attr-defined]
        language=translation.get_language() or "",
        now=clock.now(),
    )
    services.append(read_report(body, reporter))
    return HttpResponse(status=204)


def _read_body(request: HttpRequest) -> bytes | None:
    length = request.headers.get("Content-Length", "")
    if length.isdigit() and int(length) > BODY_BYTES_MAX:
        return None
    try:
        body = request.body
    except (UnreadablePostError, RawPostDataException):
        return b""
    return body if len(body) <= BODY_BYTES_MAX else None


def _is_from_here(request: HttpRequest) -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("Origin") or request.headers.get("Referer") or ""
    try:
        return urlsplit(origin).netloc == request.get_host()
    except ValueError:
        return False
