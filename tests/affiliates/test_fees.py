"""A flat fee from the offer to the money: set aside when agreed, paid when the work is accepted, else returned."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.db import transaction

from halles.affiliates.errors import fees as errors
from halles.affiliates.errors.plans import OwnShop, ShopNotSelling
from halles.affiliates.models import Fee
from halles.affiliates.queries.fees import list_of_creator, list_works, set_aside_by
from halles.affiliates.services import fees
from halles.affiliates.services.fees import calendar, promising
from halles.kit import clock
from halles.kit.errors import Refusal
from halles.kit.rate_limits import TooOften
from halles.ledger import queries as ledger
from halles.ledger.accounts import creator_available, promised_fees, seller_available
from halles.ledger.models import Transaction
from halles.live.models import LiveSession
from halles.moderation.errors import OwnCase
from halles.moderation.models import StaffAction
from halles.payouts.models import PayeeHold
from halles.payouts.queries import check_money_now, get_statement, payee_of, seller_balance
from halles.payouts.queries.proving import prove
from halles.payouts.queries.statements import walk_lines
from halles.payouts.services import hold_payee, lift_hold
from halles.sellers.models import Seller, SellerStaff
from halles.users.models import User
from tests.affiliates.fee_makers import draft, make_fee, make_part
from tests.affiliates.makers import make_participation, make_plan
from tests.live.makers import make_session
from tests.moderation.makers import make_staff
from tests.orders.makers import make_variant
from tests.payouts.makers import make_available
from tests.users.makers import make_user
from tests.videos.makers import make_video

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def stand(fee: Fee) -> tuple[str, int, int, int]:
    """(status, free of the shop, set aside, free of the creator) as row and books have it."""
    fee.refresh_from_db()
    accounts = (
        seller_available(fee.seller_id, fee.currency),
        promised_fees(fee.seller_id, fee.currency),
        creator_available(fee.creator_id, fee.currency),
    )
    free, aside, earned = (ledger.balance(account) for account in accounts)
    return fee.status, free, aside, earned


def make_work(fee: Fee, **changes: Any) -> Any:
    """A video of the creator with the plan's product that came out a moment ago."""
    variant = fee.participation.plan.product.variants.get()
    return make_video(fee.creator, shows=variant, **{"published_at": clock.now(), **changes})


def make_hold(fee: Fee) -> PayeeHold:
    """The payouts of its shop are held for ten days."""
    words, until = "We look at your orders.", clock.now() + 10 * DAY
    reason = PayeeHold.Reason.SUSPICION
    return hold_payee("seller", fee.seller_id, reason=reason, words=words, until=until, by=make_staff())


def refused(refusal: type[Refusal], fee: Fee, work: Any) -> None:
    before, written = stand(fee), Transaction.objects.count()
    with pytest.raises(refusal), transaction.atomic():
        work()
    assert (stand(fee), Transaction.objects.count()) == (before, written)


def test_a_fee_is_set_aside_when_agreed_and_the_creators_when_accepted() -> None:
    fee = make_fee()
    assert stand(fee) == ("offered", 50_000, 0, 0)
    fees.agree(fee.pk)
    assert stand(fee) == ("agreed", 30_000, 20_000, 0)
    assert set_aside_by(fee.seller) == {"EUR": 20_000}
    (balance,) = seller_balance(fee.seller_id)
    assert (balance.available_minor, balance.held_minor, balance.promised_minor) == (30_000, 20_000, 20_000)
    video = make_work(fee)
    fees.deliver(fee.pk, video.pk)
    assert stand(fee) == ("delivered", 30_000, 20_000, 0)
    fees.accept_work(fee.pk)
    assert stand(fee) == ("paid", 30_000, 0, 20_000)
    assert check_money_now().problems == []
    assert [proof.gap_minor for proof in prove()] == [0]


def test_both_statements_tell_it() -> None:
    fee = make_fee(agreed=True)
    fees.deliver(fee.pk, make_work(fee).pk)
    fees.accept_work(fee.pk)
    month = clock.today("Europe/Paris").replace(day=1)
    shop = get_statement(payee_of("seller", fee.seller_id), "EUR", month)
    lines = list(walk_lines(shop))
    told = [(line.what, line.held_minor, line.available_minor, line.number) for line in lines[-2:]]
    assert told == [
        ("Set aside for a creator’s fee", 20_000, -20_000, fee.number),
        ("Fee for a creator’s work", -20_000, 0, fee.number),
    ]
    assert [(part.what, part.amount_minor) for part in lines[-1].parts] == [("Fee of a creator", -20_000)]
    assert (shop.held_closing_minor, shop.available_closing_minor) == (0, 30_000)
    (earned,) = walk_lines(get_statement(payee_of("creator", fee.creator_id), "EUR", month))
    assert (earned.what, earned.available_minor, earned.held_minor) == ("Fee for a creator’s work", 20_000, 0)


