"""Each figure on an example made by hand, and whose numbers who may see."""

from __future__ import annotations

import csv
import datetime as dt
import html
import io
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from halles.affiliates.models import Attribution, Commission, Plan
from halles.analytics import definitions, desk, queries, rollup
from halles.analytics.desk import page_of
from halles.analytics.figures import Asked, Books, Figures, Scope
from halles.creators.models import Creator
from halles.interactions import services as interactions
from halles.interactions.models import Kind
from halles.interactions.rollup import roll_up as sum_hours
from halles.interactions.services import NewInteraction
from halles.interactions.sources import new_source
from halles.kit import clock
from halles.orders import services as ordering
from halles.orders import story
from halles.orders.models import Order
from halles.payments import services as payments
from halles.payments.models import Payment
from halles.users.services import issue_token
from tests.creators.makers import make_creator
from tests.moderation.makers import make_staff
from tests.orders.makers import AT, SOMEBODY, make_bought
from tests.studio.shop_makers import Shop, browser, make_shop, said
from tests.videos.makers import make_video
from tools.figures import render

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)
SHOP = story.seller(SOMEBODY)


def bought(shop: Shop, quantity: int, *, at: dt.datetime = AT, **source: Any) -> Order:
    """Paid by card and charged when the hour is over; met where `source` says, `ago` before."""
    with clock.travel(at):
        order = make_bought((shop.variant, quantity)).order
    if source:
        ago = source.pop("ago", dt.timedelta(minutes=5))
        with clock.travel(at - ago):
            order.lines.update(source=new_source(**source).as_json())
    return order


def charge(*orders: Order, at: dt.datetime = AT + 2 * HOUR) -> None:
    with clock.travel(at):
        ordering.release_due()
        for order in orders:
            payments.send_capture(Payment.objects.get(reference_id=order.group_id).pk)
            order.refresh_from_db()


def ask(scope: Scope | None = None, by: str = "channel", **changes: Any) -> Any:
    facts: dict[str, Any] = {
        "currency": "EUR",
        "markets": ("FR",),
        "first_on": AT.date(),
        "last_on": AT.date(),
        "by": by,
    }
    return queries.numbers(scope or Scope(), Asked(**{**facts, **changes}))


def test_four_gmvs_of_four_orders_by_hand() -> None:
    """24.90 a piece. One kept, one refunded by 5.00, one of two pieces cancelled in time by one, one not paid."""
    shop = make_shop()
    kept, refunded = bought(shop, 1), bought(shop, 1)
    halved, unpaid = bought(shop, 2), bought(shop, 1)
    with clock.travel(AT + HOUR / 2):
        ordering.cancel_line(halved.lines.get().pk, 1, by=SHOP, reason="out_of_stock")
    Order.objects.filter(pk=unpaid.pk).update(paid_at=None, status="unpaid")
    charge(kept, refunded, halved)
    with clock.travel(AT + 3 * HOUR):
        ordering.refund_amount(refunded.pk, 500 + 98, by=SHOP, reason="goodwill")
        Order.objects.filter(pk=halved.pk).update(delivered_at=clock.now())
        line = refunded.lines.get()
        numbers = ask()
    assert numbers.total.placed_minor == 5 * 2490
    assert numbers.total.paid_minor == 4 * 2490
    assert numbers.total.delivered_minor == 2490
    assert numbers.total.net_minor == 3 * 2490 - line.refunded_minor
    assert 0 < line.refunded_minor < 598
    assert (numbers.total.placed_count, numbers.total.paid_count) == (4, 3)
    assert (numbers.total.kept_count, numbers.total.delivered_count) == (3, 1)
    assert numbers.total.back_minor == 2490 + line.refunded_minor
    assert numbers.books == Books(
        goods_minor=4 * 2490,
        carriage_minor=3 * 490,
        uncharged_minor=2490,
        refunded_minor=598,
        booked_seller_minor=numbers.books.booked_seller_minor,
        booked_carriage_minor=3 * 490,
        booked_fee_minor=numbers.books.booked_fee_minor,
        booked_refund_minor=598,
    )
    assert numbers.books.booked_seller_minor + numbers.books.booked_fee_minor == 3 * 2490
    assert numbers.books.is_equal


