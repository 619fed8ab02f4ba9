"""An account that took the place of another rests for the market's days before anything is paid to it."""

from __future__ import annotations

import datetime as dt

import pytest

from halles.creators.services import save_payout_details
from halles.kit import clock
from halles.markets.queries import all_markets, get_market
from halles.payouts import queries as payouts
from halles.payouts import services
from halles.payouts.errors import CannotBePaid
from halles.payouts.models import Payout
from halles.payouts.queries.planning import obstacles
from halles.sellers.models import Seller
from halles.sellers.services import change_account
from tests.affiliates.makers import make_creator
from tests.creators.makers import IBAN, make_payee
from tests.creators.test_payout_details import OTHER_IBAN, make_verified
from tests.payouts.makers import make_available
from tests.sellers.makers import make_seller
from tests.users.makers import make_user

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
# A Tuesday, the day of payouts in France.
TUESDAY = dt.datetime(2026, 11, 24, 9, tzinfo=dt.UTC)
FRANCE = get_market("FR")
REFUSED = "FR7630006000011234567890002"


def make_shop(account: str = IBAN) -> Seller:
    seller = make_seller()
    seller.bank_account = account
    seller.save()
    make_available(seller.pk, 5_000)
    return seller


def move(seller: Seller) -> None:
    change_account(seller, by=seller.owner, holder=seller.legal_name, number=OTHER_IBAN)


@pytest.mark.parametrize("code", sorted(all_markets()))
def test_every_market_says_how_long(code: str) -> None:
    assert get_market(code).settlement.new_account_days == 2


def test_a_run_leaves_out_who_has_just_changed_the_account_and_says_so() -> None:
    with clock.travel(TUESDAY - DAY):
        seller = make_shop()
        move(seller)
    with clock.travel(TUESDAY):
        assert services.plan_run(FRANCE, "EUR", on=TUESDAY.date()) is None
        payee = payouts.payee_of("seller", seller.pk)
        assert (payee.problem, payee.rests_until) == ("new_account", TUESDAY + DAY)
        (following,) = payouts.next_payouts(payee)
        # The next day of payouts is a week away: by then the rest is over.
        assert (following.on, following.why, following.amount_minor) == ((TUESDAY + 7 * DAY).date(), "", 5_000)
    with clock.travel(TUESDAY + DAY):
        assert payouts.payee_of("seller", seller.pk).problem == ""
    with clock.travel(TUESDAY + 7 * DAY):
        run = services.plan_run(FRANCE, "EUR", on=(TUESDAY + 7 * DAY).date())
    assert run is not None
    assert Payout.objects.get().amount_minor == 5_000


def test_a_change_between_the_plan_and_the_sending_stops_the_payout() -> None:
    staff = make_user(is_staff=True, staff_role="finance")
    with clock.travel(TUESDAY):
        seller = make_shop()
        run = services.plan_run(FRANCE, "EUR", on=TUESDAY.date())
        assert run is not None
        services.approve_run(run.pk, by=staff, why="read")
        move(seller)
        services.start_run(run.pk, by=staff, why="Tuesday")
    payout = Payout.objects.get()
    assert (payout.status, payout.why) == ("canceled", "new_account")


def test_staff_cannot_send_again_to_an_account_that_rests() -> None:
    staff = make_user(is_staff=True, staff_role="finance")
    with clock.travel(TUESDAY):
        seller = make_shop(REFUSED)
        run = services.plan_run(FRANCE, "EUR", on=TUESDAY.date())
        assert run is not None
        services.approve_run(run.pk, by=staff, why="read")
        services.start_run(run.pk, by=staff, why="Tuesday")
        services.send_run(run.pk)
        payout = Payout.objects.get()
        assert payout.status == "failed"
        move(seller)
        with pytest.raises(CannotBePaid):
            services.retry_payout(payout.pk, by=staff, why="again")
        payout.refresh_from_db()
        assert (payout.status, payout.attempts) == ("failed", 1)
    with clock.travel(TUESDAY + 2 * DAY):
        assert services.retry_payout(payout.pk, by=staff, why="again").status == "sent"


def test_creators_accounts_rest_too_but_for_the_first() -> None:
    with clock.travel(TUESDAY):
        creator = make_creator()
        make_verified(creator.user)
        assert payouts.payee_of("creator", creator.pk).problem == ""
        save_payout_details(creator.user, payee=make_payee(bank_account=OTHER_IBAN, tax_id=""))
        payee = payouts.payee_of("creator", creator.pk)
        assert (payee.problem, payee.rests_until) == ("new_account", TUESDAY + 2 * DAY)
        assert obstacles("creator", [payee], "EUR") == {creator.pk: "new_account"}
        assert [one.id for one in payouts.list_payees_of(creator.user)] == [creator.pk]
        save_payout_details(creator.user, payee=make_payee(holder="Nora Grand", bank_account="", tax_id=""))
        assert payouts.payee_of("creator", creator.pk).problem == "not_verified"
    with clock.travel(TUESDAY + 3 * DAY):
        assert payouts.payee_of("creator", creator.pk).rests_until is None
