"""From the shelf to the door: packed by the shop, moved by the carrier, delivered by anybody but the shop."""

from __future__ import annotations

import datetime as dt
import uuid
from functools import partial

import pytest
from django.db import transaction

from halles.fulfillment import errors, jobs, queries, services
from halles.fulfillment.carriers.port import CarrierSilent, Scan
from halles.fulfillment.carriers.registry import ADAPTERS, all_carriers, clean_number
from halles.fulfillment.models import Package, TrackingEvent
from halles.fulfillment.services import arriving, overdue, tracking
from halles.kit import clock
from halles.ledger import queries as ledger
from halles.ledger.accounts import seller_available, seller_pending, shipping
from halles.markets.queries import all_markets
from halles.orders import errors as order_errors
from halles.orders import jobs as order_jobs
from halles.orders import queries as orders
from halles.orders import services as order_services
from halles.orders import story
from halles.orders.models import Order
from halles.payouts import services as payouts
from halles.payouts.models import Hold
from tests.fulfillment.makers import RELEASED_AT, make_number, make_order_to_pack, make_package
from tests.orders.makers import SOMEBODY, make_bought, make_seller, make_shipping, make_variant, stock_of

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
# A day of the test post.
POST_DAY = dt.timedelta(seconds=60)


def status_of(order: Order) -> str:
    return Order.objects.values_list("status", flat=True).get(pk=order.pk)


def test_a_parcel_goes_its_way_and_the_money_follows() -> None:
    variant = make_variant(stock=3)
    order = make_order_to_pack((variant, 2))
    packed_at = RELEASED_AT + DAY
    with clock.travel(packed_at):
        package = make_package(order)
    assert status_of(order) == "awaiting_collection"
    assert stock_of(variant) == (1, 0)

    seen = []
    for days in (0.2, 0.7, 1.7, 2.7):
        with clock.travel(packed_at + days * POST_DAY):
            services.poll_tracking()
        package.refresh_from_db()
        seen.append((package.status, status_of(order)))
    assert seen == [
        ("in_transit", "in_transit"),
        # Asked once a minute: the carrier was not asked again yet.
        ("in_transit", "in_transit"),
        ("out_for_delivery", "in_transit"),
        ("delivered", "delivered"),
    ]
    delivered_at = packed_at + 2 * POST_DAY
    assert (package.delivered_by, package.delivered_at, package.next_poll_at) == ("carrier", delivered_at, None)
    seller = order.seller_id
    assert ledger.balance(shipping(seller, "EUR")) == 0
    assert ledger.balance(seller_pending(seller, "EUR")) == 4980 - 249 + 490

    with clock.travel(delivered_at + 7 * DAY):
        payouts.release_due()
        order_jobs.complete_order(str(order.pk))
    assert ledger.balance(seller_pending(seller, "EUR")) == 0
    assert ledger.balance(seller_available(seller, "EUR")) == 5221
    assert status_of(order) == "completed"
    told = orders.timeline(orders.get_group(order.group_id).orders.all()[0])
    assert [moment.kind for moment in told] == [
        "placed",
        "paid",
        "released",
        "packed",
        "in_transit",
        "out_for_delivery",
        "delivered",
        "completed",
    ]
    assert told[3].text == f"Packed: Halles Test Post, {package.tracking_number}"
    assert ledger.check_books().problems == ()


def test_two_parcels_arrive_on_two_days() -> None:
    seller = make_seller()
    make_shipping(seller)
    bowl, cup = make_variant(seller, stock=5), make_variant(seller, stock=5)
    order = make_order_to_pack((bowl, 3), (cup, 1))

    with clock.travel(RELEASED_AT):
        first = make_package(order, pieces={bowl.sku: 2})
        assert status_of(order) == "partially_shipping"
        second = make_package(order, pieces={bowl.sku: 1, cup.sku: 1})
    assert status_of(order) == "awaiting_collection"
    assert (first.position, second.position) == (1, 2)
    assert (stock_of(bowl), stock_of(cup)) == ((2, 0), (4, 0))

    services.record_scans(first.pk, [Scan(RELEASED_AT + DAY, "delivered", "delivered", "Paris")])
    assert status_of(order) == "awaiting_collection"
    services.record_scans(second.pk, [Scan(RELEASED_AT + 2 * DAY, "delivered", "delivered", "Paris")])
    arrived = Order.objects.get()
    assert (arrived.status, arrived.delivered_at) == ("delivered", RELEASED_AT + 2 * DAY)
    assert Hold.objects.get().until == RELEASED_AT + 9 * DAY