def test_what_is_not_charged_yet_is_told_and_a_missing_posting_is_found() -> None:
    shop = make_shop()
    first, second = bought(shop, 1), bought(shop, 1)
    waiting = ask().books
    assert (waiting.waiting_minor, waiting.charged_minor, waiting.is_equal) == (2 * 2980, 0, True)
    charge(first, second)
    rollup.roll_up()
    # As if a program had forgotten to book it: the row is there, the posting is not.
    Order.objects.filter(pk=second.pk).update(total_minor=second.total_minor + 7)
    story.note(second.pk, story.RELEASED, story.CLOCK, clock.now()).save()
    books = ask().books
    assert (books.difference_minor, books.is_equal) == (7, False)
    rollup.roll_up()
    asked = Asked("EUR", ("FR",), AT.date(), AT.date())
    assert queries.list_unequal(asked) == [(second.group.number, 7, 0)]


def test_channels_and_paces_by_what_led_to_the_line() -> None:
    shop = make_shop()
    somewhere, creator = uuid.uuid4(), uuid.uuid4()
    video = {"content_kind": "video", "content_id": somewhere, "creator_id": creator}
    bought(shop, 1, **video)
    bought(shop, 1, **video, ago=20 * HOUR)
    bought(shop, 1, **video, ago=90 * HOUR)
    bought(shop, 1, content_kind="live", content_id=somewhere, surface="live")
    bought(shop, 1, content_kind="product", content_id=somewhere, surface="shop")
    bought(shop, 1, content_kind="product", content_id=somewhere, surface="search")
    bought(shop, 1, content_kind="product", content_id=somewhere, surface="link", creator_id=creator)
    bought(shop, 1)
    counts = {row.key: row.figures.paid_count for row in ask().rows}
    assert counts == {"video": 3, "live": 1, "card": 1, "search": 1, "link": 1, "direct": 1}
    paces = {row.key: row.figures.paid_count for row in ask(by="pace").rows}
    assert paces == {"direct": 2, "indirect": 1, "later": 1, "none": 4}
    rollup.roll_up()
    assert {row.key: row.figures.paid_count for row in ask(by="creator").rows} == {str(creator): 4, None: 4}
    assert {row.key: row.figures.paid_count for row in ask(by="content").rows} == {
        f"video {somewhere}": 3,
        f"live {somewhere}": 1,
        f"product {somewhere}": 3,
        None: 1,
    }
    assert ask(channel="video").total.paid_count == 3
    assert ask(Scope("creator", creator, creator)).total.paid_count == 4


def test_days_are_those_of_the_market() -> None:
    """23:30 in Paris on the 1st is 21:30 UTC; an hour later it is the 2nd there and still the 1st in UTC."""
    shop = make_shop()
    evening = dt.datetime(2026, 6, 1, 21, 30, tzinfo=dt.UTC)
    bought(shop, 1, at=evening)
    bought(shop, 2, at=evening + HOUR)
    numbers = ask(by="day", first_on=dt.date(2026, 6, 1), last_on=dt.date(2026, 6, 2))
    assert [(row.key, row.figures.paid_minor) for row in numbers.rows] == [("2026-06-01", 2490), ("2026-06-02", 4980)]
    with clock.travel(evening + 5 * HOUR):
        page = page_of(Scope(), {"market": "FR", "from": "2026-06-02", "to": "2026-06-02"}, home="FR")
        rollup.roll_up()
        again = page_of(Scope("seller", shop.seller.pk), {"from": "2026-06-02", "to": "2026-06-02"}, home="FR")
    for one in (page, again):
        assert (one.numbers.total.paid_minor, one.paid_before_minor, one.trend_bps) == (4980, 2490, None)
    months = ask(by="month", first_on=dt.date(2026, 5, 1), last_on=dt.date(2026, 6, 1))
    assert [(row.key, row.figures.paid_minor) for row in months.rows] == [("2026-06-01", 2490)]


