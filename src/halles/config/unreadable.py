"""Characters that no database keeps are answered with 400, wherever a request carries them."""

from __future__ import annotations

from collections.abc import Callable

from django.db import DataError
from django.http import HttpRequest, HttpResponse

from halles.config.views import bad_request

_NUL = "\x00"


class UnreadableMiddleware:
    """400 for NUL in an address; in what is sent, NUL and halves of surrogate pairs, where no form caught them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _NUL in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return bad_request(request, ValueError("NUL"))
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Text that cannot be kept was not ours; the request's transaction is rolled back by now."""
        is_nul = isinstance(exception, DataError) and "NUL" in str(exception)
        is_half_a_pair = isinstance(exception, UnicodeEncodeError) and exception.reason == "surrogates not allowed"
        return bad_request(request, exception) if is_nul or is_half_a_pair else None
