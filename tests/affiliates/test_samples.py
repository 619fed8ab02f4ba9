"""A sample from the offer to what was shown of it: who may ask, who decides, a real parcel."""

from __future__ import annotations

import datetime as dt

import pytest

from halles.affiliates.errors import samples as errors
from halles.affiliates.errors.plans import OwnShop
from halles.affiliates.events.samples import (
    SampleArrived,
    SampleAsked,
    SampleDecided,
)
from halles.affiliates.models import Sample, SampleOffer
from halles.affiliates.queries import samples as samples_queries
from halles.affiliates.queries.samples import (
    Fulfilment,
    fulfilment_of,
    list_offers_for,
)
from halles.affiliates.services import samples
from halles.affiliates.services.samples import OfferDraft, asking
from halles.affiliates.services.samples.deciding import decline_silently
from halles.affiliates.services.samples.sending import cancel_stuck, send_sample
from halles.creators.errors import NotSelling
from halles.creators.models import Creator
from halles.fulfillment.services import poll_tracking
from halles.inventory.errors import SoldOut
from halles.kit import clock
from halles.kit.rate_limits import TooOften
from halles.ledger.queries import check_books
from halles.markets.queries import get_market
from halles.orders.models import Order, OrderLine
from halles.orders.services import cancel_group
from halles.orders.story import By
from halles.promotions.services.promises import forfeit_prizes
from tests.affiliates.makers import make_led, make_plan, make_touch
from tests.affiliates.plan_makers import make_invitation, make_open_plan
from tests.affiliates.sample_makers import (
    START,
    make_asked,
    make_offer,
    make_request,
    make_sent,
    standing_with_sales,
)
from tests.announcements import heard
from tests.creators.makers import make_creator
from tests.orders.makers import make_seller, make_shipping, make_variant, stock_of
from tests.users.makers import make_address_data, make_user

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def nothing_sold() -> None:
    """For tests about the history itself."""


