"""Bearer tokens at the API."""

from __future__ import annotations

from django.http import HttpRequest
from ninja.security import HttpBearer

from halles.users import queries, services
from halles.users.models import User

TOKEN_LENGTH_MAX = 200


class BearerAuth(HttpBearer):
    """Accepts `Authorization: Bearer <token>` with a living token of an active person, who becomes `request.user`."""

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        """The person of the token, else None: the API answers 401."""
        if len(token) > TOKEN_LENGTH_MAX:
            return None
        found = queries.find_token(token)
        if found is None:
            return None
        services.note_token_use(found)
        request.user = found.user
        return found.user
