"""What creators, operators and programs read about commissions."""

from __future__ import annotations

import datetime as dt
import json
import uuid

import pytest
from django.test import Client

from halles.affiliates.models import Commission
from halles.affiliates.queries import commissions as queries
from halles.affiliates.queries.explaining import find_chain
from halles.cli.commands import explain
from halles.kit import clock
from halles.orders import services as orders
from halles.orders import story
from halles.users.services import issue_token
from tests.affiliates.makers import make_creator, make_led, make_plan, make_touch
from tests.affiliates.test_commissions import deliver, take_money
from tests.orders.makers import AT, SOMEBODY, make_variant
from tests.users.makers import make_user

pytestmark = pytest.mark.django_db


def api(client: Client, user: object, way: str) -> tuple[int, dict[str, object]]:
    token = issue_token(user, "program")  # type: ignore[arg-type]
    response = client.get(f"/api/v1{way}", headers={"Authorization": f"Bearer {token}"})
    return response.status_code, response.json()


def test_a_creator_reads_what_each_line_earned_and_why_and_never_who_bought_it(client: Client) -> None:
    with clock.travel(AT):
        creator, other, variant = make_creator(), make_creator(), make_variant(prices={"FR": 2400})
        plan = make_plan(variant.seller, 1_000)
        first = make_touch(other, variant, at=AT - dt.timedelta(days=2), content_id=uuid.uuid4())
        touch = make_touch(creator, variant, key=first.key)
        make_led(touch, (variant, 1), place={"name": "Célestine Vandenberghe"})
    commission = Commission.objects.get()
    way = f"/profiles/{creator.pk}/commissions"

    status, page = api(client, creator.user, way)
    assert (status, page["next_cursor"]) == (200, None)
    (one,) = page["commissions"]  # type: ignore[misc]
    assert {
        name: one[name] for name in ("status", "base_minor", "rate_bps", "amount_minor", "kept_minor", "plan_id")
    } == {
        "status": "estimated",
        "base_minor": 2000,
        "rate_bps": 1000,
        "amount_minor": 200,
        "kept_minor": 200,
        "plan_id": str(plan.pk),
    }
    status, explained = api(client, creator.user, f"{way}/{commission.pk}")
    assert [(one["is_mine"], one["why_not"], one["content_id"]) for one in explained["touches"]] == [  # type: ignore[attr-defined]
        (True, "", None),
        (False, "later_touch", None),
    ]
    assert explained["reason_words"] == "The last click before the purchase."
    told = json.dumps([page, explained])
    for secret in ("Célestine", "C\\u00e9lestine", "guest@example.org", str(other.pk), str(touch.key)):
        assert secret not in told
    assert api(client, creator.user, f"{way}?status=paid")[1]["commissions"] == []
    assert api(client, make_user(), way)[0] == 404
    assert api(client, other.user, f"/profiles/{other.pk}/commissions/{commission.pk}")[0] == 404


def test_totals_and_what_comes_when(client: Client) -> None:
    with clock.travel(AT):
        creator, variant = make_creator(), make_variant(prices={"FR": 2400})
        make_plan(variant.seller, 1_000)
        sold = make_led(make_touch(creator, variant), (variant, 2))
    with clock.travel(AT + dt.timedelta(hours=2)):
        take_money()
        deliver(sold.order, at=clock.now())
        make_led(make_touch(creator, variant), (variant, 1))
        _, told = api(client, creator.user, f"/profiles/{creator.pk}/earnings")
    assert told == {
        "totals": [
            {"status": "estimated", "currency": "EUR", "amount_minor": 200, "line_count": 1},
            {"status": "pending", "currency": "EUR", "amount_minor": 400, "line_count": 1},
        ],
        "forecast": [
            {"on": "2026-07-02", "currency": "EUR", "amount_minor": 400, "line_count": 1},
            {"on": None, "currency": "EUR", "amount_minor": 200, "line_count": 1},
        ],
    }
    assert queries.earnings_of([sold.order.lines.get().pk])[sold.order.lines.get().pk].creator == creator


def test_a_purchase_is_explained_from_its_discounts_to_its_settlement(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with clock.travel(AT):
        creator, other, variant = make_creator(), make_creator(), make_variant(prices={"FR": 2400})
        make_plan(variant.seller, 1_000)
        first = make_touch(other, variant, at=AT - dt.timedelta(days=2))
        bought = make_led(make_touch(creator, variant, key=first.key), (variant, 2))
    with clock.travel(AT + dt.timedelta(hours=2)):
        take_money()
        orders.refund_line(bought.order.lines.get().pk, quantity=1, by=story.seller(SOMEBODY), reason="goodwill")
    monkeypatch.setattr("halles.cli.house.run_in_house", lambda work: work())
    assert explain.run_order(explain.argparse.Namespace(number=bought.group.number.lower())) == 0
    told = capsys.readouterr().out
    for words in (
        f"Purchase {bought.group.number}, 2026-06-02 08:00 UTC, FR: €52.90",
        "tax €8.00 at 20 %, remitted by the shop",
        f"commission €4.00 to @{creator.handle}: 10 % of base €40.00 (last_touch)",
        "pending; given back €2.00 goodwill",
        f"link of @{other.handle}",
        "no: later_touch",
        "won, open plan, 10 %",
        "deciding again gives the same answer",
        "commission_reversed",
        "debit  creator_pending",
        "wait until it is delivered",
    ):
        assert words in told, (words, told)
    assert explain.run_order(explain.argparse.Namespace(number="H-NOTHERE")) == 1
    assert find_chain("H-NOTHERE") is None


def test_books_and_commissions_are_compared() -> None:
    with clock.travel(AT):
        creator, variant = make_creator(), make_variant(prices={"FR": 2400})
        make_plan(variant.seller, 1_000)
        make_led(make_touch(creator, variant), (variant, 1))
    with clock.travel(AT + dt.timedelta(hours=2)):
        take_money()
    assert queries.check_commissions() == []
    Commission.objects.update(reversed_minor=1)
    assert queries.check_commissions() == [
        f"creator {creator.pk}: 199 EUR of commissions waiting, 200 pending in the books"
    ]
