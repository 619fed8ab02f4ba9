"""API v1: the routers of the modules under one OpenAPI 3.1 document, errors as RFC 9457 problem documents."""

from __future__ import annotations

import json
from importlib import import_module
from typing import Any

from django.db import connection, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver
from ninja import NinjaAPI, Router
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.operation import Operation

from halles import __version__
from halles.config.modules import with_part
from halles.config.refusals import problem, status_of
from halles.kit.errors import Refusal


class Api(NinjaAPI):
    """NinjaAPI that respects `transaction.non_atomic_requests` on the function below the route."""

    def __init__(self, **options: Any) -> None:
        self._own_transactions: set[str] = set()
        super().__init__(**options)

    def get_operation_url_name(self, operation: Operation, router: Router) -> str:
        """The name of the operation's address, noting those that open transactions of their own."""
        name = str(super().get_operation_url_name(operation, router))
        if hasattr(operation.view_func, "_non_atomic_requests"):
            self._own_transactions.add(name)
        return name

    def _get_urls(self) -> list[URLResolver | URLPattern]:
        urls = super()._get_urls()
        for pattern in urls:
            if isinstance(pattern, URLPattern) and pattern.name in self._own_transactions:
                pattern.callback = transaction.non_atomic_requests(pattern.callback)
        return urls


api = Api(
    title="Halles API",
    version=__version__,
    urls_namespace="api",
    openapi_url="/openapi.json",
    docs_url="/docs",
    description="What pages do can be done here. Amounts are integers of minor units, currency beside them.",
)


def _answer(document: dict[str, object], status: int) -> HttpResponse:
    return HttpResponse(json.dumps(document, default=str), status=status, content_type="application/problem+json")


@api.exception_handler(Refusal)
def refuse(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """A refusal keeps its code and sentence, and nothing that was written before it."""
    _take_back()
    return _answer(problem(refusal), status_of(refusal))


def _take_back() -> None:
    """Ends the request's transaction without its writes: the answer hides the refusal from ATOMIC_REQUESTS.

    A route with transactions of its own has none open here; the one a test wraps around everything is not ours.
    """
    blocks = connection.atomic_blocks
    if blocks and not getattr(blocks[-1], "_from_testcase", False):
        transaction.set_rollback(True)


def _plain(code: str, title: str, status: int) -> dict[str, object]:
    return {"type": "about:blank", "title": title, "status": status, "code": code}


@api.exception_handler(ValidationError)
def refuse_shape(request: HttpRequest, wrong: ValidationError) -> HttpResponse:
    """A body or parameter of the wrong shape: where and why."""
    places = [{"at": ".".join(str(part) for part in one["loc"]), "why": one["msg"]} for one in wrong.errors]
    return _answer({**_plain("api.shape", "The request has the wrong shape.", 422), "places": places}, 422)


@api.exception_handler(HttpError)
def refuse_unreadable(request: HttpRequest, wrong: HttpError) -> HttpResponse:
    """What the framework itself refuses, e.g. a body that is no JSON."""
    status = wrong.status_code
    document = {"type": "about:blank", "title": str(wrong), "status": status, "code": "api.unreadable"}
    return _answer(document, status)


@api.exception_handler(AuthenticationError)
def refuse_stranger(request: HttpRequest, wrong: AuthenticationError) -> HttpResponse:
    """No token, or one that is unknown, revoked or too old."""
    return _answer(_plain("api.unauthenticated", "Send a valid bearer token.", 401), 401)


@api.exception_handler(Http404)
def refuse_unknown(request: HttpRequest, wrong: Http404) -> HttpResponse:
    """There is no such thing."""
    return _answer(_plain("api.not_found", "There is no such thing.", 404), 404)


for _dotted in with_part("api"):
    api.add_router("", import_module(_dotted).router)
