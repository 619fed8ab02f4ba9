"""The rest of somebody who leaves: too small for a payout it hinders no wish, and is paid before the erasure."""

from __future__ import annotations

import datetime as dt

import pytest

from halles.kit import clock
from halles.ledger import queries as books
from halles.ledger.accounts import credit, debit, payouts_in_transit, refunds, seller_available
from halles.ledger.services import Reference, post
from halles.markets.queries import get_market
from halles.payouts import queries as payouts
from halles.payouts import sandbox, services
from halles.payouts.errors import BalanceLeft
from halles.payouts.models import Payout, PayoutRun
from halles.payouts.payees import get_payee
from halles.sellers.models import Seller
from halles.users import erasing, personal
from halles.users.models import Erasure, User
from tests.payouts.makers import make_available, make_sold
from tests.sellers.makers import make_seller
from tests.users.makers import make_user

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
# A Tuesday, the day of payouts in France.
TUESDAY = dt.datetime(2026, 11, 24, 9, tzinfo=dt.UTC)
FRANCE = get_market("FR")
LEAST = FRANCE.settlement.payout_minor_min


def make_closed(rest_minor: int) -> Seller:
    """A shop that is closed, with a bank account and a rest that is free."""
    seller = make_seller(owner=make_user(market="FR"))
    seller.bank_account, seller.status = "FR7630006000011234567890189", "closed"
    seller.save()
    if rest_minor:
        make_available(seller.pk, rest_minor)
    return seller


def hindrances(user: User) -> list[str]:
    return [one.code for one in personal.list_hindrances(user)]


def send(run: PayoutRun | None) -> None:
    assert run is not None
    staff = make_user(is_staff=True, staff_role="finance")
    services.approve_run(run.pk, by=staff, why="looked at")
    services.start_run(run.pk, by=staff, why="it is Tuesday")


def test_a_rest_below_the_minimum_is_paid_to_who_has_asked_to_be_erased_and_then_they_are() -> None:
    with clock.travel(TUESDAY - 30 * DAY):
        leaving, staying = make_closed(LEAST - 1), make_closed(LEAST - 1)
        assert hindrances(leaving.owner) == []
        assert services.plan_run(FRANCE, "EUR", on=TUESDAY.date() - 28 * DAY) is None
        wish = erasing.ask_erasure(leaving.owner)
        assert hindrances(leaving.owner) == ["payouts.balance_left"]
    with clock.travel(TUESDAY):
        assert not erasing.carry_out(wish.pk), "not before the money is there"
        assert payouts.next_payouts(get_payee("seller", leaving.pk))[0].amount_minor == LEAST - 1
        send(services.plan_run(FRANCE, "EUR", on=TUESDAY.date()))
        (payout,) = Payout.objects.all()
        assert (payout.payee_id, payout.amount_minor, payout.status) == (leaving.pk, LEAST - 1, "sent")
        assert books.balance(seller_available(leaving.pk, "EUR")) == 0
        assert books.balance(seller_available(staying.pk, "EUR")) == LEAST - 1
        assert books.balance(payouts_in_transit("EUR")) == LEAST - 1
        assert hindrances(leaving.owner) == ["payouts.under_way"]
        services.send_run(payout.run_id)
    with clock.travel(TUESDAY + 5 * DAY):
        sandbox.move_due()
        services.read_feed()
        assert not erasing.carry_out(wish.pk), "they come once more"
    with clock.travel(TUESDAY + 5 * DAY + erasing.ONCE_MORE_AFTER):
        assert erasing.carry_out(wish.pk)


def test_who_takes_the_wish_back_is_paid_with_the_next_sales() -> None:
    with clock.travel(TUESDAY):
        seller = make_closed(LEAST - 1)
        erasing.ask_erasure(seller.owner)
        run = services.plan_run(FRANCE, "EUR", on=TUESDAY.date())
        erasing.cancel_erasure(seller.owner)
        send(run)
        (payout,) = Payout.objects.all()
        assert (payout.status, payout.why) == ("canceled", "below_minimum")
        assert books.balance(seller_available(seller.pk, "EUR")) == LEAST - 1


@pytest.mark.parametrize("case", ["enough", "held too", "owed"])
def test_what_can_be_paid_is_held_or_owed_hinders_as_before(case: str) -> None:
    seller = make_closed(LEAST if case == "enough" else LEAST - 1)
    if case == "held too":
        make_sold(seller.pk, goods_minor=1)
    if case == "owed":
        lines = [debit(seller_available(seller.pk, "EUR"), LEAST), credit(refunds("EUR"), LEAST)]
        post("reversal", key="owed", reference=Reference("seller", seller.pk), lines=lines)
    assert hindrances(seller.owner) == ["payouts.balance_left"]
    with pytest.raises(BalanceLeft):
        erasing.ask_erasure(seller.owner)
    assert not Erasure.objects.exists()
