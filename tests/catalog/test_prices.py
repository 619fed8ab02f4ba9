"""Prices that were public stay on record; a reduction is measured against the low before it began."""

from __future__ import annotations

import datetime as dt
import itertools
import threading
from collections.abc import Callable
from functools import partial

import pytest
from django.db import IntegrityError, connection, transaction

from halles.catalog import services
from halles.catalog.errors import NoPublicPrice, NotBelowLow, NotLower, PriceInvalid, PriceNotFound, StillNeeded
from halles.catalog.events import PriceChanged
from halles.catalog.models import Price, PriceChange, Variant
from halles.catalog.queries import find_price, list_price_history
from halles.kit.clock import travel
from tests.announcements import heard
from tests.catalog.makers import give_photo, make_on_sale, make_product, make_variant
from tests.users.makers import make_user

pytestmark = pytest.mark.django_db
START = dt.datetime(2026, 9, 1, 10, tzinfo=dt.UTC)


def day(number: int, hour: int = 0) -> dt.datetime:
    return START + dt.timedelta(days=number, hours=hour)


def on_sale_at(amount_minor: int, number: int = 0) -> Variant:
    with travel(day(number)):
        return make_on_sale(prices={"FR": amount_minor})


def set_at(variant: Variant, number: int, amount_minor: int, *, is_reduction: bool = False) -> Price:
    with travel(day(number)):
        return services.set_price(variant, market="FR", amount_minor=amount_minor, is_reduction=is_reduction)


def history(variant: Variant, market: str = "FR") -> list[tuple[int, int | None, dt.datetime, dt.datetime | None]]:
    rows = reversed(list_price_history(variant.pk, market))
    return [(row.amount_minor, row.reduced_from_minor, row.from_at, row.to_at) for row in rows]


def test_a_reduction_shows_the_low_of_the_thirty_days_before_it_began() -> None:
    variant = on_sale_at(10_000)
    set_at(variant, 20, 8_000)
    set_at(variant, 22, 9_500)
    set_at(variant, 45, 7_000, is_reduction=True)
    price = find_price(variant.pk, "FR")
    assert price is not None
    assert (price.amount_minor, price.currency, price.reduced_from_minor) == (7_000, "EUR", 8_000)
    assert (price.reduced_since, price.low_since, price.low_window_days) == (day(45), None, 30)
    assert price.reduction_bps == 1_250


@pytest.mark.parametrize(("raised_on", "low"), [(10, 8_000), (9, 9_500)])
def test_a_price_counts_when_it_was_shown_on_any_of_the_thirty_days(raised_on: int, low: int) -> None:
    variant = on_sale_at(8_000)
    set_at(variant, raised_on, 9_500)
    # The window of a reduction on day 40 opens at midnight of day 10: the price raised at noon that day was in it.
    assert set_at(variant, 40, 7_000, is_reduction=True).reduced_from_minor == low


def test_the_low_stays_while_the_offer_runs_however_long() -> None:
    # The well-known bug: a window that ends today instead of at the beginning slides into the reduced price itself.
    variant = on_sale_at(10_000)
    set_at(variant, 40, 7_000, is_reduction=True)
    with travel(day(90)):
        price = find_price(variant.pk, "FR")
    assert price is not None
    assert price.reduced_from_minor == 10_000


def test_going_further_down_keeps_the_first_low_and_the_first_day() -> None:
    variant = on_sale_at(10_000)
    set_at(variant, 40, 8_000, is_reduction=True)
    price = set_at(variant, 50, 6_000, is_reduction=True)
    assert (price.amount_minor, price.reduced_from_minor, price.reduced_since) == (6_000, 10_000, day(40))


