"""The money pages of shops and creators: next payout, holds, statements that are the books, and nobody else's."""

from __future__ import annotations

import csv
import datetime as dt
import io
import uuid
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from halles.affiliates.models import Commission
from halles.affiliates.queries.commissions import touches_of
from halles.creators.models import Creator, PayoutDetails
from halles.kit import clock
from halles.ledger import queries as ledger
from halles.ledger.accounts import creator_available, creator_pending, credit, debit, seller_pending
from halles.ledger.services import Reference, post
from halles.payouts import queries, services
from halles.payouts.queries import statements
from halles.sellers.models import Seller
from halles.studio import csv_file
from halles.studio.statements import content
from halles.users.services import issue_token
from tests.affiliates.makers import make_creator, make_earned, make_led, make_plan, make_touch
from tests.orders.makers import make_variant
from tests.payouts.makers import make_available, make_sold
from tests.sellers.makers import make_seller
from tests.users.makers import make_user

pytestmark = pytest.mark.django_db
NOVEMBER = dt.datetime(2026, 11, 3, 9, tzinfo=dt.UTC)
PAYEES = "/staff/payouts/payees/"
MONDAY = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)


@pytest.fixture
def seller() -> Seller:
    seller = make_seller()
    with clock.travel(NOVEMBER):
        make_available(seller.pk, 5_000)
        make_available(seller.pk, 700)
    return seller


def make_account(creator: Creator) -> None:
    PayoutDetails.objects.create(
        user=creator.user,
        holder="Léa Martin",
        country="FR",
        address={},
        tax_id="SIREN 732829320",
        bank_account="FR7630006000011234567890189",
        status="verified",
        document_key="papers/1",
        changed_at=clock.now(),
        decided_at=clock.now(),
    )


def table_of(answer: Any) -> list[dict[str, str]]:
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def at_desk(client: Client, seller: Seller) -> Client:
    client.force_login(seller.owner)
    return client


def test_a_shop_sees_its_next_payout_its_tier_and_why_it_is_held(client: Client, seller: Seller) -> None:
    with clock.travel(MONDAY):
        services.hold_payee(
            "seller",
            seller.pk,
            reason="returns",
            words="A third came back.",
            until=MONDAY + dt.timedelta(days=3),
            by=None,
        )
        page = at_desk(client, seller).get(f"/studio/shops/{seller.slug}/money/payouts/").content.decode()
    for words in ("payout after the hold", "Dec 1", "A third came back.", "7 days after delivery", "November 2026"):
        assert words in page, words


def test_a_statement_sums_to_the_books_and_its_file_can_be_added_up(client: Client, seller: Seller) -> None:
    with clock.travel(MONDAY):
        make_sold(seller.pk, goods_minor=1_234)
        at_desk(client, seller)
        answer = client.get(f"/studio/shops/{seller.slug}/money/statements/2026-11/EUR.csv")
        paper = client.get(f"/studio/shops/{seller.slug}/money/statements/2026-11/EUR.pdf")
        missing = client.get(f"/studio/shops/{seller.slug}/money/statements/2026-10/EUR.pdf")
    rows = table_of(answer)
    assert (rows[0]["kind"], rows[-1]["kind"]) == ("opening", "closing")
    assert (rows[-1]["pending_after"], rows[-1]["available_after"]) == ("12.34", "57.00")
    assert sum(float(row["available_change"] or 0) for row in rows) == 57.0
    assert paper.content.startswith(b"%PDF")
    assert missing.status_code == 404


def test_a_statement_names_its_two_balances_in_french_as_money_and_nothing_else(client: Client, seller: Seller) -> None:
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "fr"
    with clock.travel(MONDAY):
        make_available(seller.pk, 1_234)
        paper = at_desk(client, seller).get(f"/studio/shops/{seller.slug}/money/statements/2026-11/EUR.pdf")
    text = PdfReader(io.BytesIO(paper.content)).pages[0].extract_text()
    assert ("– en attente\n" in text, "– disponible\n" in text) == (True, True), text