def test_a_time_is_compared_with_one_of_enough_orders_after_the_first_of_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two orders on the 1st, three on the 2nd; what lies partly before the 1st is compared with nothing."""
    monkeypatch.setattr(desk, "COMPARED_COUNT_MIN", 2)
    shop = make_shop()
    for days, count in ((0, 2), (1, 3)):
        for _one in range(count):
            bought(shop, 1, at=AT + dt.timedelta(days=days))
    rollup.roll_up()
    mine, second = Scope("seller", shop.seller.pk), AT.date() + dt.timedelta(days=1)

    def trend(scope: Scope, since: dt.date, until: dt.date) -> int | None:
        asked = {"market": "FR", "from": since.isoformat(), "to": until.isoformat()}
        return page_of(scope, asked, home="FR").trend_bps

    with clock.travel(AT + dt.timedelta(days=2)):
        assert [trend(one, second, second) for one in (Scope(), mine)] == [5_000, 5_000]
        assert [trend(one, second, second + dt.timedelta(days=1)) for one in (Scope(), mine)] == [None, None]
        assert trend(Scope("seller", uuid.uuid4()), second, second) is None
        monkeypatch.setattr(desk, "COMPARED_COUNT_MIN", 3)
        assert trend(mine, second, second) is None


def test_a_question_that_cannot_be_shown_as_asked_is_told_so_and_gets_no_file(client: Client) -> None:
    client.force_login(make_staff())
    asked = "from=2026-06-02&to=2026-05-01&market=XX"
    with clock.travel(AT):
        page = html.unescape(client.get(f"/staff/numbers/?{asked}").content.decode())
        file = client.get(f"/staff/numbers/rows.csv?{asked}")
        fine = page_of(Scope(), {"market": "FR", "from": "2026-05-01", "to": "2026-05-02"}, home="FR")
        half = page_of(Scope(), {"from": "2026-05-01"}, home="FR")
        long = page_of(Scope(), {"from": "2020-05-01", "to": "2026-05-02"}, home="FR")
    assert "The first day lies after the last. These are the last 30 days." in page
    assert "There is no market “XX” here." in page
    assert (file.status_code, file["Content-Type"]) == (400, "text/plain; charset=utf-8")
    assert "The first day lies after the last." in file.content.decode()
    assert fine.notices == []
    assert half.notices[0].startswith("These days cannot be shown")
    assert long.notices == ["At most 800 days at once: this begins later than you asked."]


def test_the_way_from_shown_to_kept_and_its_rates() -> None:
    shop = make_shop()
    creator = make_creator()
    video = make_video(creator, shows=shop.variant)
    kinds = [Kind.IMPRESSION] * 2000 + [Kind.PLAY] * 500 + [Kind.CHIP_SEEN] * 400 + [Kind.SHEET_OPENED] * 40
    visit = uuid.uuid4()
    with clock.travel(AT):
        interactions.append(
            [
                NewInteraction(kind=kind, at=AT, visit_id=visit, market="FR", content_kind="video", content_id=video.pk)
                for kind in [*kinds, *([Kind.CHECKOUT_OPENED] * 8)]
            ]
        )
        sum_hours(whole_since=AT - HOUR)
        bought(shop, 2, content_kind="video", content_id=video.pk, creator_id=creator.pk)
        bought(shop, 1, content_kind="product", content_id=shop.variant.product_id, surface="shop")
    with clock.travel(AT + 2 * HOUR):
        fresh = ask()
        rollup.roll_up()
    with clock.travel(AT + 200 * HOUR):
        rollup.roll_up()
        kept = ask()
        own = ask(Scope("creator", creator.pk, creator.pk))
        other = ask(Scope("creator", uuid.uuid4(), uuid.uuid4()))
    for numbers in (fresh, kept, own):
        reach = numbers.reach
        assert (reach.impression_count, reach.view_count, reach.chip_count) == (2000, 500, 400)
        assert (reach.sheet_count, reach.cart_count, numbers.from_content.paid_count) == (40, 8, 1)
        assert (numbers.ctr_bps, numbers.ctor_bps) == (1000, 250)
        assert (numbers.show_gpm_minor, numbers.watch_gpm_minor) == (2490, 9960)
    assert (other.reach.impression_count, other.ctr_bps, other.ctor_bps, other.show_gpm_minor) == (0, None, None, None)


def test_contribution_is_what_fees_tax_and_booked_commissions_leave() -> None:
    shop, creator = make_shop(), make_creator()
    order = bought(shop, 1, content_kind="video", content_id=uuid.uuid4(), creator_id=creator.pk)
    line = order.lines.get()
    plan = Plan.objects.create(seller=shop.seller, kind="open", starts_at=AT, created_at=AT)
    shared = {
        "creator": creator,
        "line": line,
        "rate_bps": 1000,
        "base_minor": 2000,
        "amount_minor": 200,
        "currency": "EUR",
    }
    decided = Attribution.objects.create(
        **shared, reason="last_touch", plan=plan, rule_version="1", decided_at=AT, sold_at=AT
    )
    commission = Commission.objects.create(
        **shared, attribution=decided, seller=shop.seller, order=order, market="FR", sold_at=AT, updated_at=AT
    )
    assert ask().total.commission_minor == 0
    Commission.objects.filter(pk=commission.pk).update(status="pending", booked_at=AT, reversed_minor=50)
    total = ask().total
    assert (total.tax_minor, total.fee_minor, total.commission_minor) == (line.tax_minor, line.platform_fee_minor, 150)
    assert line.tax_minor == 415
    assert total.contribution_minor == 2490 - 415 - line.platform_fee_minor - 150
    page = page_of(Scope("creator", creator.pk, creator.pk), {"by": "seller"}, home="FR")
    assert not page.has_costs


def test_a_question_that_makes_no_sense_is_as_if_it_was_not_asked() -> None:
    with clock.travel(AT):
        page = page_of(
            Scope(), {"market": "XX", "by": "age", "channel": "x", "days": "9" * 5000, "from": "2026-13-01"}, home="FR"
        )
        euros = page_of(Scope(), {"market": "EUR", "by": "market", "from": "2000-01-01", "to": "2026-06-02"}, home="FR")
        nobody = page_of(Scope("seller", uuid.uuid4()), {"by": "seller"}, home="JP")
    assert (page.numbers.asked.markets, page.numbers.asked.by, page.days) == (("FR",), "channel", 30)
    assert euros.numbers.asked.markets == ("DE", "FR") or set(euros.numbers.asked.markets) == {"DE", "FR"}
    assert (euros.numbers.asked.last_on - euros.numbers.asked.first_on).days == 799
    assert (nobody.numbers.asked.by, nobody.numbers.asked.currency, nobody.rows) == ("channel", "JPY", [])
    assert nobody.numbers.total == Figures()


def make_two_shops() -> tuple[Shop, Shop, Creator]:
    """Each has sold one bowl in one creator's video."""
    creator = make_creator()
    one, other = make_shop(), make_shop()
    for shop in (one, other):
        video = make_video(creator, shows=shop.variant)
        bought(shop, 1 if shop is one else 3, content_kind="video", content_id=video.pk, creator_id=creator.pk)
    return one, other, creator