@pytest.fixture(autouse=True)
def _has_sold(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Everybody has sold something, but where a test asks for the truth: commissions have tests of their own."""
    if "nothing_sold" not in request.fixturenames:
        monkeypatch.setattr(asking, "standing_of", standing_with_sales)


def test_an_approved_sample_is_a_real_parcel_that_moves_no_money() -> None:
    with clock.travel(START):
        variant = make_variant(stock=2)
        sample = make_asked(offer=make_offer(variant))
        assert sample.decide_by == START + 7 * DAY
        with heard(SampleArrived) as told:
            make_sent(sample)
            assert (sample.status, sample.shipped_at) == ("shipped", START + dt.timedelta(hours=2))
            assert sample.order is not None
            line = OrderLine.objects.get(order=sample.order)
            assert (sample.order.total_minor, sample.order.shipping_minor, line.total_minor) == (0, 0, 0)
            assert [part["kind"] for part in line.discounts] == ["sample"]
            assert stock_of(variant) == (1, 0)
        assert told == []
    with clock.travel(START + 7 * DAY), heard(SampleArrived) as told:
        poll_tracking()
        sample.refresh_from_db()
        assert told == [SampleArrived(sample.pk)]
    assert sample.delivered_at is not None
    assert sample.due_at == sample.delivered_at + 14 * DAY
    assert check_books().problems == ()
    assert send_sample(sample.pk) is False


def test_who_may_ask() -> None:
    variant = make_variant()
    offer = make_offer(variant, followers_min=50)
    with pytest.raises(NotSelling):
        make_asked(make_creator(selling="none"), offer)
    with pytest.raises(errors.FollowersMissing):
        make_asked(make_creator(), offer)
    colleague = make_creator()
    variant.seller.staff.create(user=colleague.user, role="packer", added_at=clock.now())
    with pytest.raises(OwnShop):
        make_asked(colleague, offer)
    official = Creator.objects.create(
        handle="maison", name="Maison", user=make_user(), seller=make_seller(), market="FR", created_at=clock.now()
    )
    with pytest.raises(errors.NotForShops):
        make_asked(official, offer)
    assert Sample.objects.count() == 0


@pytest.mark.usefixtures("nothing_sold")
def test_without_sales_only_those_whom_the_shop_invited_may_ask() -> None:
    variant, creator, chosen = make_variant(), make_creator(), make_creator()
    with pytest.raises(errors.HistoryMissing) as refused:
        make_asked(creator, make_offer(variant))
    assert refused.value.data == {"needed": 1, "days": 120, "count": 0}
    targeted = make_offer(variant, plan=make_invitation(variant, chosen))
    assert make_asked(chosen, targeted).status == "asked"
    with pytest.raises(errors.NotInPlan):
        make_asked(creator, targeted)
    strict = make_variant()
    asks_more = make_offer(strict, plan=make_invitation(strict, chosen), sales_min=5)
    with pytest.raises(errors.HistoryMissing):
        make_asked(chosen, asks_more)
    assert Sample.objects.count() == 1


def test_a_plan_with_approval_or_over_gives_no_samples() -> None:
    variant, creator = make_variant(), make_creator()
    plan = make_open_plan(variant, needs_approval=True)
    offer = make_offer(variant, plan=plan)
    with pytest.raises(errors.NotInPlan):
        make_asked(creator, offer)
    assert list_offers_for(creator).rows == []
    other = make_offer()
    assert [one.pk for one in list_offers_for(creator).rows] == [other.pk]
    plan_of_other = other.plan
    type(plan_of_other).objects.filter(pk=plan_of_other.pk).update(ended_at=clock.now())
    with pytest.raises(errors.OfferNotFound):
        make_asked(creator, other)
    assert Sample.objects.count() == 0


def test_one_per_product_and_so_many_open_as_one_sells() -> None:
    seller = make_seller()
    make_shipping(seller)
    creator = make_creator()
    variants = [make_variant(seller) for _ in range(6)]
    offers = [make_offer(variant) for variant in variants]
    make_asked(creator, offers[0])
    with pytest.raises(errors.AskedAlready):
        make_asked(creator, offers[0])
    for offer in offers[1:5]:
        make_asked(creator, offer)
    with pytest.raises(errors.TooManyRequests) as refused:
        make_asked(creator, offers[5])
    assert refused.value.data == {"count_max": 5}
    first = Sample.objects.order_by("pk").first()
    assert first is not None
    samples.withdraw(first.pk)
    make_asked(creator, offers[5])
    assert [get_market("FR").samples.open_max(sales) for sales in (499_999, 500_000, 15_000_000)] == [5, 20, 50]


def test_asking_and_taking_back_writes_to_the_shop_so_many_times_a_day() -> None:
    creator, offer = make_creator(), make_offer()
    for _ in range(asking.ASKED_A_DAY_MAX):
        samples.withdraw(make_asked(creator, offer).pk)
    with heard(SampleAsked) as told, pytest.raises(TooOften):
        make_asked(creator, offer)
    assert (told, Sample.objects.count()) == ([], asking.ASKED_A_DAY_MAX)


def test_what_keeps_a_creator_from_many_offers_is_read_at_once(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    seller, creator = make_seller(), make_creator()
    offers = [make_offer(make_variant(seller)) for _ in range(4)]
    make_asked(creator, offers[0])
    full = make_offer(make_variant(seller), piece_max=1)
    samples.approve(make_asked(make_creator(), full).pk)
    standing = standing_with_sales(creator)
    with django_assert_num_queries(5):
        about = samples_queries.asking_about([*offers, full], creator)
        found = [asking.find_obstacle(offer, creator, standing, about) for offer in [*offers, full]]
    assert [type(one) for one in found] == [errors.AskedAlready, *[type(None)] * 3, errors.OfferUsedUp]


def test_a_second_profile_is_no_second_person() -> None:
    person, offer = make_user(), make_offer()
    first, second = make_creator(user=person), make_creator(user=person)
    sample = make_asked(first, offer)
    assert list_offers_for(second).rows == []
    with pytest.raises(errors.AskedAlready):
        make_asked(second, offer)
    # Who missed one waits with all profiles.
    now = clock.now()
    Sample.objects.filter(pk=sample.pk).update(status="missed", closed_at=now)
    with pytest.raises(errors.AskAgainLater):
        make_asked(second)
    assert Sample.objects.count() == 1
    with clock.travel(now + 31 * DAY):
        assert make_asked(second).status == "asked"


def test_what_is_not_sold_at_the_address_cannot_be_asked_for() -> None:
    offer = make_offer()
    abroad = make_address_data(
        country="US", line1="1 Market St", city="San Francisco", region="CA", postal_code="94105", phone=""
    )
    for changes in ({"ship_to": abroad}, {"variant_id": make_variant().pk}):
        with pytest.raises(errors.VariantNotSent):
            samples.ask(make_creator(), offer.pk, make_request(offer, **changes))
    assert Sample.objects.count() == 0


def test_the_shop_decides_once_and_silence_declines() -> None:
    with clock.travel(START):
        silent, refused = make_asked(), make_asked()
        creator, offer = refused.creator, refused.offer
        with heard(SampleDecided) as told:
            samples.decline(refused.pk, words="Nous préférons la céramique.")
        assert told == [SampleDecided(refused.pk, "declined")]
        with pytest.raises(errors.NotAskedAnyMore):
            samples.approve(refused.pk)
        with pytest.raises(errors.NotAskedAnyMore):
            samples.withdraw(refused.pk)
        with pytest.raises(errors.AskAgainLater) as soon:
            make_asked(creator, offer)
        assert soon.value.data == {"days": 30}
        assert decline_silently() == 0
    with clock.travel(START + 7 * DAY), heard(SampleDecided) as told:
        assert decline_silently() == 1
        assert told == [SampleDecided(silent.pk, "unanswered")]
        # Nobody said no: it may be asked for again at once.
        assert make_asked(silent.creator, silent.offer).status == "asked"
    with clock.travel(START + 30 * DAY):
        assert make_asked(creator, offer).status == "asked"


def test_no_more_pieces_than_offered_nor_than_there_are() -> None:
    variant = make_variant(stock=1)
    offer = make_offer(variant, piece_max=1)
    first, second = make_asked(offer=offer), make_asked(offer=offer)
    samples.approve(first.pk)
    with pytest.raises(errors.OfferUsedUp):
        samples.approve(second.pk)
    with pytest.raises(errors.OfferUsedUp):
        make_asked(offer=offer)
    samples.resize_offer(offer.pk, piece_max=2)
    with pytest.raises(SoldOut):
        samples.approve(second.pk)
    second.refresh_from_db()
    assert (second.status, second.promise_id) == ("asked", None)
    samples.resize_offer(offer.pk, piece_max=1)
    with pytest.raises(errors.OfferWrong):
        samples.resize_offer(offer.pk, piece_max=0)
    samples.close_offer(offer.pk)
    with pytest.raises(errors.OfferNotFound):
        make_asked(offer=offer)


def test_offers_are_checked() -> None:
    variant = make_variant()
    offer = make_offer(variant)
    draft = {"plan_id": offer.plan_id, "product_id": variant.product_id, "piece_max": 2}
    with pytest.raises(errors.OfferedAlready):
        samples.open_offer(variant.seller, OfferDraft(**draft))
    for wrong in ({"piece_max": 0}, {"product_id": make_variant(variant.seller).product_id}, {"followers_min": -1}):
        with pytest.raises(errors.OfferWrong):
            samples.open_offer(variant.seller, OfferDraft(**{**draft, **wrong}))
    with pytest.raises(errors.OfferWrong):
        samples.open_offer(make_seller(), OfferDraft(**draft))
    assert SampleOffer.objects.count() == 1
    given = make_asked(offer=offer)
    samples.approve(given.pk)
    other = make_asked(offer=offer)
    samples.approve(other.pk)
    with pytest.raises(errors.PiecesBelowGiven):
        samples.resize_offer(offer.pk, piece_max=1)


def test_an_address_nobody_delivers_to_is_told_and_another_one_serves() -> None:
    with clock.travel(START):
        variant = make_variant()
        sample = make_asked(offer=make_offer(variant))
        samples.approve(sample.pk)
        rate = variant.seller.shipping.rates.get()
        type(rate).objects.filter(pk=rate.pk).update(country="DE")
        assert send_sample(sample.pk) is False
        sample.refresh_from_db()
        assert (sample.status, sample.order_id, bool(sample.problem_words)) == ("approved", None, True)
        type(rate).objects.filter(pk=rate.pk).update(country="FR")
        samples.send_elsewhere(sample.pk, ship_to=make_address_data(line1="4 place du Marché"))
        assert send_sample(sample.pk) is True
        sample.refresh_from_db()
        assert sample.order is not None
        assert (sample.order.group.ship_to["line1"], sample.problem) == ("4 place du Marché", "")
        with pytest.raises(errors.NotOnItsWay):
            samples.send_elsewhere(sample.pk, ship_to=make_address_data())


def test_what_could_not_be_sent_in_time_goes_back_on_sale() -> None:
    variant = make_variant(stock=1)
    sample = make_asked(offer=make_offer(variant))
    samples.approve(sample.pk)
    assert stock_of(variant) == (1, 1)
    promise = Sample.objects.get(pk=sample.pk).promise
    assert promise is not None
    type(promise).objects.filter(pk=promise.pk).update(until=clock.now() - DAY)
    assert forfeit_prizes() == 1
    assert cancel_stuck() == 1
    sample.refresh_from_db()
    assert (sample.status, stock_of(variant)) == ("canceled", (1, 0))


def test_a_canceled_order_ends_the_sample_without_a_duty() -> None:
    sample = make_asked()
    samples.approve(sample.pk)
    send_sample(sample.pk)
    sample.refresh_from_db()
    assert sample.order is not None
    cancel_group(sample.order.group_id, by=By("customer", sample.creator.user_id), reason="changed_mind")
    sample.refresh_from_db()
    assert (sample.status, fulfilment_of([sample.creator_id])) == ("canceled", {sample.creator_id: Fulfilment()})


@pytest.mark.usefixtures("nothing_sold")
def test_what_one_has_sold_opens_the_door() -> None:
    variant, creator = make_variant(stock=5), make_creator()
    make_plan(variant.seller)
    make_led(make_touch(creator, variant), (variant, 2))
    standing = samples_queries.standing_of(creator)
    # 2 × 24.90 € without tax.
    assert (standing.sales_count, standing.sales_minor, standing.open_max) == (1, 4_150, 5)
    other = make_variant()
    assert make_asked(creator, make_offer(other)).status == "asked"


def test_a_sample_bought_with_its_own_promise_is_had_and_owed_like_any_other() -> None:
    sample = make_asked()
    samples.approve(sample.pk)
    assert send_sample(sample.pk)
    # The same purchase, made with the promise's number at the till instead of by the job.
    order = Sample.objects.get(pk=sample.pk).order
    assert order is not None
    Sample.objects.filter(pk=sample.pk).update(order=None)
    Order.objects.filter(pk=order.pk).update(delivered_at=clock.now(), status="delivered")
    assert cancel_stuck() == 0
    sample.refresh_from_db()
    assert (sample.order_id, sample.status, sample.due_at is not None) == (order.pk, "delivered", True)