def test_what_is_left_is_canceled_after_the_first_parcel_arrived() -> None:
    variant = make_variant(stock=3)
    order = make_order_to_pack((variant, 3))
    package = make_package(order, pieces={variant.sku: 2})
    services.record_scans(package.pk, [Scan(RELEASED_AT + DAY, "delivered", "delivered", "Paris")])
    assert status_of(order) == "partially_shipping"

    order_services.cancel_line(order.lines.get().pk, 1, by=story.seller(SOMEBODY), reason="out_of_stock")

    assert status_of(order) == "delivered"
    assert Order.objects.get().refunded_minor == 2490
    assert stock_of(variant) == (1, 0)


def test_scans_may_come_twice_and_out_of_order() -> None:
    order = make_order_to_pack((make_variant(), 1))
    package = make_package(order)
    later = Scan(RELEASED_AT + 2 * DAY, "out_for_delivery", "out_for_delivery", "Paris")
    earlier = Scan(RELEASED_AT + DAY, "in_transit", "accepted", "Lyon")

    services.record_scans(package.pk, [later])
    services.record_scans(package.pk, [earlier, later])
    services.record_scans(package.pk, [earlier, later])

    assert TrackingEvent.objects.count() == 2
    package.refresh_from_db()
    assert package.handed_over_at is not None


def test_nothing_is_packed_while_the_customer_may_cancel() -> None:
    bought = make_bought((make_variant(stock=2), 1))

    with pytest.raises(order_errors.StillOnHold), transaction.atomic():
        make_package(bought.order)

    assert not Package.objects.exists()


def test_no_more_pieces_than_were_bought() -> None:
    variant = make_variant(stock=5)
    order = make_order_to_pack((variant, 2))

    with pytest.raises(order_errors.TooManyPieces), transaction.atomic():
        make_package(order, pieces={variant.sku: 3})

    assert not Package.objects.exists()
    assert stock_of(variant) == (5, 2)
    assert status_of(order) == "awaiting_shipment"


def test_a_tracking_number_is_checked_and_used_once() -> None:
    first, second = make_order_to_pack((make_variant(), 1)), make_order_to_pack((make_variant(), 1))
    number = make_number()
    make_package(first, number=f"{number[:4]} {number[4:].lower()}")
    assert Package.objects.get().tracking_number == number

    with pytest.raises(errors.TrackingNumberTaken), transaction.atomic():
        make_package(second, number=number)
    with pytest.raises(errors.TrackingNumberInvalid), transaction.atomic():
        make_package(second, number="HP12")
    assert Package.objects.count() == 1


@pytest.mark.parametrize("code", all_carriers())
def test_every_carriers_example_is_a_number_of_its_own(code: str) -> None:
    carrier = all_carriers()[code]
    assert clean_number(code, carrier.example.lower()) == carrier.example


@pytest.mark.parametrize(
    ("code", "number"),
    [
        ("royal_mail", "RR123456784GB"),
        ("ups", "1Z999AA10123456785"),
        ("usps", "9400111899223197428490"),
        ("yamato", "123456789014"),
    ],
)
def test_a_wrong_check_digit_is_a_typing_mistake(code: str, number: str) -> None:
    with pytest.raises(errors.TrackingNumberInvalid):
        clean_number(code, number)


def test_a_wrong_number_is_corrected_until_the_carrier_has_the_parcel() -> None:
    package = make_package(make_order_to_pack((make_variant(), 1)))
    better = make_number()

    services.correct_tracking(package.pk, carrier="sandbox", tracking_number=better)
    package.refresh_from_db()
    assert package.tracking_number == better
    services.record_scans(package.pk, [Scan(RELEASED_AT + DAY, "in_transit", "accepted", "Lyon")])
    with pytest.raises(errors.AlreadyMoving):
        services.correct_tracking(package.pk, carrier="sandbox", tracking_number=make_number())


