"""Bearer tokens at the API."""

from __future__ import annotations

from django.http import HttpRequest
from ninja.security import HttpBearer

from halles.kit import rate_limits
from halles.users import queries, services
from halles.users.models import User

TOKEN_LENGTH_MAX = 200
# Ten a second in each web process, by all programs of one person together: stops a loop that has run away.
CALLS = rate_limits.Meter(limit=600, per_seconds=60)


class BearerAuth(HttpBearer):
    """Accepts `Authorization: Bearer <token>` with a living token of an active person, who becomes `request.user`."""

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        """The person of the token, else None: the API answers 401. TooOften (429) above the calls of a minute."""
        if len(token) > TOKEN_LENGTH_MAX:
            return None
        found = queries.find_token(token)
        if found is None:
            return None
        CALLS.take(str(found.user_id))
        services.note_token_use(found)
        request.user = found.user
        return found.user