def test_raising_ends_the_reduction_and_the_next_one_counts_what_was_paid() -> None:
    variant = on_sale_at(10_000)
    set_at(variant, 40, 8_000, is_reduction=True)
    raised = set_at(variant, 45, 9_000)
    assert (raised.amount_minor, raised.reduced_from_minor, raised.reduced_since) == (9_000, None, None)
    with pytest.raises(NotBelowLow) as refused:
        set_at(variant, 50, 8_500, is_reduction=True)
    assert str(refused.value) == (
        "In the 30 days before, the product was sold at €80.00. Only a price below that may be announced as a"
        " reduction; you may set this price without announcing one."
    )
    assert Price.objects.get().amount_minor == 9_000
    assert set_at(variant, 50, 7_900, is_reduction=True).reduced_from_minor == 8_000


def test_raising_cannot_be_announced_as_a_reduction() -> None:
    variant = on_sale_at(10_000)
    set_at(variant, 40, 8_000, is_reduction=True)
    with pytest.raises(NotLower) as refused:
        set_at(variant, 45, 9_000, is_reduction=True)
    assert str(refused.value) == "A reduction must be lower than the present price of €80.00."
    assert len(history(variant)) == 2


def test_goods_younger_than_the_window_say_since_when() -> None:
    variant = on_sale_at(10_000)
    price = set_at(variant, 12, 8_000, is_reduction=True)
    assert (price.reduced_from_minor, price.low_since) == (10_000, START)


def test_the_announcement_ends_alone_at_the_same_price() -> None:
    variant = on_sale_at(10_000)
    set_at(variant, 40, 8_000, is_reduction=True)
    price = set_at(variant, 50, 8_000)
    assert (price.amount_minor, price.reduced_from_minor) == (8_000, None)
    assert history(variant) == [
        (10_000, None, START, day(40)),
        (8_000, 10_000, day(40), day(50)),
        (8_000, None, day(50), None),
    ]


def test_setting_the_same_again_writes_nothing() -> None:
    variant = on_sale_at(10_000)
    with heard(PriceChanged) as events:
        set_at(variant, 5, 10_000)
    assert (events, len(history(variant))) == ([], 1)


def test_drafts_leave_no_trace_and_allow_no_reduction() -> None:
    product = make_product()
    give_photo(product)
    variant = make_variant(product)
    set_at(variant, 0, 20_000)
    set_at(variant, 1, 10_000)
    with pytest.raises(NoPublicPrice):
        set_at(variant, 2, 9_000, is_reduction=True)
    assert history(variant) == []
    with travel(day(3)):
        services.publish_product(product, by=make_user())
    assert history(variant) == [(10_000, None, day(3), None)]


def test_a_first_price_cannot_be_a_reduction() -> None:
    variant = on_sale_at(10_000)
    with pytest.raises(NoPublicPrice), travel(day(40)):
        services.set_price(variant, market="US", amount_minor=9_000, is_reduction=True)
    assert Price.objects.count() == 1


def test_a_pause_is_a_gap_and_the_reduction_goes_on_after_it() -> None:
    variant = on_sale_at(10_000)
    set_at(variant, 40, 8_000, is_reduction=True)
    with travel(day(42)):
        services.pause_product(variant.product)
    with pytest.raises(NotLower):
        set_at(variant, 43, 8_500, is_reduction=True)
    with travel(day(44)):
        services.publish_product(variant.product, by=make_user())
    assert history(variant) == [
        (10_000, None, START, day(40)),
        (8_000, 10_000, day(40), day(42)),
        (8_000, 10_000, day(44), None),
    ]


def test_a_price_outside_the_markets_bounds_is_refused() -> None:
    variant = on_sale_at(10_000)
    for amount_minor in (0, -1, 1_000_001):
        with pytest.raises(PriceInvalid) as refused:
            set_at(variant, 1, amount_minor)
    assert str(refused.value) == "A price lies between €0.01 and €10,000.00 here."
    assert history(variant) == [(10_000, None, START, None)]


