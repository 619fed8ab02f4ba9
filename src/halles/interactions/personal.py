"""What interactions keep of a person who agreed to it: what they watched and tapped."""

from __future__ import annotations

import secrets

from django.db import connection, transaction

from halles.interactions.models import Interaction
from halles.users.models import User
from halles.users.personal import ROWS_MAX, Rows

# The person and the browsers they agreed with. A pseudonym becomes another one that nobody can work out again, the same
# for all its rows: the sums of an hour count visits. What somebody else did in the same browser is theirs.
_ERASE = """
UPDATE interactions_interaction
SET user_id = NULL, visit_id = md5(%(salt)s || visit_id::text)::uuid, referrer = '', app_context = '{}'
WHERE user_id = %(user)s OR (user_id IS NULL AND has_consent AND visit_id IN (
    SELECT visit_id FROM users_consent WHERE user_id = %(user)s AND visit_id IS NOT NULL
    UNION SELECT visit_id FROM interactions_interaction WHERE user_id = %(user)s))
"""


def tell(user: User) -> Rows:
    """The newest acts under the person's name; there are none without their consent."""
    found = Interaction.objects.filter(user_id=user.pk).order_by("-at")
    fields = ("at", "kind", "surface", "content_kind", "content_id", "product_id", "watch_time_ms", "market")
    return {"interactions": list(found.values(*fields)[:ROWS_MAX])}


@transaction.atomic
def erase(user: User) -> None:
    """The acts stay as figures, under a pseudonym that leads to nobody."""
    with connection.cursor() as cursor:
        cursor.execute(_ERASE, {"user": user.pk, "salt": secrets.token_hex(16)})
