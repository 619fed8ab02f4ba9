"""Everybody at once, over HTTP, through the edge: as many orders as there are pieces, a kind answer for the rest."""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path

import aiohttp
import pytest

from halles.inventory.models import Reservation
from halles.ledger import queries as ledger
from halles.orders.models import Order, OrderGroup
from halles.payments.models import Payment
from halles.payments.providers.sandbox.models import SandboxCharge
from halles.users.services import issue_token
from tests.orders.makers import make_saved_card, make_variant, stock_of
from tests.races.stage import Answer, Roles, one_tap, open_roles
from tests.users.makers import make_address, make_user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]
BUYERS, PIECES, AT_ONCE = 200, 50, 64


def make_buyer() -> str:
    """A person with everything one tap needs; the token of their program."""
    user = make_user(password=None)
    make_address(user)
    make_saved_card(user)
    return issue_token(user, "race")


async def rush(stage: Roles, taps: list[tuple[str, str]], variant_id: object) -> list[Answer]:
    """(token, key) of each tap; as many at once as a busy site has."""
    gate = asyncio.Semaphore(AT_ONCE)
    limits = aiohttp.TCPConnector(limit=AT_ONCE)
    patience = aiohttp.ClientTimeout(total=120)

    async with aiohttp.ClientSession(connector=limits, timeout=patience) as session:

        async def tap(token: str, key: str) -> Answer:
            async with gate:
                return await one_tap(session, stage, token, variant_id, key)  # type: ignore[arg-type]

        return await asyncio.gather(*(tap(token, key) for token, key in taps))


def test_two_hundred_buyers_for_fifty_pieces(tmp_path: Path) -> None:
    variant = make_variant(stock=PIECES)
    tokens = [make_buyer() for _ in range(BUYERS)]

    with open_roles(tmp_path) as stage:
        answers = asyncio.run(rush(stage, [(token, f"rush-{token[-20:]}") for token in tokens], variant.pk))

    assert Counter(answer.status for answer in answers) == {201: PIECES, 409: BUYERS - PIECES}
    refusals = {(answer.body["code"], answer.body["title"]) for answer in answers if answer.status == 409}
    assert refusals == {("inventory.sold_out", "Someone was faster: this is sold out. You have not been charged.")}
    assert all(answer.body["status"] == "paid" for answer in answers if answer.status == 201)
    assert stock_of(variant) == (PIECES, PIECES)
    counted = [model.objects.count() for model in (OrderGroup, Order, Reservation, Payment, SandboxCharge)]
    assert counted == [PIECES] * 5
    assert set(Order.objects.values_list("status", flat=True)) == {"on_hold"}
    assert ledger.check_books().problems == ()


def test_pressing_the_button_many_times_buys_once(tmp_path: Path) -> None:
    variant = make_variant(stock=10)
    taps = [(make_buyer(), f"button-{number}") for number in range(3)]

    with open_roles(tmp_path) as stage:
        answers = asyncio.run(rush(stage, taps * 8, variant.pk))

    assert {answer.status for answer in answers} == {201}
    by_key = {key: {answer.body["id"] for answer in answers if answer.key == key} for _, key in taps}
    assert [len(ids) for ids in by_key.values()] == [1, 1, 1]
    assert OrderGroup.objects.count() == SandboxCharge.objects.count() == 3
    assert stock_of(variant) == (10, 3)
    assert ledger.check_books().problems == ()
