"""Two creators agree at once, or one agrees while the shop's money leaves for its bank: nothing is spent twice."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from halles.affiliates.errors.fees import NotEnoughFree
from halles.affiliates.models import Fee
from halles.affiliates.services import fees
from halles.kit import clock, transactions
from halles.ledger import queries as ledger
from halles.ledger.accounts import payouts_in_transit, promised_fees, seller_available
from halles.markets.queries import get_market
from halles.payouts import services as payouts
from halles.payouts.models import Payout
from tests.affiliates.fee_makers import make_fee, make_part
from tests.moderation.makers import make_staff
from tests.races.test_decisions_meet import at_once
from tests.videos.makers import make_video

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]


def test_two_creators_agree_and_there_is_enough_for_one() -> None:
    part = make_part()
    offers = [make_fee(part, amount_minor=30_000), make_fee(part, free_minor=0, amount_minor=30_000)]
    told = at_once(*(lambda fee=fee: fees.agree(fee.pk) for fee in offers))
    assert sorted(type(one) is NotEnoughFree for one in told) == [False, True]
    seller_id = part.plan.seller_id
    free, aside = (ledger.balance(account(seller_id, "EUR")) for account in (seller_available, promised_fees))
    assert (free, aside) == (20_000, 30_000)


def test_a_creator_agrees_while_the_shops_payout_begins() -> None:
    fee, staff = make_fee(amount_minor=30_000), make_staff()
    fee.seller.bank_account = "FR7630006000011234567890189"
    fee.seller.save()
    run = transactions.run(lambda: payouts.plan_run(get_market("FR"), "EUR", on=fee.offered_at.date()))
    assert run is not None
    transactions.run(lambda: payouts.approve_run(run.pk, by=staff, why="looked at"))
    told = at_once(lambda: fees.agree(fee.pk), lambda: payouts.start_run(run.pk, by=staff, why="it is time"))
    is_refused = any(type(one) is NotEnoughFree for one in told)
    accounts = (seller_available(fee.seller_id, "EUR"), promised_fees(fee.seller_id, "EUR"), payouts_in_transit("EUR"))
    assert [ledger.balance(one) for one in accounts] == ([0, 0, 50_000] if is_refused else [0, 30_000, 20_000])
    assert Payout.objects.get().amount_minor == (50_000 if is_refused else 20_000)


def test_who_accepts_while_a_hold_is_being_set_waits_for_it_and_sees_it() -> None:
    fee, staff = make_fee(agreed=True), make_staff()
    variant = fee.participation.plan.product.variants.get()
    fees.deliver(fee.pk, make_video(fee.creator, shows=variant, published_at=clock.now()).pk)
    until = clock.now() + dt.timedelta(days=10)
    with ThreadPoolExecutor(1) as other:
        with transaction.atomic():
            payouts.hold_payee("seller", fee.seller_id, reason="account", words="Why", until=until, by=staff)
            accepting = other.submit(_accept, fee)
            with pytest.raises(TimeoutError):
                accepting.result(0.5)
        assert accepting.result(30) == "accepted"
    assert ledger.balance(promised_fees(fee.seller_id, "EUR")) == 20_000


def _accept(fee: Fee) -> str:
    try:
        return transactions.run(lambda: fees.accept_work(fee.pk)).status
    finally:
        connection.close()
