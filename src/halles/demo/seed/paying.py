"""What was paid out: a run a month in each market with shops, the troubles of the last one, and the runs of today."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from functools import partial

from django.db import transaction

from halles.creators.services.payout_details import Payee, save_payout_details
from halles.demo.queries import find_made_at
from halles.demo.seed.cast import seat
from halles.demo.seed.turns import turn
from halles.demo.world import numbers
from halles.demo.world.history import address_in
from halles.demo.world.kinds import CreatorData, World
from halles.kit import clock, transactions
from halles.kit.jobs import none_queued
from halles.ledger.queries import owner_balances_at
from halles.markets.market import Market
from halles.markets.queries import get_market
from halles.payouts import sandbox
from halles.payouts import services as payouts
from halles.payouts.errors import NeedsAnotherPerson
from halles.payouts.models import Hold, PayeeHold, Payout, PayoutRun
from halles.payouts.queries.planning import minimum_minor
from halles.payouts.schedule import next_payout_on, payout_instant
from halles.payouts.services import planning, sending
from halles.sellers.models import Seller
from halles.users.addresses import clean_address
from halles.users.models import User

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
MARKETS = ("FR", "US", "JP")
# Those of the day on which the world was made: sent to the bank, but for the last market's, which waits for the staff.
PAID_MARKETS, DRAFTED_MARKETS = ("FR", "US"), ("JP",)
APPROVED = {
    "FR": "Montants relus avec les livres.",
    "US": "Amounts read against the books.",
    "JP": "帳簿と照合済み。",
}
# The bank sends back what goes to the first after three days, and refuses the second; see payouts.sandbox.
RETURNED, RETURNED_ENDING, REFUSED, REFUSED_ENDING = "hank", "0006", "hana", "0002"
RETRIED = "New account given and checked; sent again."
# Old enough that what came back has come back by today.
LAST_RUN_DAYS_AGO = 9
PHONES = {"FR": "+33 1 99 00 12 34", "US": "+1 518 555 0123", "JP": "+81 89 999 0123"}
# A shop whose owner has moved: nothing is paid out until the new account is confirmed.
HELD_SHOP, HELD_DAYS = "yamanari", 12
HELD_WORDS = "口座名義の確認が取れるまで、お支払いを保留しています。通帳の写しをお送りください。"


def pay_out_past(world: World) -> None:
    """Everything that was paid out before these days, each run once; what died in between is finished."""
    admin, made_at = seat(world.person("admin")), find_made_at(world)
    if made_at is None:
        return
    made_on = made_at.date()
    with turn("payouts"), none_queued():
        for code in MARKETS:
            days = _days(get_market(code), made_on - LAST_RUN_DAYS_AGO * DAY)
            for on in days:
                _pay(world, get_market(code), on, admin, is_last=on == days[-1])


def pay_out_now(world: World) -> None:
    """The runs of today, and whose payouts wait."""
    admin, made_at = seat(world.person("admin")), find_made_at(world)
    if made_at is not None:
        _pay_now(made_at.date(), admin)
        _hold(world, admin)


def payee_of(world: World, data: CreatorData, *, ending: str = "") -> Payee:
    """Who is paid what a creator earns, and where to; with `ending` an account of those last digits."""
    person = world.person(data.person)
    account = numbers.iban(data.key) if data.market == "FR" else numbers.plain_account(data.key)
    if ending:
        account = f"{account[: -len(ending)]}{ending}"
    tax_id = numbers.american_tax_id(data.key) if data.market == "US" else numbers.siren(data.key)
    address = clean_address(data.market, address_in(data.market, person) | {"phone": PHONES[data.market]})
    return Payee(holder=person.name, address=address, tax_id=tax_id, bank_account=account)


def _days(market: Market, last: dt.date) -> list[dt.date]:
    """The first day of payouts of each month since something was free, up to a day."""
    first = Hold.objects.released().filter(seller__market=market.code, until__isnull=False).order_by("until").first()
    if first is None or first.until is None:
        return []
    days, month = [], first.until.date().replace(day=1)
    while (on := next_payout_on(market, month - DAY)) <= last:
        days.append(on)
        month = (month + 32 * DAY).replace(day=1)
    return [on for on in days if payout_instant(market, on) > first.until]


def _pay(world: World, market: Market, on: dt.date, admin: User, *, is_last: bool) -> None:
    at = payout_instant(market, on).astimezone(dt.UTC)
    run = PayoutRun.objects.filter(market=market.code, on=on).first()
    if run is None:
        if is_last:
            _break_accounts(world, market, at - (1 + market.settlement.new_account_days) * DAY)
        with clock.travel(at):
            others = [one for one in world.people if one.role == "staff" and seat(one) != admin]
            second = seat(others[0]) if others else admin
            run = transactions.run(partial(_begin, market, on, at, admin, second))
    if run is None or run.status != PayoutRun.Status.RUNNING:
        return
    with clock.travel(at + 5 * HOUR):
        sending.send_run(run.pk)
    _hear(at + 6 * HOUR)
    if is_last and market.code == _market_of(world, RETURNED):
        _send_again(world, run, at, admin)


def _begin(market: Market, on: dt.date, at: dt.datetime, admin: User, second: User) -> PayoutRun | None:
    """What was free at that time, approved and given to the bank in the hours after, by two where that takes two."""
    run = planning.plan_run(market, market.currency, on=on)
    if run is None:
        return None
    for payout in Payout.objects.filter(run=run):
        kind = f"{payout.payee_kind}_available"
        free = owner_balances_at(payout.payee_kind, str(payout.payee_id), before=at).get((kind, run.currency), 0)
        if free < minimum_minor(market, run.currency):
            payout.delete()
        else:
            Payout.objects.filter(pk=payout.pk).update(amount_minor=free)
    if not Payout.objects.filter(run=run).exists():
        run.delete()
        return None
    with clock.travel(at + 3 * HOUR):
        planning.approve_run(run.pk, by=admin, why=APPROVED[market.code])
    with clock.travel(at + 4 * HOUR):
        try:
            with transaction.atomic():
                return planning.start_run(run.pk, by=admin, why=APPROVED[market.code])
        except NeedsAnotherPerson:
            return planning.start_run(run.pk, by=second, why=APPROVED[market.code])


def _hear(at: dt.datetime) -> None:
    """What the bank has done by then."""
    with clock.travel(at):
        sandbox.move_due()
        while payouts.read_feed():
            pass


def _send_again(world: World, run: PayoutRun, at: dt.datetime, admin: User) -> None:
    """A transfer comes back after three days; its payee gives another account, and the staff tries once more."""
    _hear(at + 3 * DAY + 7 * HOUR)
    back = Payout.objects.filter(run=run, status=Payout.Status.RETURNED).first()
    if back is None:
        return
    data = next(one for one in world.creators if one.key == RETURNED)
    with clock.travel(at + 4 * DAY):
        transactions.run(partial(save_payout_details, seat(world.person(data.person)), payee=payee_of(world, data)))
    rested = at + (5 + get_market(data.market).settlement.new_account_days) * DAY
    with clock.travel(rested):
        transactions.run(partial(payouts.retry_payout, back.pk, by=admin, why=RETRIED))
        sending.send_payout(back.pk)
    _hear(rested + HOUR)


def _break_accounts(world: World, market: Market, at: dt.datetime) -> None:
    """Two creators give an account that the bank does not like."""
    for key, ending in ((RETURNED, RETURNED_ENDING), (REFUSED, REFUSED_ENDING)):
        data = next((one for one in world.creators if one.key == key and one.market == market.code), None)
        if data is None or not hasattr(seat(world.person(data.person)), "payout_details"):
            continue
        payee = payee_of(world, data, ending=ending)
        with clock.travel(at):
            transactions.run(partial(save_payout_details, seat(world.person(data.person)), payee=payee))


def _market_of(world: World, key: str) -> str:
    return next((one.market for one in world.creators if one.key == key), "")


def _pay_now(made_on: dt.date, admin: User) -> None:
    """The first runs of the present: some with the bank, one for the staff to look at."""
    for code in (*PAID_MARKETS, *DRAFTED_MARKETS):
        market = get_market(code)
        on = clock.today(market.time_zone)
        if PayoutRun.objects.filter(market=code, on__gt=made_on - LAST_RUN_DAYS_AGO * DAY).exists():
            continue
        run = transactions.run(partial(planning.plan_run, market, market.currency, on=on))
        if run is not None and code in PAID_MARKETS:
            transactions.run(partial(planning.approve_run, run.pk, by=admin, why=APPROVED[code]))
            # A run that takes two people waits for the second, who is whoever looks at the demo.
            with suppress(NeedsAnotherPerson):
                transactions.run(partial(planning.start_run, run.pk, by=admin, why=APPROVED[code]))


def _hold(world: World, admin: User) -> None:
    """The payouts of one shop wait, for a reason and until a day, both of which it reads."""
    shop = next((one for one in world.shops if one.key == HELD_SHOP), None)
    seller = Seller.objects.filter(name=shop.name).first() if shop else None
    if seller is None or PayeeHold.objects.filter(payee_id=seller.pk).exists():
        return
    until = clock.now() + HELD_DAYS * DAY
    reason = PayeeHold.Reason.ACCOUNT
    with none_queued():
        transactions.run(
            partial(payouts.hold_payee, "seller", seller.pk, reason=reason, words=HELD_WORDS, until=until, by=admin)
        )