def test_silence_accepts_when_the_work_is_still_to_be_seen() -> None:
    fee, now = make_fee(agreed=True), clock.now()
    fees.deliver(fee.pk, make_work(fee).pk)
    with clock.travel(now + 6 * DAY):
        assert (calendar.accept_silently(), fee.status) == (0, "agreed")
    with clock.travel(now + 7 * DAY + dt.timedelta(minutes=1)):
        assert calendar.accept_silently() == 1
    assert stand(fee) == ("paid", 30_000, 0, 20_000)


def test_what_is_gone_at_the_end_of_the_days_is_for_staff_to_decide() -> None:
    fee, now = make_fee(agreed=True), clock.now()
    video = make_work(fee)
    fees.deliver(fee.pk, video.pk)
    video.status = "draft"
    video.save()
    with clock.travel(now + 8 * DAY):
        assert calendar.accept_silently() == 1
    assert stand(fee) == ("refused", 30_000, 20_000, 0)
    assert fee.refuse_words == ""


@pytest.mark.parametrize(("is_paid", "end"), [(True, ("paid", 30_000, 0, 20_000)), (False, ("returned", 50_000, 0, 0))])
def test_staff_decides_what_the_shop_refused(is_paid: bool, end: tuple[str, int, int, int]) -> None:
    fee, staff = make_fee(agreed=True), make_user(is_staff=True, staff_role="admin")
    fees.deliver(fee.pk, make_work(fee).pk)
    refused(errors.ReasonMissing, fee, lambda: fees.refuse_work(fee.pk, why="  "))
    fees.refuse_work(fee.pk, why="The bowl is seen for a second")
    assert stand(fee) == ("refused", 30_000, 20_000, 0)
    refused(errors.ReasonMissing, fee, lambda: fees.decide_fee(fee.pk, is_paid=is_paid, why="", by=staff))
    SellerStaff.objects.get_or_create(
        seller=fee.seller, user=fee.seller.owner, defaults={"role": "owner", "added_at": clock.now()}
    )
    for party in (fee.creator.user, fee.seller.owner):
        User.objects.filter(pk=party.pk).update(is_staff=True, staff_role="admin")
        party.refresh_from_db()
        refused(OwnCase, fee, lambda by=party: fees.decide_fee(fee.pk, is_paid=is_paid, why="Mine", by=by))
    fees.decide_fee(fee.pk, is_paid=is_paid, why="We have looked", by=staff)
    assert stand(fee) == end
    action = StaffAction.objects.get(verb="decide_fee")
    assert (action.data, action.why) == ({"number": fee.number, "paid": is_paid}, "We have looked")
    refused(errors.FeeHasMoved, fee, lambda: fees.accept_work(fee.pk))


def test_whoever_runs_the_platform_alone_decides_about_fees_of_their_own_shop(settings: Any) -> None:
    settings.HALLES_SECOND_PERSON = False
    fee, alone = make_fee(agreed=True), make_user(is_staff=True, staff_role="admin")
    SellerStaff.objects.create(seller=fee.seller, user=alone, role="manager", added_at=clock.now())
    fees.deliver(fee.pk, make_work(fee).pk)
    fees.refuse_work(fee.pk, why="Too short")
    fees.decide_fee(fee.pk, is_paid=True, why="Nobody else can", by=alone)
    assert stand(fee) == ("paid", 30_000, 0, 20_000)


def test_a_shop_may_still_accept_what_it_refused() -> None:
    fee = make_fee(agreed=True)
    fees.deliver(fee.pk, make_work(fee).pk)
    fees.refuse_work(fee.pk, why="Too short")
    fees.accept_work(fee.pk)
    assert stand(fee) == ("paid", 30_000, 0, 20_000)


def test_what_never_came_and_what_was_given_up_is_the_shops_again() -> None:
    late, given_up = make_fee(agreed=True), make_fee(agreed=True)
    fees.give_up(given_up.pk)
    assert stand(given_up) == ("returned", 50_000, 0, 0)
    with clock.travel(late.due_at - dt.timedelta(seconds=1)):
        assert calendar.end_overdue() == 0
    with clock.travel(late.due_at):
        refused(errors.FeeOverdue, late, lambda: fees.deliver(late.pk, uuid.uuid4()))
        assert calendar.end_overdue() == 1
    assert stand(late) == ("returned", 50_000, 0, 0)
    assert check_money_now().problems == []


