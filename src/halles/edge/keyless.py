"""Addresses as logs may tell them: without the keys that open an account, a purchase or an upload to whoever reads."""

from __future__ import annotations

import re

from aiohttp import web
from aiohttp.web_log import AccessLogger

# Names of ours are shorter; identifiers are no keys.
_KEY = re.compile(r"(?<=/)(?![0-9a-f]{8}-[0-9a-f-]{27}(?:/|$))[^/]{30,}")


def keyless(path: str) -> str:
    """The path with "…" in the place of every long part that is no identifier."""
    return _KEY.sub("…", path)


class KeylessAccessLogger(AccessLogger):
    """A line per request, without keys in paths and without what was asked behind the question mark."""

    @staticmethod
    def _format_r(request: web.BaseRequest, response: web.StreamResponse, time: float) -> str:
        question = "?…" if request.query_string else ""
        return (
            f"{request.method} {keyless(request.path)}{question} HTTP/{request.version.major}.{request.version.minor}"
        )
