"""POST /api/v1/live-sessions/<id>/flash-deals/<deal>/claims: into the very queue that the room's lines feed.

Its routine is documented by the API's own document; a stub there says the same to whoever asks web directly.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import json
import re
import tomllib
import uuid
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from aiohttp import web

from halles.edge import pages
from halles.edge.proxy.body import accept_body
from halles.edge.rooms.batches import Answer, Batches, Item
from halles.edge.rooms.commands import QUANTITY_MAX, claim_target
from halles.edge.rooms.passes import PassRefused, read_pass
from halles.edge.visitors import Visitor, line_of
from halles.kit.rooms.limits import Allowances

BODY_BYTES_MAX = 4096
BODY_SECONDS_MAX = 10.0
PATH = re.compile(r"/api/v1/live-sessions/([0-9a-fA-F-]{36})/flash-deals/([0-9a-fA-F-]{36})/claims/?")
_KEY = re.compile(r"[A-Za-z0-9._:-]{8,64}")
_STATUS = {
    "sign_in": 401, "account_too_new": 403, "device_limit": 403, "banned": 403, "deal_unknown": 404, "not_found": 404,
    "key_invalid": 400, "key_missing": 400, "malformed": 422, "too_fast": 429, "busy": 503, "database_away": 503,
    "restarting": 503, "failed": 500,
}  # fmt: skip
_REASONS_FOR_409 = frozenset({"deal_not_open", "deal_over", "limit_reached", "lapsed_too_often", "sold_out", "ended"})


@dataclass(frozen=True)
class Limit:
    """Claims at once, and per second from then on."""

    burst: int
    per_second: float


PER_PERSON = Limit(10, 2.0)
PER_LINE = Limit(2000, 200.0)  # many people stand behind one address of a mobile network


class ClaimRefused(Exception):  # noqa: N818 - an answer to the client
    """Not even asked."""

    def __init__(self, code: str, **data: Any) -> None:
        self.answer: Answer = {"ok": False, "code": code, **data}
        super().__init__(code)


class Claims:
    """Claims over HTTP, for programs: with a key of the API, or with the token of a room."""

    def __init__(self, batches: Batches, key: bytes) -> None:
        self._batches = batches
        self._key = key
        self._people = Allowances(burst=PER_PERSON.burst, per_second=PER_PERSON.per_second, keys_max=50_000)
        self._lines = Allowances(burst=PER_LINE.burst, per_second=PER_LINE.per_second, keys_max=10_000)

    def takes(self, request: web.BaseRequest) -> bool:
        """Whether the request is one for here."""
        return request.method == "POST" and PATH.fullmatch(request.path) is not None

    async def answer(self, request: web.BaseRequest, visitor: Visitor) -> web.Response:
        """201 with the promise, or a problem document (RFC 9457) with the refusal's code."""
        try:
            session, deal = _addressed(request.path)
            item = self._item(request, session, visitor)
            quantity = await _read_quantity(request)
        except ClaimRefused as refused:
            answer = _problem(request, refused.answer)
            if request.body_exists:
                answer.force_close()  # what was not read must not be taken for the next request
            return answer
        found = await self._batches.ask(claim_target(session, deal), {**item, "quantity": quantity})
        return _promise(deal, found) if found.get("ok") else _problem(request, found)

    def _item(self, request: web.BaseRequest, session: str, visitor: Visitor) -> Item:
        key = request.headers.get("Idempotency-Key", "")
        if not key:
            raise ClaimRefused("api.key_missing")
        if not _KEY.fullmatch(key):
            raise ClaimRefused("promotions.key_invalid")
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        token = token.strip()
        if scheme.lower() != "bearer" or not token:
            raise ClaimRefused("promotions.sign_in")
        item: Item = {"u": None, "bearer": None, "key": key, "device": ""}
        if "." in token:
            try:
                line = read_pass(token, session, self._key)
            except PassRefused:
                raise ClaimRefused("promotions.sign_in") from None
            if line.who is None:
                raise ClaimRefused("promotions.sign_in")
            item |= {"u": line.who, "device": line.device, "address": line.address}
        else:
            item["bearer"] = hashlib.sha256(token.encode()).hexdigest()
        self._spend(item["u"] or item["bearer"], line_of(visitor.address))
        return item

    def _spend(self, person: str, line: str) -> None:
        now = asyncio.get_running_loop().time()
        for allowance in (self._people.of(person), self._lines.of(line)):
            if not allowance.take(now):
                raise ClaimRefused("room.too_fast", wait_ms=allowance.wait_ms())


def _addressed(path: str) -> tuple[str, str]:
    found = PATH.fullmatch(path)
    assert found is not None, "only asked for its own addresses"
    try:
        return str(uuid.UUID(found[1])), str(uuid.UUID(found[2]))
    except ValueError:
        raise ClaimRefused("promotions.deal_unknown") from None


async def _read_quantity(request: web.BaseRequest) -> int:
    await accept_body(request)
    data = b""
    try:
        async with asyncio.timeout(BODY_SECONDS_MAX):
            while chunk := await request.content.readany():
                data += chunk
                if len(data) > BODY_BYTES_MAX:
                    raise ClaimRefused("api.malformed")
        told = json.loads(data.decode()) if data.strip() else {}
    except (TimeoutError, ValueError, RecursionError):
        raise ClaimRefused("api.malformed") from None
    quantity = told.get("quantity", 1) if isinstance(told, dict) else None
    if not isinstance(quantity, int) or isinstance(quantity, bool) or not 1 <= quantity <= QUANTITY_MAX:
        raise ClaimRefused("api.malformed")
    return quantity


def _promise(deal: str, found: Answer) -> web.Response:
    told = {name: value for name, value in found.items() if name not in {"ok", "promise", "until", "usable_from"}}
    document = {
        "claim_id": found.get("promise"),
        "deal_id": deal,
        "expires_at": _instant(found.get("until")),
        "usable_from": _instant(found.get("usable_from")),
        **told,
    }
    return web.json_response(document, status=201, headers={"Cache-Control": "no-store"})


def _problem(request: web.BaseRequest, found: Answer) -> web.Response:
    code = str(found.get("code", "room.failed"))
    reason = code.partition(".")[2]
    status = 409 if reason in _REASONS_FOR_409 else _STATUS.get(reason, 422)
    language = pages.choose_language(request)
    sentences = _sentences()[language]
    document: dict[str, Any] = {
        "type": f"https://halles.example/problems/{code}",
        "title": sentences.get(reason, sentences["failed"]),
        "status": status,
        "code": code,
    }
    data = {name: value for name, value in found.items() if name not in {"ok", "code", "n"}}
    if data:
        document["data"] = data
    headers = {"Cache-Control": "no-store", "Content-Language": language}
    if status in {429, 503}:
        headers["Retry-After"] = str(max(1, int(found.get("wait_ms", 2000)) // 1000))
    if status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    text = json.dumps(document)
    return web.Response(status=status, text=text, content_type="application/problem+json", headers=headers)


def _instant(milliseconds: object) -> str | None:
    if not isinstance(milliseconds, int):
        return None
    return dt.datetime.fromtimestamp(milliseconds / 1000, dt.UTC).isoformat().replace("+00:00", "Z")


@lru_cache
def _sentences() -> dict[str, dict[str, str]]:
    return tomllib.loads(Path(__file__).with_name("claims.toml").read_text(encoding="utf-8"))
