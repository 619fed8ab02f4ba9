"""Copies of what is kept about a person: asked for, made by a job, fetched, and gone after some days."""

from __future__ import annotations

import datetime as dt
import json
import tempfile
import uuid
import zipfile
from pathlib import Path
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from halles.kit import clock, jobs, rate_limits
from halles.kit.storage import private_storage
from halles.markets.queries import all_markets
from halles.users import personal
from halles.users.errors import CopyNotThere
from halles.users.models import DataCopy, User
from halles.users.services import lock_user

COPIES_PER_DAY_MAX = 3
SWEEP_MAX = 200
# The job tries for some five minutes; a copy that is not there after this long will not come.
MAKING_MAX = dt.timedelta(hours=1)


@transaction.atomic
def ask_copy(user: User) -> DataCopy:
    """Have a copy made in the background; while one is being made, that, but not one that failed. Refuses
    kit.too_often after three a day."""
    locked = lock_user(user.pk)
    now = clock.now()
    under_way = DataCopy.objects.filter(
        user=locked, made_at=None, asked_at__gt=now - MAKING_MAX, expires_at__gt=now
    ).first()
    if under_way is not None:
        return under_way
    rate_limits.take(f"copy:{user.pk}", limit=COPIES_PER_DAY_MAX, per_seconds=86_400)
    days = max(market.privacy.copy_days for market in all_markets().values())
    known = all_markets().get(locked.market)
    kept = dt.timedelta(days=known.privacy.copy_days if known else days)
    made = DataCopy.objects.create(user=locked, asked_at=clock.now(), expires_at=clock.now() + kept)
    jobs.defer("users.make_copy", copy_id=str(made.pk))
    return made


def find_copy(user: User) -> DataCopy | None:
    """The newest copy that can still be fetched or is being made, else None; one that failed is not there."""
    there = Q(made_at__isnull=False) | Q(asked_at__gt=clock.now() - MAKING_MAX)
    return DataCopy.objects.filter(there, user=user, expires_at__gt=clock.now()).order_by("-asked_at").first()


def get_copy_for_user(user: User, copy_id: uuid.UUID) -> DataCopy:
    """A copy that is this person's and can be fetched; else CopyNotThere."""
    made = DataCopy.objects.filter(pk=copy_id, user=user, made_at__isnull=False, expires_at__gt=clock.now()).first()
    if made is None or not private_storage().exists(made.key):
        raise CopyNotThere
    return made


def make_copy(copy_id: uuid.UUID) -> None:
    """Write the file of a copy that was asked for; one that is made or over stays as it is."""
    wanted = DataCopy.objects.select_related("user").filter(pk=copy_id, made_at=None).first()
    if wanted is None or wanted.expires_at <= clock.now() or not wanted.user.is_active:
        return
    with tempfile.NamedTemporaryFile(delete=False) as file:
        path = Path(file.name)
        try:
            _write(path, wanted.user)
            size_bytes = path.stat().st_size
            private_storage().put_file(wanted.key, path)
        finally:
            path.unlink(missing_ok=True)
    if not DataCopy.objects.filter(pk=copy_id).update(made_at=clock.now(), size_bytes=size_bytes):
        # The account was erased meanwhile.
        private_storage().delete(wanted.key)


def _write(path: Path, user: User) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", _readme())
        for keeper in personal.list_keepers():
            told = {name: found for name, found in keeper.tell(user).items() if found}
            if told:
                archive.writestr(f"{keeper.module}.json", _json(told))


def _json(told: personal.Rows) -> str:
    return json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)


def _readme() -> str:
    return _(
        "One file per part of the house: what it keeps about you, as lists of rows. Instants are UTC, amounts are in"
        " minor units (cents) of their currency. Of each list the newest 20,000 rows are here. Films and pictures lie"
        " under the addresses that the rows name."
    )


def delete_copies(user: User) -> None:
    """Delete every copy of this person, file first: run again it finds the rest."""
    for made in DataCopy.objects.filter(user=user):
        private_storage().delete(made.key)
        made.delete()


def forget_copies() -> int:
    """Delete copies whose days are over; how many."""
    over = list(DataCopy.objects.filter(expires_at__lte=clock.now()).order_by("expires_at")[:SWEEP_MAX])
    for made in over:
        private_storage().delete(made.key)
        made.delete()
    return len(over)


def tell(user: User) -> dict[str, list[dict[str, Any]]]:
    """What this module keeps."""
    return {
        "account": [
            {
                "email": user.email,
                "name": user.name,
                "market": user.market,
                "language": user.language,
                "created_at": user.created_at,
                "last_login": user.last_login,
            }
        ],
        "addresses": personal.rows(
            user.addresses.all(),
            *("name", "company", "line1", "line2", "city", "region", "postal_code", "country", "phone", "is_default"),
        ),
        "consents": personal.rows(user.consents.all(), "purpose", "is_granted", "text_version", "at"),
        "former_addresses": personal.rows(user.former_addresses.all(), "email", "until_at"),
        "tokens": personal.rows(user.api_tokens.all(), "name", "ending", "created_at", "last_used_on", "revoked_at"),
    }
