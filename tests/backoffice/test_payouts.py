"""The staff's pages about payouts: a run from draft to bank, holds, tiers, and the proof of all the money."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest
from django.test import Client

from halles.kit import clock
from halles.markets.queries import get_market
from halles.moderation.models import StaffAction
from halles.payouts import services
from halles.payouts.models import PayeeHold, Payout, PayoutRun
from halles.payouts.queries.proving import prove
from halles.sellers.models import Seller, SettlementTierChange
from tests.payouts.makers import make_available, make_refund_taken, make_sold
from tests.sellers.makers import make_seller
from tests.users.makers import make_user

pytestmark = pytest.mark.django_db
TUESDAY = dt.datetime(2026, 11, 24, 9, tzinfo=dt.UTC)


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(make_user(is_staff=True, staff_role="finance"))
    return client


def make_run(amount_minor: int = 5_000) -> PayoutRun:
    seller = make_seller()
    seller.bank_account = "FR7630006000011234567890189"
    seller.save()
    make_available(seller.pk, amount_minor)
    poor = make_seller(name="Atelier Pauvre")
    make_available(poor.pk, 50)
    run = services.plan_run(get_market("FR"), "EUR", on=TUESDAY.date())
    assert run is not None
    return run


def test_a_run_is_reviewed_approved_and_sent_with_a_reason_each_time(staff: Client) -> None:
    with clock.travel(TUESDAY):
        run = make_run()
        path = f"/staff/payouts/runs/{run.pk}/"
        page = staff.get(path).content.decode()
        for words in ("€50.00", "Les Mailles", "Atelier Pauvre", "there is no bank account yet", "FR •••• 0189"):
            assert words in page, words
        assert "moderation.why_missing" not in page
        staff.post(f"{path}decide/", {"decision": "approve", "why": " "})
        assert PayoutRun.objects.get().status == "draft"
        staff.post(f"{path}decide/", {"decision": "approve", "why": "looked at"})
        assert (PayoutRun.objects.get().status, Payout.objects.get().status) == ("approved", "planned")
        staff.post(f"{path}decide/", {"decision": "send", "why": "it is Tuesday"})
    assert (PayoutRun.objects.get().status, Payout.objects.get().status) == ("running", "sent")
    assert list(StaffAction.objects.order_by("pk").values_list("verb", flat=True)) == [
        "approve_payouts",
        "send_payouts",
    ]
    assert staff.get("/staff/payouts/").status_code == 200


def test_a_large_run_tells_who_approved_it_to_ask_a_colleague(staff: Client) -> None:
    with clock.travel(TUESDAY):
        run = make_run(2_000_100)
        path = f"/staff/payouts/runs/{run.pk}/"
        assert "More than €20,000.00 takes two" in staff.get(path).content.decode()
        staff.post(f"{path}decide/", {"decision": "approve", "why": "looked at"})
        page = staff.get(path).content.decode()
        assert "ask a colleague to send it" in page
        assert "Send the run" not in page
        answer = staff.post(f"{path}decide/", {"decision": "send", "why": "it is Tuesday"}, follow=True)
        assert "somebody else on the staff sends it. Nothing was sent." in answer.content.decode()
        assert (PayoutRun.objects.get().status, Payout.objects.get().status) == ("approved", "planned")
        colleague = make_user(is_staff=True, staff_role="finance")
        staff.force_login(colleague)
        assert "Send the run" in staff.get(path).content.decode()
        staff.post(f"{path}decide/", {"decision": "send", "why": "it is Tuesday"})
        assert f"sent by {colleague.name}" in staff.get(path).content.decode()
    assert PayoutRun.objects.get().status == "running"


def test_a_large_payout_that_failed_is_sent_again_by_two(staff: Client) -> None:
    with clock.travel(TUESDAY):
        run = make_run(2_000_100)
        Payout.objects.update(status="failed", why="no_answer", ended_at=TUESDAY)
        payout = Payout.objects.get()
        here, path = f"/staff/payouts/runs/{run.pk}/", f"/staff/payouts/{payout.pk}/decide/"
        for page in (here, "/staff/payouts/"):
            words = staff.get(page).content.decode()
            assert "This one takes two" in words
            assert 'value="agree"' in words
            assert 'value="retry"' not in words
        answer = staff.post(path, {"decision": "agree", "why": "the shop has called"}, follow=True).content.decode()
        assert "Somebody else on the staff sends it now." in answer
        assert "ask a colleague to send it" in answer
        assert 'value="retry"' not in answer
        assert Payout.objects.get().status == "failed"
        first = Payout.objects.get().agreed_by
        assert first is not None
        staff.force_login(make_user(is_staff=True, staff_role="finance"))
        assert f"{first.name} agreed that it is sent again." in staff.get(here).content.decode()
        staff.post(path, {"decision": "retry", "why": "it is Tuesday"})
    assert Payout.objects.get().status == "sent"


def test_a_payee_is_held_until_a_day_and_settled_as_staff_decide(staff: Client) -> None:
    with clock.travel(TUESDAY):
        seller = make_seller()
        path = f"/staff/payouts/payees/seller/{seller.pk}/"
        staff.post(f"{path}hold/", {"reason": "identity", "words": "", "until": "2026-12-01"})
        again = staff.post(f"{path}hold/", {"reason": "returns", "words": "Papers?", "until": "tomorrow"})
        assert again.status_code == 422
        shown = again.content.decode()
        assert '<option value="returns" selected>' in shown
        assert 'name="words" maxlength="1000" value="Papers?"' in shown
        assert not PayeeHold.objects.exists()
        staff.post(f"{path}hold/", {"reason": "identity", "words": "Papers?", "until": "2026-12-01"})
        hold = PayeeHold.objects.get()
        assert (hold.words, hold.until) == ("Papers?", dt.datetime(2026, 12, 1, 22, 59, tzinfo=dt.UTC))
        assert "Papers?" in staff.get(path).content.decode()
        staff.post(f"/staff/payouts/holds/{hold.pk}/lift/", {"why": "They are here."})
        assert PayeeHold.objects.get().lifted_why == "They are here."
        staff.post(f"/staff/payouts/shops/{seller.pk}/tier/", {"tier": "fast", "why": "friends"})
        staff.post(f"/staff/payouts/shops/{seller.pk}/tier/", {"tier": "extended", "why": "Many returns."})
    assert Seller.objects.get(pk=seller.pk).settlement_tier == "extended"
    (change,) = SettlementTierChange.objects.all()
    assert (change.tier, change.was, change.why) == ("extended", "standard", "Many returns.")


def test_the_proof_adds_up_to_the_cent_and_as_a_file(staff: Client) -> None:
    with clock.travel(TUESDAY):
        run = make_run()
        by = make_user(is_staff=True, staff_role="admin")
        services.approve_run(run.pk, by=by, why="looked at")
        services.start_run(run.pk, by=by, why="it is Tuesday")
        seller = make_seller()
        order = make_sold(seller.pk, goods_minor=4_606, carriage_minor=490, fee_minor=245)
        make_refund_taken(seller.pk, order, 1_000)
        (proof,) = prove()
        page = staff.get("/staff/payouts/proof/")
        rows = list(
            csv.DictReader(io.StringIO(staff.get("/staff/payouts/proof/?form=csv").content.decode("utf-8-sig")))
        )
    assert (proof.paid_minor, proof.gap_minor) == (10_391, 0)
    groups = {code: amount for code, _words, amount, _shares in proof.groups}
    assert groups == {"sellers": 9_146, "platform": 245, "refunds": 1_000}
    assert page.status_code == 200
    assert rows[0] == {"currency": "EUR", "group": "paid", "part": "paid", "amount": "103.91"}
    assert sum(float(row["amount"]) for row in rows[1:]) == pytest.approx(103.91)


def test_support_cannot_touch_money(client: Client) -> None:
    client.force_login(make_user(is_staff=True, staff_role="support"))
    with clock.travel(TUESDAY):
        run = make_run()
        answer = client.post(f"/staff/payouts/runs/{run.pk}/decide/", {"decision": "approve", "why": "please"})
    assert answer.status_code == 403
    assert PayoutRun.objects.get().status == "draft"
