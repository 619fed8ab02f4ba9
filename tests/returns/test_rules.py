"""The market's rules: until when, for what, who pays, who decides by silence; and refusals that write nothing."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.db import transaction
from PIL import Image

from halles.fulfillment.carriers.port import Scan
from halles.fulfillment.errors import TrackingNumberInvalid
from halles.kit import clock
from halles.kit.errors import Refusal
from halles.ledger import queries as ledger
from halles.ledger.accounts import carriers_due, seller_available, seller_pending
from halles.markets.queries import get_market
from halles.media.errors import NotAPicture
from halles.orders import services as ordering
from halles.orders.models import Order, OrderRefund
from halles.payments import services as payments
from halles.payments.models import Payment
from halles.payouts import queries as payout_queries
from halles.payouts import services as payouts
from halles.payouts.models import Block, Hold
from halles.returns import errors, periods, queries, services
from halles.returns.models import Dispute, Picture, ReturnClass, ReturnRequest, Statement
from tests.fulfillment.makers import make_order_to_pack, make_package
from tests.moderation.makers import make_staff
from tests.orders.makers import make_bought, make_seller, make_shipping, make_variant, stock_of
from tests.returns.makers import (
    AT,
    DAY,
    DELIVERED_AT,
    HOUR,
    RELEASED_AT,
    SHOP,
    SOMEBODY,
    ask,
    deliver,
    look,
    make_two_lines,
    send_back,
    withdraw,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at() -> Iterator[None]:
    with clock.travel(DELIVERED_AT + HOUR):
        yield


def assert_nothing_was_written() -> None:
    assert not ReturnRequest.objects.exists()
    assert not Statement.objects.exists()
    assert not Block.objects.exists()
    assert not OrderRefund.objects.exists()


def test_periods_count_whole_days_and_end_on_a_business_day_where_the_law_says_so() -> None:
    france, britain = get_market("FR"), get_market("GB")
    saturday = dt.datetime(2026, 6, 6, 15, tzinfo=dt.UTC)
    # Saturday, 20 June is no business day: the period lasts to the end of Monday, 22 June, in Paris.
    assert periods.withdrawal_end(france, saturday, has_terms=False) == dt.datetime(2026, 6, 22, 22, tzinfo=dt.UTC)
    assert periods.withdrawal_end(britain, saturday, has_terms=False) == dt.datetime(2026, 6, 20, 23, tzinfo=dt.UTC)
    assert periods.withdrawal_end(get_market("US"), saturday, has_terms=False) is None
    japan = get_market("JP")
    assert periods.withdrawal_end(japan, saturday, has_terms=True) is None
    # It is Sunday already in Tokyo.
    assert periods.withdrawal_end(japan, saturday, has_terms=False) == dt.datetime(2026, 6, 15, 15, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("after", "can_withdraw", "grounds"),
    [
        (14 * DAY, True, {"change_of_mind", "fault"}),
        (15 * DAY, False, {"change_of_mind", "fault"}),
        (31 * DAY, False, {"fault"}),
        (731 * DAY, False, set()),
    ],
)
def test_what_may_be_done_when(after: dt.timedelta, can_withdraw: bool, grounds: set[str]) -> None:
    order, _bowls, cup = make_two_lines()
    with clock.travel(DELIVERED_AT + after):
        order = Order.objects.select_related("group", "seller").get(pk=order.pk)
        rights = queries.rights_of(order)
        assert (rights.can_withdraw, set(rights.grounds)) == (can_withdraw, grounds)
        if not can_withdraw:
            with pytest.raises(errors.WithdrawalOver):
                withdraw(order, {cup.pk: 1})
            assert_nothing_was_written()


def test_refusals_write_nothing() -> None:
    order, bowls, cup = make_two_lines()
    services.set_return_class(cup.product_id, "perishable", by=SOMEBODY)
    ReturnClass.objects.update(from_at=AT - DAY)
    refused: list[tuple[type[Refusal], object]] = [
        (errors.NothingChosen, lambda: withdraw(order, {})),
        (errors.NothingChosen, lambda: withdraw(order, {bowls.pk: -1})),
        (errors.TooManyPieces, lambda: withdraw(order, {bowls.pk: 4})),
        (errors.NameMissing, lambda: withdraw(order, {bowls.pk: 1}, name=" ")),
        (errors.NameMissing, lambda: withdraw(order, {bowls.pk: 1}, email="nobody")),
        (errors.WithdrawalExcepted, lambda: withdraw(order, {cup.pk: 1})),
        (errors.WithdrawalExcepted, lambda: ask(order, {cup.pk: 1}, "changed_mind")),
        (errors.ReasonInvalid, lambda: ask(order, {bowls.pk: 1}, "because")),
        (errors.WordsMissing, lambda: ask(order, {bowls.pk: 1}, text="\x00 ")),
        (errors.TooManyPieces, lambda: ask(order, {bowls.pk: 4})),
        (errors.TooManyPictures, lambda: ask(order, {bowls.pk: 1}, pictures=[io.BytesIO(b"")] * 6)),
    ]
    for refusal, act in refused:
        with pytest.raises(refusal), transaction.atomic():
            act()  # type: ignore[operator]
        assert_nothing_was_written()
    # What arrives broken comes back, whatever it is.
    assert ask(order, {cup.pk: 1}).status == "requested"


def test_what_has_not_left_the_shop_is_cancelled_at_once() -> None:
    seller = make_seller()
    make_shipping(seller)
    bowls, cup = make_variant(seller, prices={"FR": 1000}), make_variant(seller, prices={"FR": 777})
    with clock.travel(AT):
        bought = make_bought((bowls, 3), (cup, 1))
        order = bought.order
        first, second = order.lines.order_by("position")
        request = withdraw(order, {first.pk: 2})
    # Within the free hour nothing was taken: two bowls are never charged.
    assert (request.status, request.uncharged_minor, request.refunded_minor) == ("refunded", 2000, 0)
    assert stock_of(bowls) == (10, 1)
    with clock.travel(AT + 10 * DAY):
        assert withdraw(order, {first.pk: 1, second.pk: 1}).status == "refunded"
    order.refresh_from_db()
    assert (order.status, order.cancel_reason) == ("canceled", "withdrawal")
    assert (stock_of(bowls), stock_of(cup)) == ((10, 0), (10, 0))


def test_what_is_packed_comes_back_and_what_is_not_is_cancelled() -> None:
    order = make_order_to_pack((make_variant(prices={"FR": 1000}), 3))
    line = order.lines.get()
    with clock.travel(RELEASED_AT):
        package = make_package(order, pieces={line.sku: 2})
        request = withdraw(order, {line.pk: 3})
    part = request.lines.get()
    assert (request.status, part.canceled_quantity, part.sent_quantity) == ("approved", 1, 2)
    assert request.refunded_minor == 1000
    deliver(package.pk)
    send_back(request)
    done = look(request, shelf=2)
    # Everything went back, so the carriage does too; the label is the customer's.
    assert (done.status, done.refunded_minor, done.postage_minor) == ("refunded", 3490, 590)
    assert stock_of(line.variant) == (10, 0)
    assert ledger.check_books().problems == ()


def test_silence_approves_refunds_and_gives_up() -> None:
    order, bowls, cup = make_two_lines()
    request = ask(order, {bowls.pk: 1})
    with clock.travel(DELIVERED_AT + 47 * HOUR):
        assert services.keep_deadlines() == 0
    with clock.travel(DELIVERED_AT + 50 * HOUR):
        assert services.keep_deadlines() == 1
        assert services.keep_deadlines() == 0
        request.refresh_from_db()
        assert (request.status, request.approved_by) == ("approved", "clock")
        send_back(request)
    with clock.travel(DELIVERED_AT + 12 * DAY):
        services.keep_deadlines()
    request.refresh_from_db()
    assert (request.status, request.closed_by, request.refunded_minor) == ("refunded", "clock", 1000)
    # Nobody looked at it, so nothing is on the shelf again.
    assert stock_of(bowls.variant) == (7, 0)
    never_sent = withdraw(order, {cup.pk: 1})
    with clock.travel(DELIVERED_AT + 40 * DAY):
        services.keep_deadlines()
    never_sent.refresh_from_db()
    assert (never_sent.status, never_sent.refunded_minor) == ("closed", 0)
    assert not Block.objects.filter(lifted_at=None).exists()


def test_the_shops_fault_costs_the_shop_and_a_lost_label_nobody() -> None:
    order, bowls, cup = make_two_lines()
    request = ask(order, {bowls.pk: 1})
    services.approve(request.pk, by=SHOP)
    send_back(request)
    assert look(request).refunded_minor == 1000
    assert ledger.balance(carriers_due("EUR")) == 590
    lost = ask(order, {cup.pk: 1}, "changed_mind")
    services.make_label(lost.pk)
    services.hand_over(lost.pk)
    services.record_scans(lost.pk, [Scan(clock.now(), "lost", "lost", "Lyon")])
    lost.refresh_from_db()
    assert (lost.status, lost.refunded_minor, lost.postage_minor) == ("refunded", 777, 0)
    assert ledger.balance(carriers_due("EUR")) == 590


def test_a_carrier_of_ones_own_costs_no_label() -> None:
    order, _bowls, cup = make_two_lines()
    request = withdraw(order, {cup.pk: 1})
    services.make_label(request.pk)
    with pytest.raises(TrackingNumberInvalid):
        services.send_yourself(request.pk, carrier="colissimo", tracking_number="1")
    services.send_yourself(request.pk, carrier="colissimo", tracking_number="8R12345678901")
    services.mark_received(request.pk, by=SHOP)
    done = look(request)
    assert (done.refunded_minor, done.postage_minor, done.parcel.is_label_ours) == (777, 0, False)


def test_money_of_an_open_return_waits_and_the_rest_is_free() -> None:
    order, bowls, _cup = make_two_lines()
    request = ask(order, {bowls.pk: 1})
    hold = Hold.objects.get()
    share = Block.objects.get().amount_minor
    assert share == 1000 - 50
    (balance,) = payout_queries.seller_balance(order.seller_id)
    assert (balance.blocked_minor, balance.next_minor) == (share, balance.held_minor - share)
    with clock.travel(DELIVERED_AT + 8 * DAY):
        # The shop's silence has approved it, but nothing came back yet.
        services.keep_deadlines()
        assert payouts.release_due() == 1
        assert payouts.release_due() == 0
        hold.refresh_from_db()
        assert (hold.amount_minor, hold.released_at) == (share, None)
        assert ledger.balance(seller_pending(order.seller_id, "EUR")) == share
        free = ledger.balance(seller_available(order.seller_id, "EUR"))
        services.cancel_return(request.pk, by=SHOP)
        assert payouts.release_due() == 1
    assert ledger.balance(seller_available(order.seller_id, "EUR")) == free + share
    assert ledger.balance(seller_pending(order.seller_id, "EUR")) == 0
    assert ledger.check_books().problems == ()


def test_it_did_not_arrive() -> None:
    order = make_order_to_pack((make_variant(prices={"FR": 1000}), 1))
    with clock.travel(RELEASED_AT):
        make_package(order)
    opened = {"kind": "not_arrived", "side": "customer", "by_id": None, "text": "Nothing came."}
    with pytest.raises(errors.CaseTooEarly):
        services.open_dispute(order.pk, **opened)  # type: ignore[arg-type]
    assert not Dispute.objects.exists()
    with clock.travel(AT + 15 * DAY):
        dispute = services.open_dispute(order.pk, **opened)  # type: ignore[arg-type]
        with pytest.raises(errors.CaseOpen):
            services.open_dispute(order.pk, **opened)  # type: ignore[arg-type]
        staff = make_staff()
        with pytest.raises(errors.DecisionInvalid):
            services.decide_dispute(dispute.pk, "refund_all", by=staff, why=" ")
        services.decide_dispute(dispute.pk, "refund_all", by=staff, why="The carrier never saw it.")
        with pytest.raises(errors.CaseClosed):
            services.decide_dispute(dispute.pk, "no_refund", by=staff, why="Again.")
    order.refresh_from_db()
    assert order.refunded_minor == 1490
    assert ledger.check_books().problems == ()


@pytest.mark.parametrize(("off", "refunded"), [(1, 3776), (3000, 777)])
def test_a_withdrawal_of_everything_gives_the_carriage_back_whatever_is_taken_off_the_goods(
    off: int, refunded: int
) -> None:
    order, bowls, cup = make_two_lines()
    request = withdraw(order, {bowls.pk: 3, cup.pk: 1})
    send_back(request)
    of_bowls = request.lines.get(order_line=bowls)
    done = services.inspect(request.pk, {of_bowls.pk: services.Finding(off, 0)}, by=SHOP, why="Used.")
    # 37.77 € for the goods and 4.90 € for the way there, less what the goods have lost.
    assert (done.status, done.refunded_minor) == ("partially_refunded", refunded + 490)
    assert ledger.check_books().problems == ()


def test_a_part_that_staff_decide_is_the_whole_amount() -> None:
    order, bowls, cup = make_two_lines()
    request = withdraw(order, {bowls.pk: 3, cup.pk: 1})
    send_back(request)
    dispute = services.open_dispute(
        order.pk, kind="wrong_return", side="seller", by_id=SOMEBODY, text="Worn.", return_id=request.pk
    )
    services.decide_dispute(dispute.pk, "refund_part", amount_minor=2000, by=make_staff(), why="Half each.")
    request.refresh_from_db()
    assert (request.status, request.refunded_minor) == ("partially_refunded", 2000)


def test_what_staff_decided_is_not_asked_again_until_the_answer_pleases() -> None:
    order, _bowls, cup = make_two_lines()
    request = ask(order, {cup.pk: 1})
    services.reject(request.pk, by=SHOP, why="It was used.")
    about = {"kind": "return_declined", "side": "customer", "by_id": None, "text": "No.", "return_id": request.pk}
    whole = {"kind": "other", "side": "customer", "by_id": None, "text": "All of it is bad."}
    for facts in (about, whole):
        dispute = services.open_dispute(order.pk, **facts)
        services.decide_dispute(dispute.pk, "no_refund", by=make_staff(), why="It was used.")
        with pytest.raises(errors.CaseDecided):
            services.open_dispute(order.pk, **facts)
    assert Dispute.objects.count() == 2
    assert not Block.objects.filter(lifted_at=None).exists()
    # One that was settled without a decision may be opened again, not without end.
    other = {**whole, "kind": "not_arrived"}
    for _ in range(8):
        services.close_dispute(services.open_dispute(order.pk, **other).pk, side="customer")  # type: ignore[arg-type]
    with pytest.raises(errors.CaseDecided):
        services.open_dispute(order.pk, **other)  # type: ignore[arg-type]
    assert (Dispute.objects.count(), Dispute.objects.filter(status="open").count()) == (10, 0)


def test_the_shops_case_stops_the_clock_and_staff_may_find_for_it() -> None:
    order, _bowls, cup = make_two_lines()
    request = withdraw(order, {cup.pk: 1})
    send_back(request)
    dispute = services.open_dispute(
        order.pk, kind="wrong_return", side="seller", by_id=SOMEBODY, text="A brick.", return_id=request.pk
    )
    with pytest.raises(errors.CaseOpen):
        look(request)
    with clock.travel(DELIVERED_AT + 30 * DAY):
        assert services.keep_deadlines() == 0
        services.decide_dispute(dispute.pk, "no_refund", by=make_staff(), why="The pictures show a brick.")
    request.refresh_from_db()
    assert (request.status, request.refunded_minor) == ("rejected", 0)
    assert not Block.objects.filter(lifted_at=None).exists()
    assert not OrderRefund.objects.exists()


def test_a_case_that_the_shop_takes_back_does_not_stop_the_clock_for_ever() -> None:
    order, _bowls, cup = make_two_lines()
    request = withdraw(order, {cup.pk: 1})
    services.send_yourself(request.pk, carrier="colissimo", tracking_number="8R12345678901")
    dispute = services.open_dispute(
        order.pk, kind="wrong_return", side="seller", by_id=SOMEBODY, text="Hm.", return_id=request.pk
    )
    request.refresh_from_db()
    assert (request.status, request.deadline_at) == ("in_transit", None)
    services.close_dispute(dispute.pk, side="seller")
    # The carrier says nothing, the shop neither: it counts as arrived, then as looked at, then it is refunded.
    for days, status in ((30, "received"), (60, "refunded")):
        with clock.travel(DELIVERED_AT + days * DAY):
            assert services.keep_deadlines() == 1
        request.refresh_from_db()
        assert request.status == status
    assert request.refunded_minor == 777


def test_pictures_are_read_before_anything_is_kept() -> None:
    order, bowls, _cup = make_two_lines()
    with pytest.raises(NotAPicture), transaction.atomic():
        ask(order, {bowls.pk: 1}, pictures=[io.BytesIO(b"<svg onload=alert(1)>")])
    assert_nothing_was_written()
    picture = io.BytesIO()
    Image.new("RGB", (2000, 1000), "teal").save(picture, "JPEG", exif=b"Exif\x00\x00secret place")
    ask(order, {bowls.pk: 1}, pictures=[picture])
    assert (Picture.objects.get().width, Picture.objects.get().height) == (1280, 640)


def test_the_promise_is_the_markets_and_the_goods() -> None:
    variant = make_variant()
    product = SimpleNamespace(id=variant.product_id)
    told = queries.protection_line(get_market("FR"), product)
    assert told == "30 days to send it back; refunded if it does not arrive or is not right."
    assert queries.protection_line(get_market("JP"), product).startswith("8 days")
    services.set_return_class(variant.product_id, "made_to_order", by=SOMEBODY)
    assert queries.protection_line(get_market("FR"), product).startswith("Made for you")


def test_a_product_begins_as_what_its_category_says_and_its_seller_has_the_last_word() -> None:
    soap = make_variant(category="soap-care")
    for _ in range(2):
        services.begin_return_class(soap.product_id)
    assert [one.kind for one in ReturnClass.objects.all()] == ["hygiene"]
    with clock.travel(DELIVERED_AT + DAY):
        services.set_return_class(soap.product_id, "", by=SOMEBODY)
        services.begin_return_class(soap.product_id)
        assert queries.current_class(soap.product_id) == ""
    services.begin_return_class(make_variant().product_id)
    assert ReturnClass.objects.count() == 2


def test_a_withdrawal_while_the_money_is_being_taken_is_kept_and_carried_out_a_moment_later() -> None:
    variant = make_variant(prices={"FR": 1000})
    with clock.travel(AT):
        bought = make_bought((variant, 2))
    line = bought.order.lines.get()
    with clock.travel(RELEASED_AT):
        ordering.release_due()
        request = withdraw(bought.order, {line.pk: 1})
        assert (request.status, request.deadline_at is not None) == ("requested", True)
        payments.send_capture(Payment.objects.get(reference_id=bought.group.pk).pk)
        assert services.keep_deadlines() == 0
    with clock.travel(RELEASED_AT + 3 * dt.timedelta(minutes=1)):
        assert services.keep_deadlines() == 1
    request.refresh_from_db()
    assert (request.status, request.refunded_minor, request.uncharged_minor) == ("refunded", 1000, 0)
    assert stock_of(variant) == (10, 1)
    assert ledger.check_books().problems == ()