def test_pages_and_files_show_their_own_and_no_one_elses() -> None:
    with clock.travel(AT):
        one, other, creator = make_two_shops()
        rollup.roll_up()
        page = said(one.client().get(one.url("numbers/?by=product&days=7")))
        file = one.client().get(one.url("numbers/rows.csv?by=product&days=7"))
        mine = browser(creator.user)
        own = html.unescape(said(mine.get(f"/studio/profiles/{creator.pk}/numbers/?by=seller")))
        own_file = mine.get(f"/studio/profiles/{creator.pk}/numbers/rows.csv?by=product")
        staff = browser(make_staff(role="finance"))
        all_of_it = said(staff.get("/staff/numbers/?by=seller"))
        assert one.client("packer").get(one.url("numbers/")).status_code == 403
        assert other.client().get(one.url("numbers/")).status_code == 404
        assert one.client().get(f"/studio/profiles/{creator.pk}/numbers/").status_code == 404
        assert browser(make_staff(role="moderator")).get("/staff/numbers/").status_code == 403
        assert one.client().get("/staff/numbers/").status_code == 404
    assert one.variant.product.title in page
    assert other.variant.product.title not in page
    assert "equals the books: yes" in page
    assert "Commissions" in page
    rows = list(csv.DictReader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert [(row["product"], row["paid"]) for row in rows] == [(one.variant.product.title, "24.90"), ("total", "24.90")]
    assert one.seller.name in own
    assert other.seller.name in own
    assert "Commissions" not in own
    assert "guest@example.org" not in own + all_of_it + page
    assert b"commission" not in own_file.content
    assert "€99.60" in all_of_it


def test_the_api_has_the_same_scopes_and_figures() -> None:
    with clock.travel(AT):
        one, other, creator = make_two_shops()
        finance = make_staff(role="finance")
        rollup.roll_up()
        people = {
            "owner": one.people["owner"],
            "packer": one.people["packer"],
            "creator": creator.user,
            "staff": finance,
        }

        def call(who: str, query: str) -> Any:
            bearer = {"Authorization": f"Bearer {issue_token(people[who], 'test')}"}
            return Client(headers=bearer).get(f"/api/v1/numbers?{query}")

        mine = call("owner", f"seller={one.seller.slug}&by=product").json()
        assert mine["total"]["paid_minor"] == 2490
        assert [row["figures"]["paid_minor"] for row in mine["rows"]] == [2490]
        assert mine["rows"][0]["key"] == str(one.variant.product_id)
        assert mine["books"]["difference_minor"] == 0
        assert [one["code"] for one in mine["rates"]] == []
        own = call("creator", f"creator={creator.pk}&by=seller").json()
        assert (own["total"]["paid_minor"], own["total"]["fee_minor"], own["books"]) == (9960, None, None)
        whole = call("staff", "by=seller&first_on=2026-06-02&last_on=2026-06-02").json()
        assert sum(row["figures"]["paid_minor"] for row in whole["rows"]) == whole["total"]["paid_minor"] == 9960
        assert [one["code"] for one in whole["funnel"]] == [one.code for one in definitions.FUNNEL]
        assert call("owner", f"seller={other.seller.slug}").status_code == 404
        assert call("packer", f"seller={one.seller.slug}").status_code == 403
        assert call("owner", f"creator={creator.pk}").status_code == 404
        assert call("owner", "").json()["code"] == "users.staff_may_not"
        assert call("staff", "by=age").status_code == 422


def test_the_page_is_french_for_the_french() -> None:
    with clock.travel(AT):
        staff = make_staff(role="finance")
        client = Client(headers={"Accept-Language": "fr"})
        client.force_login(staff)
        page = said(client.get("/staff/numbers/"))
    for words in ("Chiffres", "Payé", "égal aux livres : oui", "Quatre façons de compter ce qui a été vendu"):
        assert words in page.replace("\xa0", " ").replace("\u202f", " ")


def test_every_figure_says_what_it_counts() -> None:
    every = definitions.every()
    assert len({one.code for one in every}) == len(every) == 20
    assert all(len(str(one.says)) > 20 and one.formula for one in every)


def test_the_document_says_what_pages_say() -> None:
    path = Path(__file__).resolve().parent.parent.parent / "docs" / "numbers.md"
    assert path.read_text(encoding="utf-8") == render()