def test_an_offer_moves_no_money_when_it_ends() -> None:
    part = make_part()
    declined, withdrawn = make_fee(part), make_fee(part, free_minor=0)
    lapsed = make_fee(part, free_minor=0)
    fees.decline(declined.pk)
    fees.withdraw(withdrawn.pk)
    with clock.travel(lapsed.due_at):
        refused(errors.FeeOverdue, lapsed, lambda: fees.agree(lapsed.pk))
        calendar.end_overdue()
    assert [stand(fee) for fee in (declined, withdrawn, lapsed)] == [
        ("declined", 50_000, 0, 0),
        ("withdrawn", 50_000, 0, 0),
        ("lapsed", 50_000, 0, 0),
    ]
    refused(errors.FeeHasMoved, declined, lambda: fees.agree(declined.pk))


def test_nobody_promises_or_sets_aside_what_is_not_there() -> None:
    part = make_part()
    with pytest.raises(errors.NotEnoughFree):
        fees.promise_fee(part.pk, draft())
    assert Fee.objects.count() == 0
    first, second = make_fee(part), make_fee(part, free_minor=0, amount_minor=40_000)
    fees.agree(first.pk)
    refused(errors.NotEnoughFree, second, lambda: fees.agree(second.pk))
    make_available(part.plan.seller_id, 10_000)
    fees.agree(second.pk)
    assert stand(second) == ("agreed", 0, 60_000, 0)


def test_money_that_may_not_leave_a_shop_leaves_it_to_no_creator_either() -> None:
    offer = make_fee()
    hold = make_hold(offer)
    refused(errors.NotEnoughFree, offer, lambda: fees.agree(offer.pk))
    refused(errors.NotEnoughFree, offer, lambda: fees.promise_fee(offer.participation_id, draft()))
    lift_hold(hold.pk, by=make_staff(), why="All is well.")
    Seller.objects.filter(pk=offer.seller_id).update(status="suspended")
    refused(ShopNotSelling, offer, lambda: fees.agree(offer.pk))
    refused(ShopNotSelling, offer, lambda: fees.promise_fee(offer.participation_id, draft()))
    Seller.objects.filter(pk=offer.seller_id).update(status="approved")
    place = SellerStaff.objects.create(
        seller=offer.seller, user=offer.creator.user, role="manager", added_at=clock.now()
    )
    refused(OwnShop, offer, lambda: fees.agree(offer.pk))
    place.delete()
    fees.agree(offer.pk)
    assert Fee.objects.count() == 1
    assert stand(offer) == ("agreed", 30_000, 20_000, 0)


@pytest.mark.parametrize("way", ["accepted", "silent", "decided"])
def test_what_is_accepted_while_the_shops_payouts_are_held_is_paid_when_the_hold_ends(way: str) -> None:
    fee, now = make_fee(agreed=True), clock.now()
    hold = make_hold(fee)
    fees.deliver(fee.pk, make_work(fee).pk)
    if way == "accepted":
        fees.accept_work(fee.pk)
    elif way == "decided":
        fees.refuse_work(fee.pk, why="Too short")
        fees.decide_fee(fee.pk, is_paid=True, why="It is as agreed.", by=make_staff())
    else:
        with clock.travel(now + 8 * DAY):
            assert (calendar.accept_silently(), calendar.accept_silently()) == (1, 0)
    assert stand(fee) == ("accepted", 30_000, 20_000, 0)
    assert set_aside_by(fee.seller) == {"EUR": 20_000}
    assert calendar.pay_accepted() == 0
    refused(errors.FeeHasMoved, fee, lambda: fees.refuse_work(fee.pk, why="No longer"))
    refused(errors.FeeHasMoved, fee, lambda: fees.give_up(fee.pk))
    if way == "decided":
        lift_hold(hold.pk, by=make_staff(), why="All is well.")
        assert calendar.pay_accepted() == 1
    else:
        # A hold ends by itself on its day.
        with clock.travel(hold.until):
            assert (calendar.pay_accepted(), calendar.pay_accepted()) == (1, 0)
    assert stand(fee) == ("paid", 30_000, 0, 20_000)
    assert check_money_now().problems == []
    assert [proof.gap_minor for proof in prove()] == [0]


def test_what_goes_back_to_a_shop_goes_back_whatever_is_held() -> None:
    fee = make_fee(agreed=True)
    make_hold(fee)
    fees.give_up(fee.pk)
    assert stand(fee) == ("returned", 50_000, 0, 0)


def test_a_page_of_fees_asks_once_what_could_be_the_work(django_assert_num_queries: Any) -> None:
    bowl, jug = make_variant(), make_variant()
    part = make_part(bowl)
    of_bowl = [make_fee(part, agreed=True) for _ in range(3)]
    of_shop = make_fee(make_participation(make_plan(jug.seller), part.creator), agreed=True, content_kind="live")
    video = make_video(part.creator, shows=bowl, published_at=clock.now())
    session = make_session(creator=part.creator, status="ended")
    session.products.create(product_id=jug.product_id, position=1)
    page = list_of_creator(part.creator).rows
    with django_assert_num_queries(3):
        works = list_works(page)
    assert {key: [one.id for one in found] for key, found in works.items()} == {
        **{fee.pk: [video.pk] for fee in of_bowl},
        of_shop.pk: [session.pk],
    }


