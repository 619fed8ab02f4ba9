"""From a click to money that is the creator's: estimated, booked, reversed in proportion, confirmed."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid

import pytest
from django.db import DatabaseError, connection, transaction

from halles.affiliates.evidence import decide_again
from halles.affiliates.handlers import sales
from halles.affiliates.models import Attribution, Commission, MarketplaceEntry
from halles.affiliates.services import booking, touching
from halles.affiliates.services.marketplace import refresh_products
from halles.checkout.purchase import Buyer, Wanted
from halles.creators.models import Creator, CreatorSelling
from halles.fulfillment import services as parcels
from halles.interactions.sources import new_source, sign_source
from halles.kit import clock
from halles.ledger import queries as ledger
from halles.ledger.accounts import creator_available, creator_pending, seller_available, seller_pending
from halles.markets.queries import all_markets, get_market
from halles.orders import services as orders
from halles.orders import story
from halles.orders.events import OrderPaid
from halles.orders.models import Order
from halles.payments import services as payments
from halles.payments.models import Payment
from halles.payouts import services as payouts
from halles.payouts.events import PayoutPaid, PayoutReturned
from halles.payouts.models import Hold, Payout, PayoutRun
from halles.payouts.queries import check_money_now
from tests.affiliates.makers import (
    decide_now,
    make_creator,
    make_led,
    make_participation,
    make_plan,
    make_touch,
)
from tests.orders.makers import AT, SOMEBODY, Bought, make_bought, make_variant
from tests.users.makers import make_user
from tests.videos.makers import make_video

pytestmark = pytest.mark.django_db


def deliver(order: Order, *, at: dt.datetime) -> None:
    with transaction.atomic():
        pieces = {line.pk: line.quantity - line.canceled_quantity for line in order.lines.all()}
        parcels.ship(order.pk, parcels.Parcelled(pieces, "sandbox", f"HP{uuid.uuid4().int % 10**10:010d}"), by=SOMEBODY)
        parcels.confirm_received(order.pk, by=story.customer(None))


def take_money() -> None:
    """The window is over: what remains is captured and booked."""
    orders.release_due()
    for payment in Payment.objects.filter(captured_minor=0):
        payments.send_capture(payment.pk)


def assert_books_hold() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    assert check_money_now().problems == []


def test_a_click_becomes_a_commission_that_is_confirmed_when_the_return_days_are_over() -> None:
    with clock.travel(AT):
        creator, variant = make_creator(), make_variant(prices={"FR": 2400})
        make_plan(variant.seller, 1_000)
        bought = make_led(make_touch(creator, variant), (variant, 2))
    order = bought.order
    commission = Commission.objects.get()
    # 48.00 with 20 % VAT inside: 40.00, of which 10 %.
    assert (commission.status, commission.base_minor, commission.amount_minor) == ("estimated", 4000, 400)
    assert ledger.balance(creator_pending(creator.pk, "EUR")) == 0

    with clock.travel(AT + dt.timedelta(hours=2)):
        take_money()
    commission.refresh_from_db()
    assert (commission.status, ledger.balance(creator_pending(creator.pk, "EUR"))) == ("pending", 400)
    fee = order.platform_fee_minor
    assert ledger.balance(seller_pending(order.seller_id, "EUR")) == 4800 - fee - 400
    assert Hold.objects.get().amount_minor == 4800 - fee - 400

    with clock.travel(AT + dt.timedelta(days=2)):
        deliver(order, at=clock.now())
    commission.refresh_from_db()
    assert commission.confirm_at == AT + dt.timedelta(days=32)
    with clock.travel(AT + dt.timedelta(days=31)):
        assert booking.confirm_due() == 0
    with clock.travel(AT + dt.timedelta(days=32)):
        assert booking.confirm_due() == 1
        assert booking.confirm_due() == 0
    commission.refresh_from_db()
    assert commission.status == "confirmed"
    assert ledger.balance(creator_pending(creator.pk, "EUR")) == 0
    assert ledger.balance(creator_available(creator.pk, "EUR")) == 400
    assert_books_hold()


def test_a_market_may_take_the_rate_of_the_price_with_its_tax(monkeypatch: pytest.MonkeyPatch) -> None:
    france = get_market("FR")
    rules = dataclasses.replace(france.affiliates, base="with_tax")
    monkeypatch.setitem(all_markets(), "FR", dataclasses.replace(france, affiliates=rules))
    with clock.travel(AT):
        creator, variant = make_creator(), make_variant(prices={"FR": 2400})
        make_plan(variant.seller, 1_000)
        make_led(make_touch(creator, variant), (variant, 2))
    commission = Commission.objects.get()
    assert (commission.base_minor, commission.amount_minor) == (4800, 480)
    refresh_products([variant.product_id])
    assert MarketplaceEntry.objects.get(market="FR").earn_minor == 240


def test_a_refund_takes_the_commission_back_in_proportion_also_after_it_was_confirmed() -> None:
    with clock.travel(AT):
        creator, variant = make_creator(), make_variant(prices={"FR": 2400})
        make_plan(variant.seller, 8_000)
        bought = make_led(make_touch(creator, variant), (variant, 3))
        line = bought.order.lines.get()
        assert Commission.objects.get().amount_minor == 4800
    with clock.travel(AT + dt.timedelta(hours=2)):
        take_money()
        orders.refund_line(line.pk, quantity=1, by=story.seller(SOMEBODY), reason="goodwill")
    commission = Commission.objects.get()
    assert (commission.status, commission.reversed_minor, commission.reversed_reason) == ("pending", 1600, "goodwill")
    assert ledger.balance(creator_pending(creator.pk, "EUR")) == 3200
    assert_books_hold()

    with clock.travel(AT + dt.timedelta(hours=2)):
        deliver(bought.order, at=clock.now())
    with clock.travel(AT + dt.timedelta(days=40)):
        payouts.release_due()
        booking.confirm_due()
        assert ledger.balance(creator_available(creator.pk, "EUR")) == 3200
        orders.refund_order(bought.order.pk, by=story.seller(SOMEBODY), reason="goodwill")
    commission.refresh_from_db()
    assert (commission.status, commission.reversed_minor) == ("reversed", 4800)
    assert ledger.balance(creator_available(creator.pk, "EUR")) == 0
    assert_books_hold()


def test_a_return_asked_for_after_the_settlement_keeps_the_commission_waiting() -> None:
    with clock.travel(AT):
        creator, variant = make_creator(), make_variant(prices={"FR": 2400})
        make_plan(variant.seller, 1_000)
        bought = make_led(make_touch(creator, variant), (variant, 1))
    with clock.travel(AT + dt.timedelta(hours=2)):
        take_money()
        deliver(bought.order, at=clock.now())
    request = uuid.uuid4()
    with clock.travel(AT + dt.timedelta(days=20)):
        payouts.release_due()
        hold = Hold.objects.get()
        assert Hold.objects.released().get() == hold
        payouts.block(bought.order.pk, 1_000, reference_id=request)
        hold.refresh_from_db()
        assert hold.blocked_minor == 0
    with clock.travel(AT + dt.timedelta(days=40)):
        assert booking.confirm_due() == 0
        assert Commission.objects.get().status == "pending"
        payouts.unblock(request)
        hold.refresh_from_db()
        assert hold.blocked_minor == 0
    with clock.travel(AT + dt.timedelta(days=42)):
        assert booking.confirm_due() == 1
    assert_books_hold()


def test_after_the_payout_a_reversal_leaves_a_debt_that_the_next_commission_recovers() -> None:
    with clock.travel(AT):
        creator, variant = make_creator(), make_variant(prices={"FR": 2400})
        make_plan(variant.seller, 1_000)
        bought = make_led(make_touch(creator, variant), (variant, 1))
    with clock.travel(AT + dt.timedelta(hours=2)):
        take_money()
        deliver(bought.order, at=clock.now())
    with clock.travel(AT + dt.timedelta(days=40)):
        booking.confirm_due()
        paid = booking.mark_paid(creator.pk, "EUR", payout_id=uuid.uuid4(), confirmed_until=clock.now(), at=clock.now())
        assert (paid, Commission.objects.get().status) == (1, "paid")
        before = ledger.balance(creator_available(creator.pk, "EUR"))
        orders.refund_order(bought.order.pk, by=story.seller(SOMEBODY), reason="goodwill")
    assert ledger.balance(creator_available(creator.pk, "EUR")) == before - 200
    assert Commission.objects.get().status == "reversed"
    assert_books_hold()


def test_what_is_canceled_within_the_window_is_never_booked() -> None:
    with clock.travel(AT):
        creator, variant = make_creator(), make_variant()
        make_plan(variant.seller)
        bought = make_led(make_touch(creator, variant), (variant, 1))
        with transaction.atomic():
            orders.cancel_order(bought.order.pk, by=story.customer(None), reason="changed_mind")
    commission = Commission.objects.get()
    assert (commission.status, commission.kept_minor, commission.reversed_reason) == ("void", 0, "changed_mind")
    assert ledger.balance(creator_pending(creator.pk, "EUR")) == 0


def test_a_late_decision_is_the_same_and_finds_the_order_where_it_is() -> None:
    with clock.travel(AT):
        creator, variant = make_creator(), make_variant(prices={"FR": 2400})
        plan = make_plan(variant.seller, 1_000)
        touch = make_touch(creator, variant)
        bought = make_bought((variant, 2), buyer=Buyer(email="guest@example.org", touch_key=touch.key))
    with clock.travel(AT + dt.timedelta(hours=2)):
        take_money()
        orders.refund_line(bought.order.lines.get().pk, quantity=1, by=story.seller(SOMEBODY), reason="goodwill")
        deliver(bought.order, at=clock.now())
    with clock.travel(AT + dt.timedelta(days=3)):
        # The shop has cut its rate meanwhile; what was promised at the sale is paid.
        plan.rates.create(rate_bps=100, from_at=clock.now(), locked_until=clock.now(), announced_at=clock.now())
        assert decide_now(bought.group) == 1
        assert decide_now(bought.group) == 0
    commission = Commission.objects.get()
    assert (commission.amount_minor, commission.kept_minor, commission.status) == (400, 200, "pending")
    assert commission.confirm_at == AT + dt.timedelta(hours=2, days=30)
    assert ledger.balance(creator_pending(creator.pk, "EUR")) == 200
    assert_books_hold()


def test_a_decision_made_after_the_sellers_money_is_free_takes_it_from_there() -> None:
    with clock.travel(AT):
        creator, variant = make_creator(), make_variant(prices={"FR": 2400})
        make_plan(variant.seller, 1_000)
        touch = make_touch(creator, variant)
        bought = make_bought((variant, 1), buyer=Buyer(email="guest@example.org", touch_key=touch.key))
    with clock.travel(AT + dt.timedelta(hours=2)):
        take_money()
        deliver(bought.order, at=clock.now())
    with clock.travel(AT + dt.timedelta(days=20)):
        payouts.release_due()
        free = ledger.balance(seller_available(bought.order.seller_id, "EUR"))
        decide_now(bought.group)
    assert ledger.balance(seller_available(bought.order.seller_id, "EUR")) == free - 200
    assert_books_hold()


def test_the_source_on_the_line_counts_without_any_recorded_touch() -> None:
    with clock.travel(AT):
        creator, variant = make_creator(), make_variant()
        make_plan(variant.seller, 500)
        video = make_video(creator, shows=variant)
        token = sign_source(new_source(content_kind="video", content_id=video.pk, creator_id=creator.pk))
    with clock.travel(AT + dt.timedelta(minutes=5)):
        bought = make_bought(lines=(Wanted(variant.pk, 1, token),))
        decide_now(bought.group)
    attribution = Attribution.objects.get()
    assert (attribution.creator_id, attribution.reason, attribution.rate_bps) == (creator.pk, "last_touch", 500)
    assert attribution.touch is not None
    assert attribution.touch["touch"]["kind"] == "video"


def test_a_person_s_touches_follow_them_to_another_browser_and_their_own_purchases_earn_nothing() -> None:
    with clock.travel(AT):
        person = make_user()
        creator, variant = make_creator(), make_variant()
        make_plan(variant.seller)
        touch = make_touch(creator, variant)
        assert touching.link_to_person(touch.key, person.pk) == 1
        bought = make_bought((variant, 1), buyer=Buyer(email=person.email, user_id=person.pk))
        decide_now(bought.group)
        assert Commission.objects.get().creator_id == creator.pk

        own = make_touch(make_creator(person), variant, at=clock.now())
        # A guest with the address of an account is that person.
        again = make_led(own, (variant, 1), buyer=Buyer(email=person.email.upper(), touch_key=own.key))
    decided = Attribution.objects.get(line__order__group=again.group)
    assert (decided.creator_id, decided.reason) == (None, "own_purchase")
    assert Commission.objects.count() == 1


@pytest.mark.parametrize("who", ["newcomer", "official", "admitted after the sale"])
def test_who_has_no_leave_to_earn_earns_by_no_link(who: str) -> None:
    variant = make_variant(prices={"FR": 2400})
    make_plan(variant.seller, 1_000)
    shop = make_variant().seller if who == "official" else None
    creator = make_creator(selling="none", seller=shop)
    if who == "admitted after the sale":
        CreatorSelling.objects.create(creator=creator, status="full", since=clock.now() + dt.timedelta(hours=1))
    bought = make_led(make_touch(creator, variant), (variant, 1))
    decision = Attribution.objects.get(line__order=bought.order)
    assert (decision.creator_id, decision.candidates[0]["why_not"]) == (None, "not_admitted")
    assert not Commission.objects.exists()


def test_every_line_has_a_decision_that_is_never_changed_and_decides_the_same_again() -> None:
    with clock.travel(AT):
        creator, mine, other = make_creator(), make_variant(), make_variant()
        plan = make_plan(mine.seller, kind="targeted", product=mine.product)
        make_participation(plan, creator)
        make_led(make_touch(creator, mine), (mine, 1), (other, 1))
    decisions = {one.line.product_id: one for one in Attribution.objects.select_related("line")}
    assert {key: one.reason for key, one in decisions.items()} == {
        mine.product_id: "last_touch",
        other.product_id: "other_product",
    }
    for one in decisions.values():
        again = decide_again(one.evidence)
        assert (again.reason, again.amount_minor, again.base_minor) == (one.reason, one.amount_minor, one.base_minor)
        for statement in (
            "UPDATE affiliates_attribution SET rate_bps = 1 WHERE id = %s",
            "DELETE FROM affiliates_attribution WHERE id = %s",
        ):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement, [one.pk])
    with pytest.raises(DatabaseError), transaction.atomic():
        Commission.objects.update(amount_minor=1)
    # Nor does a commission leave its way, or any of it go as a whole.
    with pytest.raises(DatabaseError, match="does not go from estimated to paid"), transaction.atomic():
        Commission.objects.update(status="paid")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in ("rate", "attribution", "commission"):
            with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
                cursor.execute(f"TRUNCATE affiliates_{table} CASCADE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def test_only_purchases_that_something_led_to_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    deferred: list[str] = []
    monkeypatch.setattr(sales, "defer", lambda task, **arguments: deferred.append(arguments["group_id"]))
    person, group = make_user(), uuid.uuid4()

    sales.order_paid(OrderPaid(group, has_source=False))
    sales.order_paid(OrderPaid(group, has_source=False, user_id=person.pk))
    assert deferred == []
    make_touch(make_creator(), user=person)
    sales.order_paid(OrderPaid(group, has_source=False, user_id=person.pk))
    sales.order_paid(OrderPaid(group, has_source=True))
    sales.order_paid(OrderPaid(group, has_source=False, has_touch_key=True))
    assert deferred == [str(group)] * 3


def test_a_payout_pays_what_was_confirmed_when_it_was_planned_and_gives_it_back_when_the_bank_does() -> None:
    with clock.travel(AT):
        creator, variant = make_creator(), make_variant(prices={"FR": 2400})
        make_plan(variant.seller, 1_000)
        sold = [make_led(make_touch(creator, variant), (variant, 1)) for _ in range(2)]
    with clock.travel(AT + dt.timedelta(hours=2)):
        take_money()
        deliver(sold[0].order, at=clock.now())
    with clock.travel(AT + dt.timedelta(days=1)):
        deliver(sold[1].order, at=clock.now())
    with clock.travel(AT + dt.timedelta(days=30, hours=3)):
        assert booking.confirm_due() == 1
        payout = make_payout(creator, amount_minor=200)
    with clock.travel(AT + dt.timedelta(days=32)):
        assert booking.confirm_due() == 1
        facts = (payout.pk, "creator", creator.pk, 200, "EUR")
        sales.payout_paid(PayoutPaid(*facts, clock.now()))
        assert statuses(sold) == ["paid", "confirmed"]
        assert Commission.objects.get(status="paid").payout_id == payout.pk
        sales.payout_paid(PayoutPaid(payout.pk, "seller", creator.pk, 200, "EUR", clock.now()))
        sales.payout_returned(PayoutReturned(*facts, "account_closed", clock.now()))
        assert statuses(sold) == ["confirmed", "confirmed"]
        assert not Commission.objects.exclude(payout_id=None, paid_at=None).exists()


def statuses(sold: list[Bought]) -> list[str]:
    return [Commission.objects.get(order=bought.order).status for bought in sold]


def make_payout(creator: Creator, *, amount_minor: int) -> Payout:
    now = clock.now()
    run = PayoutRun.objects.create(market="FR", currency="EUR", on=now.date(), created_at=now)
    return Payout.objects.create(
        number="P-1",
        run=run,
        payee_kind="creator",
        payee_id=creator.pk,
        payee_name=creator.name,
        currency="EUR",
        amount_minor=amount_minor,
        bank="sandbox",
        created_at=now,
    )
