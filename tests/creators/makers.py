"""Profiles as plain as a test needs them."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

from halles.creators import services
from halles.creators.models import Creator, CreatorSelling
from halles.creators.services import Payee
from halles.kit import clock
from tests.users.makers import make_address_data, make_user

_numbers = itertools.count(1)
IBAN = "FR7630006000011234567890189"


def make_creator(*, selling: str = "full", **changes: Any) -> Creator:
    """A profile that may show any shop's goods, unless `selling` is "none"."""
    number = next(_numbers)
    facts: dict[str, Any] = {"handle": f"camille.{number}", "name": "Camille", "market": "FR"}
    if "user" not in changes:
        facts["user"] = make_user()
    creator = services.create_creator(**{**facts, **changes})
    if selling != "none":
        CreatorSelling.objects.create(creator=creator, status=selling, since=clock.now() - dt.timedelta(days=60))
    return creator


def make_payee(**changes: Any) -> Payee:
    facts = {"holder": "Nora Petit", "address": make_address_data(), "tax_id": "1234567890123", "bank_account": IBAN}
    return Payee(**{**facts, **changes})