def test_a_shop_refuses_within_its_days_alone() -> None:
    fee = make_fee(agreed=True)
    fees.deliver(fee.pk, make_work(fee).pk)
    fee.refresh_from_db()
    assert fee.review_by is not None
    with clock.travel(fee.review_by):
        refused(errors.ReviewOver, fee, lambda: fees.refuse_work(fee.pk, why="Too late"))
        assert calendar.accept_silently() == 1
    assert stand(fee) == ("paid", 30_000, 0, 20_000)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"amount_minor": 0}, errors.FeeWrong),
        ({"words": "x" * 501}, errors.FeeWrong),
        ({"content_kind": "live"}, errors.KindNotInPlan),
        ({"due_on": dt.date(2020, 1, 1)}, errors.DueNotPossible),
        ({"due_on": dt.date(2040, 1, 1)}, errors.DueNotPossible),
        ({"currency": "JPY"}, errors.NotEnoughFree),
    ],
)
def test_what_cannot_be_promised(changes: dict[str, Any], refusal: type[Refusal]) -> None:
    bowl = make_variant()
    part = make_part(bowl)
    part.plan.content_kind = "video"
    part.plan.save()
    make_available(bowl.seller_id, 50_000)
    with pytest.raises(refusal):
        fees.promise_fee(part.pk, draft(**changes))
    assert Fee.objects.count() == 0


def test_a_fee_is_for_those_in_a_plan_that_runs() -> None:
    left = make_part(status="left", joined_at=None)
    over = make_part()
    over.plan.ended_at = clock.now()
    over.plan.save()
    for part in (left, over):
        make_available(part.plan.seller_id, 50_000)
        with pytest.raises(errors.NotTakingPart):
            fees.promise_fee(part.pk, draft())
    assert Fee.objects.count() == 0
    invited = make_fee(make_part(status="invited", joined_at=None))
    refused(errors.InvitationFirst, invited, lambda: fees.agree(invited.pk))


def test_only_new_and_shown_work_with_the_plans_product_counts_once() -> None:
    bowl = make_variant()
    fee = make_fee(make_part(bowl), agreed=True)
    old = make_work(fee, published_at=clock.now() - DAY)
    hidden = make_work(fee, status="draft", published_at=None)
    without = make_video(fee.creator, published_at=clock.now())
    other = make_video(shows=bowl, published_at=clock.now())
    for video in (old, hidden, without, other):
        refused(errors.NotTheWork, fee, lambda video=video: fees.deliver(fee.pk, video.pk))  # type: ignore[misc]
    work = make_work(fee)
    assert [one.id for one in list_works([fee])[fee.pk]] == [work.pk]
    fees.deliver(fee.pk, work.pk)
    second = make_fee(fee.participation, agreed=True)
    assert list_works([second])[second.pk] == []
    refused(errors.NotTheWork, second, lambda: fees.deliver(second.pk, work.pk))


def test_a_show_counts_when_it_took_place() -> None:
    bowl = make_variant()
    part = make_participation(make_plan(bowl.seller), make_fee().creator)
    fee = make_fee(part, agreed=True, content_kind="live")
    planned = make_session(creator=part.creator)
    held = make_session(creator=part.creator, status="ended")
    for session in (planned, held):
        session.products.create(product_id=bowl.product_id, position=1)
    refused(errors.NotTheWork, fee, lambda: fees.deliver(fee.pk, planned.pk))
    LiveSession.objects.filter(pk=held.pk).update(withheld_at=clock.now())
    refused(errors.NotTheWork, fee, lambda: fees.deliver(fee.pk, held.pk))
    LiveSession.objects.filter(pk=held.pk).update(withheld_at=None)
    fees.deliver(fee.pk, held.pk)
    assert stand(fee)[0] == "delivered"
    LiveSession.objects.filter(pk=held.pk).update(withheld_at=clock.now())
    with clock.travel(clock.now() + 8 * DAY):
        calendar.accept_silently()
    assert stand(fee)[0] == "refused", "silence pays for nothing that the staff withholds"


def test_offers_made_and_taken_back_over_and_over_write_to_nobody() -> None:
    part = make_part()
    make_available(part.plan.seller_id, 50_000)
    for _ in range(promising.FEES_A_DAY_MAX):
        fees.withdraw(fees.promise_fee(part.pk, draft()).pk)
    with pytest.raises(TooOften), transaction.atomic():
        fees.promise_fee(part.pk, draft())
    assert Fee.objects.count() == promising.FEES_A_DAY_MAX
