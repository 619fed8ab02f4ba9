"""What a bank tells otherwise than booked reaches the staff by mail and stays before them until somebody closes it."""

from __future__ import annotations

import pytest
from django.test import Client

from halles.kit import clock
from halles.payouts import services
from halles.payouts.models import Discrepancy, Payout
from halles.payouts.port import TransferFact
from tests.moderation.makers import make_staff
from tests.notifications.makers import tell_all
from tests.payouts.test_runs import TUESDAY, make_running

pytestmark = pytest.mark.django_db


def test_a_late_payout_is_on_the_list_until_it_is_closed_with_a_reason(client: Client) -> None:
    person = make_staff("finance")
    client.force_login(person)
    with clock.travel(TUESDAY):
        payout = make_running(person, "FR7630006000011234567890002")
        services.send_payout(payout.pk)
        assert "The bank tells it otherwise" not in client.get("/staff/payouts/").content.decode()
        services.record_fact(TransferFact(payout.bank_key, "tr_1", 5_000, "EUR", "paid"))
        page = client.get("/staff/payouts/").content.decode()
        for words in ("The bank tells it otherwise", payout.number, "Counted as refused, and carried out after all"):
            assert words in page, words
        (mail,) = [one for one in tell_all() if one.kind == "payout_differs"]
        assert mail.to == person.email
        assert f"Payout {payout.number} to Les Mailles d'Yport. Counted as refused" in mail.text
        path = f"/staff/payouts/{payout.pk}/decide/"
        client.post(path, {"decision": "close", "why": " "})
        assert Discrepancy.objects.get().closed_at is None
        client.post(path, {"decision": "close", "why": "the bank's paper says so too"})
        assert Discrepancy.objects.get().closed_by == person
        assert "The bank tells it otherwise" not in client.get("/staff/payouts/").content.decode()
    assert Payout.objects.get().status == "paid"
