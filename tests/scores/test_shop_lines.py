"""What counts for a shop, metric by metric, by examples made by hand."""

from __future__ import annotations

import datetime as dt

import pytest

from halles.fulfillment.models import HandoverProof
from halles.kit.ids import uuid7
from halles.markets.queries import get_market
from halles.orders import story
from halles.orders.models import OrderRefund
from halles.returns.models import Dispute
from halles.scores.formula import Line
from halles.scores.lines.shop import answer_due, count_delivered, shop_lines
from halles.sellers.models import Seller, SellerStaff
from halles.social.models import Question
from tests.scores.makers import (
    DAY,
    NOW,
    ago,
    cancel,
    hand_over,
    line_of,
    make_order,
    make_orders,
    make_shop,
    review,
    say,
    send_back,
)
from tests.users.makers import make_user

pytestmark = pytest.mark.django_db
FRANCE = get_market("FR")
HOUR = dt.timedelta(hours=1)


def found(seller: Seller, metric: str) -> list[Line]:
    return [line for line in shop_lines(seller.pk, FRANCE, NOW) if line.metric == metric]


def told(seller: Seller, metric: str) -> list[tuple[str, int, str]]:
    return [(line.what, line.against, line.why) for line in found(seller, metric)]


def test_delivered_orders_of_ninety_days_count_but_not_those_of_the_shops_own_people() -> None:
    variant = make_shop()
    packer = make_user()
    SellerStaff.objects.create(seller=variant.seller, user=packer, role="packer", added_at=ago(300))
    make_orders(variant, 2, delivered=89)
    make_order(variant, delivered=91)
    make_order(variant, delivered=None)
    make_order(variant, user=packer)
    make_order(variant, total_minor=0)
    make_order(variant, discounts=[{"kind": "sample", "amount_minor": 2490}])
    make_order(make_shop())

    assert count_delivered(variant.seller.pk, FRANCE, NOW) == 2


def test_the_first_rating_counts_whatever_becomes_of_it() -> None:
    variant = make_shop()
    orders = make_orders(variant, 6)
    review(orders[0], 2)
    review(orders[1], 3)
    review(orders[2], 1, stars=5)  # made better later
    review(orders[3], 1, status="removed", removed_at=NOW, removed_by_kind="author")
    review(orders[4], 1, status="removed", removed_at=NOW, removed_by_kind="staff")
    make_order(variant, delivered=61)

    assert told(variant.seller, "negative_reviews") == [
        (orders[0].group.number, 1, "stars:2"),
        (orders[1].group.number, 0, "stars:3"),
        (orders[2].group.number, 1, "stars:1"),
        (orders[3].group.number, 1, "stars:1"),
        (orders[4].group.number, 0, ""),
        (orders[5].group.number, 0, ""),
    ]


def test_only_what_was_not_the_customers_fault_counts_as_faulty() -> None:
    variant = make_shop()
    orders = make_orders(variant, 8)
    send_back(orders[0])
    send_back(orders[1], status="rejected", approved_at=None, rejected_at=NOW)
    send_back(orders[2], ground="change_of_mind", reason="does_not_fit")
    send_back(orders[3], kind="withdrawal", ground="withdrawal", reason="")
    for order, reason in ((orders[4], "arrived_damaged"), (orders[5], "goodwill")):
        OrderRefund.objects.create(
            order=order,
            amount_minor=100,
            currency="EUR",
            reason=reason,
            by_kind="seller",
            at=ago(1),
            parts=[],
            payment_refund_id=uuid7(),
        )
    for order, decision in ((orders[6], "refund_part"), (orders[7], "no_refund")):
        Dispute.objects.create(
            order=order,
            kind="not_arrived",
            opened_by="customer",
            opened_at=ago(2),
            answer_by_at=ago(1),
            status="decided",
            decision=decision,
            closed_at=ago(1),
        )

    assert [(against, why) for _, against, why in told(variant.seller, "faulty_orders")] == [
        (1, "fault:does_not_work"),
        (0, ""),
        (0, ""),
        (0, ""),
        (1, "fault:arrived_damaged"),
        (0, ""),
        (1, "fault:case_decided"),
        (0, ""),
    ]


def test_cancellations_count_by_whose_fault_they_were() -> None:
    variant = make_shop()
    orders = make_orders(variant, 6, delivered=None)
    shop = story.seller(variant.seller.owner.pk)
    cancel(orders[0], shop, "out_of_stock")
    cancel(orders[1], shop, "customer_asked")
    cancel(orders[2], story.CLOCK, "not_shipped")
    cancel(orders[3], story.customer(None), "changed_mind")
    cancel(orders[4], shop, "damaged", line_only=True)
    make_order(variant, delivered=None, placed_at=ago(31))

    assert [(against, why) for _, against, why in told(variant.seller, "cancellations")] == [
        (1, "canceled:out_of_stock"),
        (0, ""),
        (1, "canceled:not_shipped"),
        (0, ""),
        (1, "canceled:damaged"),
        (0, ""),
    ]