def test_each_market_has_a_price_and_a_history_of_its_own() -> None:
    variant = on_sale_at(10_000)
    with travel(day(1)):
        services.set_price(variant, market="JP", amount_minor=12_800)
    set_at(variant, 2, 9_000)
    assert history(variant, "JP") == [(12_800, None, day(1), None)]
    yen = find_price(variant.pk, "JP")
    assert yen is not None
    assert (yen.currency, yen.amount_minor) == ("JPY", 12_800)
    with travel(day(3)):
        services.remove_price(variant, market="JP")
    assert find_price(variant.pk, "JP") is None
    assert history(variant, "JP") == [(12_800, None, day(1), day(3))]
    with pytest.raises(PriceNotFound):
        services.remove_price(variant, market="JP")


def test_the_last_price_of_a_product_on_sale_stays() -> None:
    variant = on_sale_at(10_000)
    with pytest.raises(StillNeeded), transaction.atomic():
        services.remove_price(variant, market="FR")
    assert (Price.objects.count(), history(variant)) == (1, [(10_000, None, START, None)])


def test_a_retired_variant_is_no_longer_priced_in_public() -> None:
    variant = on_sale_at(10_000)
    with travel(day(1)):
        other = make_variant_beside(variant)
    with travel(day(2)):
        services.retire_variant(variant)
    assert history(variant) == [(10_000, None, START, day(2))]
    assert history(other) == [(5_000, None, day(1), None)]


def make_variant_beside(variant: Variant) -> Variant:
    """A second one for sale, told apart by an option that the first does not have."""
    Variant.objects.filter(pk=variant.pk).update(options={"size": "M"})
    other = make_variant(variant.product)
    services.set_price(other, market="FR", amount_minor=5_000)
    return other


def test_what_was_shown_is_never_altered_or_deleted_even_by_hand() -> None:
    variant = on_sale_at(10_000)
    set_at(variant, 1, 9_000)
    rows = PriceChange.objects.filter(variant=variant)
    for wrong in (
        lambda: rows.update(amount_minor=1),
        lambda: rows.update(from_at=day(-30)),
        lambda: rows.filter(to_at__isnull=False).update(to_at=None),
        lambda: rows.first().delete(),  # type: ignore[union-attr]
    ):
        with pytest.raises(IntegrityError, match="a price that was shown is never"), transaction.atomic():
            wrong()
    assert history(variant) == [(10_000, None, START, day(1)), (9_000, None, day(1), None)]


def test_periods_of_one_price_cannot_overlap_even_by_hand() -> None:
    variant = on_sale_at(10_000)
    with pytest.raises(IntegrityError, match="catalog_price_change_no_overlap"), transaction.atomic():
        PriceChange.objects.create(
            variant=variant, market="FR", currency="EUR", amount_minor=1, from_at=day(5), to_at=day(6)
        )


def test_a_clock_that_runs_behind_never_makes_periods_overlap() -> None:
    variant = on_sale_at(10_000, number=5)
    set_at(variant, 4, 9_000)
    assert history(variant) == [(10_000, None, day(5), day(5)), (9_000, None, day(5), None)]


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_prices_set_at_once_queue_up_and_leave_one_open_period() -> None:
    with transaction.atomic():
        variant = make_on_sale(prices={"FR": 10_000})
    amounts = [9_000, 8_000, 7_000, 6_000]
    start = threading.Barrier(len(amounts) + 1)
    failures: list[BaseException] = []

    def work(change: Callable[[], object]) -> None:
        try:
            start.wait()
            with transaction.atomic():
                change()
        except BaseException as wrong:
            failures.append(wrong)
        finally:
            connection.close()

    changes: list[Callable[[], object]] = [
        partial(services.set_price, variant, market="FR", amount_minor=amount) for amount in amounts
    ]
    changes.append(partial(services.pause_product, variant.product))
    threads = [threading.Thread(target=work, args=(change,)) for change in changes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    rows = history(variant)
    assert [row for row in rows if row[3] is None] == []
    for earlier, later in itertools.pairwise(rows):
        assert earlier[3] == later[2]
    assert Price.objects.get().amount_minor in amounts
