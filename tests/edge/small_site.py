"""A WSGI application for granian: a page, a form, a large export."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

EXPORT_BYTES = 4_000_000


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    path = environ["PATH_INFO"]
    start_response("200 OK", [("Content-Type", "text/plain")])
    if path == "/export":
        return (b"x" * 4000 for _ in range(EXPORT_BYTES // 4000))
    if path == "/form":
        return [str(len(environ["wsgi.input"].read())).encode()]
    return [f"page for {environ['HTTP_X_FORWARDED_FOR']}".encode()]