def test_dispatch_is_measured_by_the_first_scan_or_the_receipt_of_the_shop() -> None:
    variant = make_shop()
    orders = make_orders(variant, 8, delivered=None, placed_at=ago(8))
    # Due at the end of the second day, on the clocks of Paris.
    due = dt.datetime(2026, 6, 11, 22, tzinfo=dt.UTC)
    hand_over(orders[0], due - HOUR)
    hand_over(orders[1], due + 90 * HOUR / 60)
    late_scan = hand_over(orders[2], due + DAY)
    struck = hand_over(orders[3], due + DAY)
    hand_over(orders[4], None)
    hand_over(orders[5], None, carrier="at_shop")
    hand_over(orders[6], None, carrier="other", next_poll_at=None)  # nobody can be asked
    for package, struck_at in ((late_scan, None), (struck, NOW)):
        HandoverProof.objects.create(
            package=package, handed_over_at=due - HOUR, key="x", made_by_id=uuid7(), made_at=NOW, struck_at=struck_at
        )
    for order in orders[:7]:
        order.status = "in_transit"
        order.save()

    lines = found(variant.seller, "late_dispatch")
    assert {line.at for line in lines} == {due}
    assert [(line.what, line.against, line.why) for line in lines] == [
        (orders[0].group.number, 0, "scan"),
        (orders[1].group.number, 1, "handed_over_late:90"),
        (orders[2].group.number, 0, "receipt"),
        (orders[3].group.number, 1, "handed_over_late:1440"),
        (orders[4].group.number, 1, "not_handed_over"),
        (orders[5].group.number, 0, "scan"),
        (orders[7].group.number, 1, "not_handed_over"),
    ]


def test_an_order_is_handed_over_with_its_last_parcel_and_not_before_it_is_due() -> None:
    variant = make_shop()
    two, waiting = make_orders(variant, 2, delivered=None, placed_at=ago(8), status="in_transit")
    due = dt.datetime(2026, 6, 11, 22, tzinfo=dt.UTC)
    hand_over(two, due - DAY)
    hand_over(two, due + HOUR, position=2)
    hand_over(waiting, due - DAY)
    hand_over(waiting, None, position=2)
    make_order(variant, delivered=None, placed_at=ago(1))

    assert [(against, why) for _, against, why in told(variant.seller, "late_dispatch")] == [
        (1, "handed_over_late:60"),
        (1, "not_handed_over"),
    ]


def test_messages_are_answered_by_the_same_hour_of_the_next_business_day() -> None:
    friday = dt.datetime(2026, 6, 12, 13, tzinfo=dt.UTC)
    assert answer_due(FRANCE, friday) == dt.datetime(2026, 6, 15, 13, tzinfo=dt.UTC)
    before_bastille_day = dt.datetime(2026, 7, 13, 8, tzinfo=dt.UTC)
    assert answer_due(FRANCE, before_bastille_day) == dt.datetime(2026, 7, 15, 8, tzinfo=dt.UTC)

    seller = make_shop().seller
    say(seller, ("customer", friday), ("customer", friday + HOUR), ("shop", friday + 71 * HOUR))
    say(seller, ("customer", friday), ("shop", friday + 73 * HOUR), ("customer", friday + 74 * HOUR))
    say(seller, ("customer", NOW - HOUR))  # not due yet

    assert [(line.at, line.against, line.why) for line in found(seller, "late_answers")] == [
        (friday, 0, "answered:4260"),
        (friday, 1, "answered:4380"),
        (friday + 74 * HOUR, 1, "not_answered"),
    ]


def test_public_questions_count_as_messages_do() -> None:
    variant = make_shop()
    asked = {"product": variant.product, "seller": variant.seller, "user": make_user(), "text": "Lavable ?"}
    Question.objects.create(**asked, created_at=ago(9), answered_at=ago(8.9))
    Question.objects.create(**asked, created_at=ago(6))
    Question.objects.create(**asked, created_at=ago(31))

    assert [(line.against, line.why) for line in found(variant.seller, "late_answers")] == [
        (0, "answered:144"),
        (1, "not_answered"),
    ]


def test_after_sales_are_the_minutes_of_answers_and_inspections() -> None:
    variant = make_shop()
    orders = make_orders(variant, 4, delivered=12)
    asked_at = ago(10)
    send_back(orders[0], requested_at=asked_at, approved_at=asked_at + 3 * HOUR, received_at=ago(6), closed_at=ago(5))
    send_back(orders[1], requested_at=ago(3), approved_at=None, status="requested")  # open for three days
    send_back(orders[2], requested_at=ago(0.5), approved_at=None, status="requested")  # not yet too long
    send_back(orders[3], kind="withdrawal", ground="withdrawal", reason="", requested_at=asked_at)

    assert [(line.what, line.against, line.why) for line in found(variant.seller, "after_sales")] == [
        (orders[0].group.number, 180, "return_answer"),
        (orders[0].group.number, 1_440, "return_inspection"),
        (orders[1].group.number, 4_320, "return_answer_open"),
    ]


def test_a_second_order_of_a_purchase_is_called_by_its_number() -> None:
    variant = make_shop()
    order = make_order(variant)
    order.position = 2
    order.save()

    assert found(variant.seller, "negative_reviews")[0].what == f"{order.group.number}-2"
    assert line_of(order).title
