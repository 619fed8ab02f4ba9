"""What the edge says itself, when web cannot: small pages that need nothing, problem documents for programs."""

from __future__ import annotations

import json
import tomllib
from functools import lru_cache
from html import escape
from pathlib import Path

from aiohttp import web

_FILE = Path(__file__).with_name("sentences.toml")
_PAGE = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>{title} · Halles</title>{refresh}<style>
:root{{color-scheme:light dark;--linen:#faf6ef;--ink:#1b1a17;--line:#d9d0c1}}
@media (prefers-color-scheme:dark){{:root{{--linen:#0e0d0b;--ink:#faf6ef;--line:#3a362f}}}}
body{{margin:0;min-height:100vh;display:grid;place-items:center;background:var(--linen);color:var(--ink);
font:16px/1.5 system-ui,sans-serif}}
main{{max-width:26rem;margin:24px;padding:32px 24px;border:1px solid var(--line);border-radius:208px 208px 12px 12px;
text-align:center}}
h1{{font-size:20px;line-height:1.3;margin:48px 0 8px}}p{{margin:0 0 24px}}
a{{display:inline-block;min-height:44px;line-height:44px;padding:0 20px;border:1px solid currentColor;border-radius:4px;
color:inherit;text-decoration:none}}
</style></head><body><main><h1>{title}</h1><p>{text}</p><p><a href="{href}">{link}</a></p></main></body></html>
"""
_STATUS = {
    "not_found": 404, "bad_request": 400, "method": 405, "too_large": 413, "too_slow": 408,
    "opening": 503, "full": 503, "broken": 502, "late": 504,
}  # fmt: skip
_RETRY_SECONDS = {"opening": 3, "full": 30}


def page(request: web.BaseRequest, name: str) -> web.Response:
    """The answer called `name`: a page for people in their language, RFC 9457 JSON for programs."""
    language = choose_language(request)
    title, text = sentence(language, f"{name}_title"), sentence(language, name)
    status = _STATUS[name]
    headers = {"Cache-Control": "no-store", "Content-Language": language}
    if name in _RETRY_SECONDS:
        headers["Retry-After"] = str(_RETRY_SECONDS[name])
    if not _reads_pages(request):
        problem = {"type": "about:blank", "title": title, "status": status, "detail": text, "code": f"edge.{name}"}
        return web.Response(
            status=status, text=json.dumps(problem), content_type="application/problem+json", headers=headers
        )
    is_again = name in {"opening", "full", "too_slow"} and request.method == "GET"
    refresh = '<meta http-equiv="refresh" content="3">' if name == "opening" and request.method == "GET" else ""
    html = _PAGE.format(
        language=language,
        title=escape(title),
        text=escape(text),
        refresh=refresh,
        href="" if is_again else "/",
        link=escape(sentence(language, "again" if is_again else "home")),
    )
    return web.Response(status=status, text=html, content_type="text/html", headers=headers)


def plain(request: web.BaseRequest, name: str, status: int, headers: dict[str, str] | None = None) -> web.Response:
    """A sentence by itself, for programs that show it to a person."""
    return web.Response(status=status, text=sentence(choose_language(request), name) + "\n", headers=headers)


def sentence(language: str, key: str) -> str:
    """The sentence `key` in `language`."""
    return _sentences()[language][key]


def choose_language(request: web.BaseRequest) -> str:
    """The language the visitor chose before, else the first of theirs that we have, else English."""
    chosen = request.cookies.get("language", "")
    accepted = [part.partition(";") for part in request.headers.get("Accept-Language", "").lower().split(",")]
    ranked = sorted(accepted, key=lambda part: -_weight(part[2]))
    for tag in [chosen, *(part[0].strip() for part in ranked)]:
        language = tag.split("-")[0]
        if language in _sentences():
            return language
    return "en"


def _weight(parameter: str) -> float:
    try:
        return float(parameter.strip().removeprefix("q="))
    except ValueError:
        return 1.0


def _reads_pages(request: web.BaseRequest) -> bool:
    return "text/html" in request.headers.get("Accept", "") and not request.path.startswith("/api/")


@lru_cache
def _sentences() -> dict[str, dict[str, str]]:
    return tomllib.loads(_FILE.read_text())
