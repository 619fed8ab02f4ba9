"""How the edge itself speaks to web: a token in a header, which nobody outside can make and no request may bring."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from urllib.parse import urlsplit

from multidict import CIMultiDict

from halles.edge.proxy.headers import INTERNAL
from halles.kit import clock
from halles.kit.signing import sign

TOKEN_SECONDS = 60


@dataclass(frozen=True)
class Internal:
    """The edge's own voice."""

    base_url: str
    key: bytes

    def headers(self, path: str, body: bytes = b"") -> CIMultiDict[str]:
        """The headers of a request to `path` with the JSON `body`."""
        base = urlsplit(self.base_url)
        until = clock.now() + dt.timedelta(seconds=TOKEN_SECONDS)
        return CIMultiDict(
            {
                "Host": base.netloc,
                "X-Forwarded-Host": base.netloc,
                "X-Forwarded-Proto": base.scheme,
                "X-Forwarded-For": "127.0.0.1",
                "Content-Type": "application/json",
                "Content-Length": str(len(body)),
                INTERNAL: sign("internal", {"path": path}, key=self.key, expires_at=until),
            }
        )