def test_a_statement_of_any_length_is_whole_everywhere_but_on_paper(
    client: Client, seller: Seller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The parts are made small instead of the month long; many facts share one instant."""
    monkeypatch.setattr(ledger, "WALK_IDS", 7)
    monkeypatch.setattr(ledger, "WALK_SIZE", 3)
    monkeypatch.setattr(csv_file, "ROWS_AT_ONCE", 4)
    monkeypatch.setattr(statements, "PAGE_LINES_MAX", 5)
    monkeypatch.setattr(content, "PAPER_LINES_MAX", 6)
    with clock.travel(NOVEMBER + dt.timedelta(days=2)):
        for amount in range(1, 18):
            make_sold(seller.pk, goods_minor=amount)
    path = f"/studio/shops/{seller.slug}/money/statements/2026-11/EUR"
    mine = {"Authorization": f"Bearer {issue_token(seller.owner, 'program')}"}
    with clock.travel(MONDAY):
        rows = table_of(at_desk(client, seller).get(f"{path}.csv", headers={"Accept-Language": "fr"}))
        pages, cursor = [], ""
        while cursor is not None:
            url = f"/api/v1/shops/{seller.slug}/statements/2026-11/EUR?cursor={cursor}"
            pages.append(client.get(url, headers=mine).json())
            cursor = pages[-1]["next_cursor"]
        payee = queries.payee_of("seller", seller.pk)
        paper = content.paper_of(queries.get_statement(payee, "EUR", NOVEMBER.date().replace(day=1)), table_url=path)
    count = pages[0]["line_count"]
    assert count == 21
    assert (len(rows), rows[-1]["pending_after"], rows[-1]["available_after"]) == (count + 2, "1.53", "57.00")
    assert [len(page["lines"]) for page in pages] == [5, 5, 5, 5, 1]
    lines = [line for page in pages for line in page["lines"]]
    assert sum(line["held_minor"] for line in lines) == pages[0]["held_closing_minor"] == 153
    assert [line["held_minor"] for line in lines[4:]] == list(range(1, 18))
    assert len(list(paper.lines)) == 6
    assert paper.notes[-2:] == [
        "The sums are those of all 21 entries; the first 6 of them are listed here.",
        f"The whole list is a table for a spreadsheet: {path}",
    ]


def test_nobody_reads_anothers_statement(client: Client, seller: Seller) -> None:
    client.force_login(make_user())
    for path in ("payouts/", "statements/2026-11/EUR.csv", f"settlements/{uuid.uuid4()}/"):
        assert client.get(f"/studio/shops/{seller.slug}/money/{path}").status_code == 404


def test_a_creator_sees_earnings_and_the_statement(client: Client, seller: Seller) -> None:
    creator = make_creator()
    with clock.travel(NOVEMBER):
        post(
            "commission_confirmed",
            key="test",
            reference=Reference("order", uuid.uuid4(), "H-TEST123"),
            lines=[debit(seller_pending(seller.pk, "EUR"), 480), credit(creator_available(creator.pk, "EUR"), 480)],
        )
    client.force_login(creator.user)
    with clock.travel(MONDAY):
        page = client.get(f"/studio/profiles/{creator.pk}/money/")
        answer = client.get(f"/studio/profiles/{creator.pk}/money/statements/2026-11/EUR.csv")
    text = page.content.decode()
    assert page.status_code == 200
    for words in ("€4.80", "there is no bank account yet", "Nothing earned yet"):
        assert words in text, words
    assert [row["about"] for row in table_of(answer)] == ["", "H-TEST123", ""]
    client.force_login(make_user())
    assert client.get(f"/studio/profiles/{creator.pk}/money/").status_code == 404


def test_the_api_tells_a_shop_and_a_creator_their_own(client: Client, seller: Seller) -> None:
    token = issue_token(seller.owner, "program")
    mine = {"Authorization": f"Bearer {token}"}
    other = {"Authorization": f"Bearer {issue_token(make_user(), 'program')}"}
    with clock.travel(MONDAY):
        found = client.get(f"/api/v1/shops/{seller.slug}/payouts", headers=mine).json()
        month = client.get(f"/api/v1/shops/{seller.slug}/statements/2026-11/EUR", headers=mine).json()
        months = client.get(f"/api/v1/shops/{seller.slug}/statements", headers=mine).json()
        strangers = client.get(f"/api/v1/shops/{seller.slug}/payouts", headers=other)
    assert found["balances"] == [{"currency": "EUR", "held_minor": 0, "available_minor": 5_700}]
    (following,) = found["next"]
    assert (following["on"], following["amount_minor"]) == ("2026-11-24", 0)
    assert following["why"] == "no_account"
    assert (month["available_opening_minor"], month["available_closing_minor"]) == (0, 5_700)
    assert sum(line["available_minor"] for line in month["lines"]) == 5_700
    assert months == {"statements": [{"month": "2026-11", "currency": "EUR"}]}
    assert strangers.status_code == 404


def test_the_payee_and_staff_read_the_same_next_payout_and_the_same_hold(client: Client, seller: Seller) -> None:
    """A commission that is confirmed before the payout day is in both; under a hold both say what waits for when."""
    staff = Client()
    with clock.travel(NOVEMBER):
        creator = make_creator()
    staff.force_login(make_user(is_staff=True, staff_role="finance"))
    client.force_login(creator.user)
    make_account(creator)
    with clock.travel(MONDAY):
        earned = make_earned(creator, make_variant())
        Commission.objects.filter(pk=earned.pk).update(status="pending", confirm_at=MONDAY + dt.timedelta(hours=2))
        amount = f"€{earned.amount_minor / 100:.2f}"
        own = client.get(f"/studio/profiles/{creator.pk}/money/").content.decode()
        theirs = staff.get(f"/staff/payouts/payees/creator/{creator.pk}/").content.decode()
        assert f'Next payout: Tue, Nov 24</dt><dd class="money">{amount}</dd>' in own
        assert f"Next payout: {amount} on Tue, Nov 24" in theirs
        until = MONDAY + dt.timedelta(days=3)
        services.hold_payee(
            "creator", creator.pk, reason="suspicion", words="Clicks are checked.", until=until, by=None
        )
        own = client.get(f"/studio/profiles/{creator.pk}/money/").content.decode()
        theirs = staff.get(f"/staff/payouts/payees/creator/{creator.pk}/").content.decode()
    for words in ("Payouts are on hold until Thu, Nov 26", "Clicks are checked.", amount):
        assert words in own, words
    assert f'Kept for the first payout after the hold: Tue, Dec 1</dt><dd class="money">{amount}</dd>' in own
    assert f"{amount} waits for Tue, Dec 1, the first payout after the hold" in theirs
    assert "Next payout" not in own + theirs


def test_who_has_earned_nothing_reads_no_alarm_about_the_missing_account(client: Client, seller: Seller) -> None:
    with clock.travel(NOVEMBER):
        creator = make_creator()
    client.force_login(creator.user)
    with clock.travel(MONDAY):
        quiet = client.get(f"/studio/profiles/{creator.pk}/money/").content.decode()
        assert "it is needed for the first payout" in quiet
        assert "Nothing can be paid out" not in quiet
        earned = make_earned(creator, make_variant())
        Commission.objects.filter(pk=earned.pk).update(status="pending", confirm_at=MONDAY + dt.timedelta(hours=2))
        alarm = client.get(f"/studio/profiles/{creator.pk}/money/").content.decode()
    assert "Nothing can be paid out: there is no bank account yet" in alarm
    assert "Waits to be paid out" in alarm


def test_a_creators_line_and_statement_name_the_same_order_product_and_shop(client: Client, settings: Any) -> None:
    """Earning page, table and paper meet by the order's number; who bought is in none of them."""
    settings.HALLES_OPERATOR = ["Halles SAS", "1 rue Rambuteau", "Paris"]
    with clock.travel(NOVEMBER):
        creator, bowl = make_creator(), make_variant()
    make_account(creator)
    client.force_login(creator.user)
    with clock.travel(NOVEMBER):
        earned = make_earned(creator, bowl)
        number = earned.order.group.number
        about = Reference("order", earned.order_id, number)
        amount, key = earned.amount_minor, f"commission:{earned.pk}"
        pending, free = creator_pending(creator.pk, "EUR"), creator_available(creator.pk, "EUR")
        given = [debit(seller_pending(bowl.product.seller_id, "EUR"), amount), credit(pending, amount)]
        post("commission", key=key, reference=about, lines=given)
        key = f"commission_confirmed:{earned.pk}"
        post("commission_confirmed", key=key, reference=about, lines=[debit(pending, amount), credit(free, amount)])
    with clock.travel(MONDAY):
        page = client.get(f"/studio/profiles/{creator.pk}/money/").content.decode()
        rows = table_of(client.get(f"/studio/profiles/{creator.pk}/money/statements/2026-11/EUR.csv"))
        paper = client.get(f"/studio/profiles/{creator.pk}/money/statements/2026-11/EUR.pdf")
    assert number in page
    sold = [(row["about"], row["product"], row["shop"]) for row in rows[1:-1]]
    assert sold == [(number, earned.line.title, earned.seller.name)] * 2
    assert [row["pending_change"] for row in rows[1:-1]] == [f"{amount / 100:.2f}", f"-{amount / 100:.2f}"]
    text = PdfReader(io.BytesIO(paper.content)).pages[0].extract_text()
    for words in (
        f"@{creator.handle}",
        "Paid to: Léa Martin, France",
        "Tax number: SIREN 732829320",
        "Account: FR •••• 0189",
        "Paid by: Halles SAS, 1 rue Rambuteau, Paris",
        f"€{amount / 100:.2f} now available · {earned.line.title} · {earned.seller.name}",
    ):
        assert words in text, (words, text)
    assert "guest@example.org" not in page + text


def test_an_older_click_on_ones_own_link_reads_that_a_later_one_of_ones_own_counted() -> None:
    creator, bowl = make_creator(), make_variant()
    make_plan(bowl.seller)
    older = make_touch(creator, bowl, at=clock.now() - dt.timedelta(days=1))
    make_led(make_touch(creator, bowl, key=older.key), (bowl, 1))
    seen = touches_of(Commission.objects.get())
    assert [touch.words for touch in seen] == [
        "The last click before the purchase.",
        "A later click on something of yours counted.",
    ]


def test_money_that_is_not_free_yet_has_one_name_for_the_shop_and_for_staff(client: Client, seller: Seller) -> None:
    """Pending, in French "en attente"; a hold is of payouts alone, and "suspendu"."""
    with clock.travel(MONDAY):
        make_sold(seller.pk, goods_minor=1_234)
        services.hold_payee(
            "seller", seller.pk, reason="returns", words="…", until=MONDAY + dt.timedelta(days=3), by=None
        )
        staff = make_user(is_staff=True, staff_role="finance")
        asked = ((seller.owner, f"/studio/shops/{seller.slug}/money/"), (staff, f"{PAYEES}seller/{seller.pk}/"))
        for person, path in asked:
            client.force_login(person)
            english = client.get(path).content.decode()
            french = client.get(path, headers={"Accept-Language": "fr"}).content.decode()
            assert ("Pending" in english, "Held" in english) == (True, False), path
            assert ("En attente" in french, "etenu" in french, "suspendus" in french) == (True, False, True), path
