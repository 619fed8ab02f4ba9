"""Django's sessions in their own table, read and written by three constant statements: every page of somebody who is
signed in, or has bought as a guest, asks for one."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import CreateError, UpdateError

from halles.kit import clock
from halles.kit.statements import fetch_one

_READ = "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s"
_EXISTS = "SELECT 1 FROM django_session WHERE session_key = %s"
_CREATE = """
INSERT INTO django_session (session_key, session_data, expire_date) VALUES (%s, %s, %s)
ON CONFLICT (session_key) DO NOTHING RETURNING 1
"""
_UPDATE = "UPDATE django_session SET session_data = %s, expire_date = %s WHERE session_key = %s RETURNING 1"


class SessionStore(db.SessionStore):
    """Django's store of sessions in the database; what it promises is the same."""

    def load(self) -> dict[str, Any]:
        """What is kept under the key; {} and a new key when there is nothing, or it is over."""
        row = fetch_one(_READ, [self.session_key, clock.now()])
        if row is None:
            self._session_key = None
            return {}
        kept: dict[str, Any] = self.decode(row[0])
        return kept

    def exists(self, session_key: str) -> bool:
        """Whether the key is taken."""
        return fetch_one(_EXISTS, [session_key]) is not None

    def save(self, must_create: bool = False) -> None:
        """Keep what is in the session; CreateError for a taken key, UpdateError for one gone."""
        if self.session_key is None:
            self.create()
            return
        data = self.encode(self._get_session(no_load=must_create))  # type: ignore[attr-defined]
        key = self._get_or_create_session_key()  # type: ignore[attr-defined]
        until = self.get_expiry_date()
        if must_create:
            if fetch_one(_CREATE, [key, data, until]) is None:
                raise CreateError
        elif fetch_one(_UPDATE, [data, until, key]) is None:
            raise UpdateError