def test_what_a_carrier_says_of_a_number_corrected_meanwhile_is_another_parcels() -> None:
    order = make_order_to_pack((make_variant(), 1))
    package = make_package(order)
    wrong = package.tracking_number
    services.correct_tracking(package.pk, carrier="sandbox", tracking_number=make_number())

    delivered = [Scan(RELEASED_AT + DAY, "delivered", "delivered", "Elsewhere")]
    services.record_scans(package.pk, delivered, asked_for=wrong)

    assert not TrackingEvent.objects.exists()
    package.refresh_from_db()
    assert (package.status, status_of(order)) == ("packed", "awaiting_collection")


@pytest.mark.parametrize(("name", "step"), [("cancel_not_shipped", "_cancel"), ("assume_delivered", "_assume")])
def test_an_order_that_fails_in_one_market_holds_up_no_other(
    name: str, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = overdue if name == "cancel_not_shipped" else arriving
    markets = list(all_markets())
    if name == "assume_delivered":
        monkeypatch.setattr(arriving, "_silent_orders", lambda market, *_rest: [uuid.uuid5(uuid.NAMESPACE_DNS, market)])
    else:
        order = make_order_to_pack((make_variant(), 1))
        monkeypatch.setattr(overdue, "all_markets", lambda: {"FR": all_markets()["FR"], "xx": all_markets()["FR"]})
    tried: list[object] = []

    def fail(*given: object, **_more: object) -> bool:
        tried.append(given[0])
        raise RuntimeError(name)

    monkeypatch.setattr(module, step, fail)
    with clock.travel(RELEASED_AT + 20 * DAY), pytest.raises(ExceptionGroup):
        getattr(module, name)()
    assert len(tried) == (len(markets) if name == "assume_delivered" else 2)
    if name == "cancel_not_shipped":
        assert tried == [order.pk, order.pk]


def test_the_customer_may_say_that_it_arrived() -> None:
    order = make_order_to_pack((make_variant(), 1))
    with pytest.raises(errors.NotOnItsWay):
        services.confirm_received(order.pk, by=story.customer(None))
    make_package(order)

    services.confirm_received(order.pk, by=story.customer(None))

    assert status_of(order) == "delivered"
    assert Package.objects.get().delivered_by == "customer"
    assert not services.poll_tracking()


def test_silence_after_the_last_scan_is_delivery_after_the_markets_days() -> None:
    order = make_order_to_pack((make_variant(), 1))
    with clock.travel(RELEASED_AT):
        package = make_package(order, number=make_number(7))
    services.record_scans(package.pk, [Scan(RELEASED_AT + DAY, "in_transit", "accepted", "Lyon")])

    with clock.travel(RELEASED_AT + 11 * DAY - dt.timedelta(seconds=1)):
        assert services.assume_delivered() == 0
    with clock.travel(RELEASED_AT + 11 * DAY):
        assert services.assume_delivered() == 1
    assert Package.objects.get().delivered_by == "silence"
    assert status_of(order) == "delivered"


def test_a_shop_cannot_be_paid_by_a_number_that_no_carrier_ever_saw() -> None:
    order = make_order_to_pack((make_variant(), 1))
    with clock.travel(RELEASED_AT):
        make_package(order)

    with clock.travel(RELEASED_AT + 30 * DAY):
        assert services.assume_delivered() == 0
        assert [package.order_id for package in queries.list_late_parcels()] == [order.pk]
    assert status_of(order) == "awaiting_collection"


def test_a_lost_parcel_never_arrives_by_silence() -> None:
    order = make_order_to_pack((make_variant(), 1))
    package = make_package(order, number=make_number(9))
    services.record_scans(package.pk, [Scan(RELEASED_AT + DAY, "lost", "lost", "Lyon")])

    with clock.travel(RELEASED_AT + 60 * DAY):
        assert services.assume_delivered() == 0
    assert "parcel_lost" in order.events.values_list("kind", flat=True)
    services.record_scans(package.pk, [Scan(RELEASED_AT + 3 * DAY, "delivered", "delivered", "Paris")])
    assert status_of(order) == "delivered"


def test_a_silent_carrier_is_asked_less_and_less_often(monkeypatch: pytest.MonkeyPatch) -> None:
    class Silent:
        def track(self, *_: object) -> list[Scan]:
            raise CarrierSilent

    with clock.travel(RELEASED_AT):
        package = make_package(make_order_to_pack((make_variant(), 1)))
        monkeypatch.setitem(ADAPTERS, "sandbox", Silent())
        assert services.poll_tracking() == 1
        assert services.poll_tracking() == 0
    package.refresh_from_db()
    assert package.next_poll_at == RELEASED_AT + 2 * tracking.POLL_EVERY
    with clock.travel(RELEASED_AT + 3 * tracking.POLL_EVERY):
        services.poll_tracking()
    package.refresh_from_db()
    assert package.next_poll_at == RELEASED_AT + 7 * tracking.POLL_EVERY


def test_not_shipped_in_the_markets_days_is_canceled_for_the_customer() -> None:
    variant = make_variant(stock=3)
    order = make_order_to_pack((variant, 3))
    # Bought on Tuesday 2 June before the hour: leaves on Wednesday the 3rd, and five business days later is the 10th.
    assert (order.dispatch_by_on, order.auto_cancel_on) == (dt.date(2026, 6, 3), dt.date(2026, 6, 10))

    with clock.travel(dt.datetime(2026, 6, 10, 21, 59, tzinfo=dt.UTC)):
        assert services.cancel_not_shipped() == 0
    with clock.travel(dt.datetime(2026, 6, 10, 22, 0, tzinfo=dt.UTC)):
        assert services.cancel_not_shipped() == 1

    late = Order.objects.get()
    assert (late.status, late.canceled_by, late.cancel_reason) == ("canceled", "clock", "not_shipped")
    assert late.refunded_minor == late.total_minor
    assert stock_of(variant) == (3, 0)


def test_partly_shipped_in_time_keeps_the_parcel_and_cancels_the_rest() -> None:
    variant = make_variant(stock=3)
    order = make_order_to_pack((variant, 3))
    make_package(order, pieces={variant.sku: 2})

    with clock.travel(RELEASED_AT + 20 * DAY):
        assert services.cancel_not_shipped() == 1

    assert status_of(order) == "awaiting_collection"
    assert Order.objects.get().refunded_minor == 2490
    assert stock_of(variant) == (1, 0)


def test_a_week_that_is_due_in_one_hour_is_done_in_one_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    for service, name in (
        (overdue, "cancel_not_shipped"),
        (arriving, "assume_delivered"),
        (tracking, "poll_tracking"),
    ):
        monkeypatch.setattr(service, "BATCH_SIZE", 2)
        monkeypatch.setattr(service, name, partial(getattr(service, name), limit=2))
    variant = make_variant(stock=9)
    orders = [make_order_to_pack((variant, 1)) for _ in range(6)]

    with clock.travel(RELEASED_AT):
        packages = [make_package(order) for order in orders[:3]]
        jobs.poll_tracking(timestamp=0)
    assert {package.next_poll_at for package in Package.objects.all()} == {RELEASED_AT + tracking.POLL_EVERY}

    for package in packages:
        services.record_scans(package.pk, [Scan(RELEASED_AT + DAY, "in_transit", "accepted", "Lyon")])
    with clock.travel(RELEASED_AT + 60 * DAY):
        jobs.assume_delivered(timestamp=0)
        jobs.cancel_not_shipped(timestamp=0)
    assert [status_of(order) for order in orders] == ["delivered"] * 3 + ["canceled"] * 3


def test_what_customer_and_shop_see_of_a_parcel() -> None:
    order = make_order_to_pack((make_variant(), 1))
    package = make_package(order)
    services.record_scans(package.pk, [Scan(RELEASED_AT + DAY, "in_transit", "accepted", "Lyon")])

    (view,) = queries.list_packages(Order.objects.get())

    assert (view.carrier_name, view.status, view.status_text) == ("Halles Test Post", "in_transit", "On its way")
    assert [(scan.text, scan.place) for scan in view.scans] == [("The carrier has the parcel", "Lyon")]
    assert view.lines == ((order.lines.get().pk, 1),)
    assert queries.get_package_for_seller(order.seller, package.pk) == package
    with pytest.raises(errors.PackageNotFound):
        queries.get_package_for_seller(make_seller(), package.pk)
