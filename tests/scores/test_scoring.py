"""A score from its lines to the pages: kept, handed down, downloaded, and worked out again by the docs' script."""

from __future__ import annotations

import datetime as dt
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from halles.catalog.models import Variant
from halles.creators.models import Creator
from halles.interactions.models import ContentHour
from halles.kit import clock
from halles.live.models import LiveSession
from halles.markets.queries import get_market
from halles.scores import queries, services
from halles.scores.errors import LinesOver
from halles.scores.lines.creator import count_promoted, creator_lines
from halles.scores.models import Score, ScoreLines
from halles.sellers.models import Seller
from halles.users.models import User
from tests.creators.makers import make_creator
from tests.scores.makers import (
    DAY,
    NOW,
    earn,
    hand_over,
    line_of,
    make_order,
    make_orders,
    make_shop,
    review,
    say,
    send_back,
)
from tests.users.makers import make_user
from tests.videos.makers import make_video

pytestmark = pytest.mark.django_db
DOCS = Path(__file__).resolve().parents[2] / "docs" / "scores.md"


def make_busy_shop() -> Variant:
    """Forty delivered orders: four poor ratings, one fault, a late parcel in ten, answers in time but for one in five,
    three returns handled in a day, two and five."""
    variant = make_shop()
    orders = make_orders(variant, 40, delivered=12)
    for order in orders[:4]:
        review(order, 1)
    send_back(orders[4])
    for number, order in enumerate(orders):
        late = number < 4
        hand_over(order, order.placed_at + (5 * DAY if late else DAY))
    for number in range(5):
        asked = NOW - dt.timedelta(days=9, hours=number)
        say(variant.seller, ("customer", asked), ("shop", asked + (5 * DAY if number == 0 else DAY / 24)))
    for number, days in enumerate((1, 2, 5)):
        asked = NOW - 10 * DAY
        send_back(
            orders[10 + number],
            ground="change_of_mind",
            reason="changed_mind",
            requested_at=asked,
            approved_at=asked + days * DAY,
            position=2,
        )
    return variant


def run_script(folder: Path, table: bytes) -> str:
    """What the script of the docs prints for a downloaded file."""
    (script,) = re.findall(r"```python\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    assert 18 <= len(script.splitlines()) <= 24
    (folder / "score.py").write_text(script, encoding="utf-8")
    (folder / "lines.csv").write_bytes(table)
    ran = subprocess.run(
        [sys.executable, "score.py", "lines.csv"], cwd=folder, capture_output=True, text=True, check=True, timeout=60
    )
    return ran.stdout.strip()


def test_a_shops_score_is_the_weighted_mean_of_its_figures_and_handed_down() -> None:
    variant = make_busy_shop()

    with clock.travel(NOW):
        score = services.score_shop(variant.seller.pk)

    figures = {one["metric"]: (one["value"], one["points"], one["line_count"]) for one in score.figures}
    assert figures == {
        "negative_reviews": (1_000, 387, 40),  # (4000 - 1000) / 3880
        "faulty_orders": (250, 486, 40),
        "cancellations": (0, 500, 40),
        "late_dispatch": (1_000, 263, 40),
        "late_answers": (2_000, 286, 5),
        "after_sales": (1_440, 500, 4),  # one day, two and five, and one for the fault: the lower one in the middle
    }
    expected = (25 * 387 + 20 * 486 + 15 * 500 + 20 * 263 + 10 * 286 + 10 * 500) / 100
    assert score.hundredths == round(expected) == 400
    seller = Seller.objects.get(pk=variant.seller.pk)
    assert (seller.score_hundredths, seller.scored_at) == (400, NOW)


def test_the_script_of_the_docs_prints_the_same_number(client: Client, tmp_path: Path) -> None:
    variant = make_busy_shop()
    with clock.travel(NOW):
        score = services.score_shop(variant.seller.pk)
    client.force_login(
        variant.seller.owner_as_manager if hasattr(variant.seller, "owner_as_manager") else _boss(variant)
    )

    answer = client.get(f"/studio/shops/{variant.seller.slug}/score/lines.csv")

    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert score.hundredths is not None
    assert run_script(tmp_path, answer.content) == f"{score.hundredths / 100:.2f}"


def _boss(variant: Variant) -> User:
    from halles.sellers.models import SellerStaff

    SellerStaff.objects.get_or_create(
        seller=variant.seller, user=variant.seller.owner, defaults={"role": "owner", "added_at": NOW}
    )
    return variant.seller.owner


def test_without_enough_orders_there_is_no_score_yet(client: Client) -> None:
    variant = make_shop()
    make_orders(variant, 12)
    with clock.travel(NOW):
        services.score_shop(variant.seller.pk)
    client.force_login(_boss(variant))

    assert Seller.objects.get(pk=variant.seller.pk).score_hundredths is None
    page = client.get(f"/studio/shops/{variant.seller.slug}/score/").content.decode()
    assert "No score yet" in page
    assert "12 of 30 delivered orders" in page
    assert "Shop score" not in client.get(f"/shops/{variant.seller.slug}/").content.decode()


def test_a_score_worked_out_again_replaces_the_days_and_keeps_the_past() -> None:
    variant = make_shop()
    make_orders(variant, 30, delivered=3)
    with clock.travel(NOW - DAY):
        services.score_shop(variant.seller.pk)
    with clock.travel(NOW):
        services.score_shop(variant.seller.pk)
        review(variant.seller.orders.first(), 1)  # type: ignore[arg-type]
        again = services.score_shop(variant.seller.pk)

    assert queries.list_history(seller_id=variant.seller.pk) == [
        (NOW.date() - DAY, 375),  # nothing was ever handed over
        (NOW.date(), again.hundredths),
    ]
    assert ScoreLines.objects.count() == 2


def test_lines_are_forgotten_and_scores_are_not() -> None:
    variant = make_shop()
    with clock.travel(NOW):
        score = services.score_shop(variant.seller.pk)
    with clock.travel(NOW + 34 * DAY):
        assert services.forget_lines() == 0
    with clock.travel(NOW + 36 * DAY):
        assert services.forget_lines() == 1

    assert Score.objects.get() == score
    with pytest.raises(LinesOver):
        queries.table_of(score.pk)


def test_an_older_score_never_replaces_a_newer_one_below() -> None:
    from halles.sellers import services as sellers

    seller = make_shop().seller
    sellers.set_standing(seller.pk, score_hundredths=410, at=NOW)
    sellers.set_standing(seller.pk, score_hundredths=120, at=NOW - DAY)

    assert Seller.objects.get(pk=seller.pk).score_hundredths == 410


def test_shops_are_due_once_a_day() -> None:
    seller = make_shop().seller
    with clock.travel(NOW):
        assert services.list_shops_due(before=NOW.date()) == [seller.pk]
        services.score_shop(seller.pk)
        assert services.list_shops_due(before=NOW.date()) == []
    assert services.list_shops_due(before=NOW.date() + DAY) == [seller.pk]


# Creators


def make_promoted(creator: Creator, count: int) -> Variant:
    variant = make_shop()
    for order in make_orders(variant, count):
        earn(order, creator)
    return variant


def test_what_a_creator_showed_counts_line_by_line() -> None:
    creator = make_creator()
    variant = make_promoted(creator, 3)
    first, second, _third = variant.seller.orders.order_by("pk")
    review(first, 2)
    send_back(second)
    earn(make_order(variant), creator, status="void")
    earn(make_order(variant), make_creator())

    lines = list(creator_lines(creator, get_market("FR"), NOW))

    assert [(line.metric, line.against, line.why) for line in lines] == [
        ("promoted_negative_reviews", 1, "stars:2"),
        ("promoted_negative_reviews", 0, ""),
        ("promoted_negative_reviews", 0, ""),
        ("promoted_faults", 0, ""),
        ("promoted_faults", 1, "fault:does_not_work"),
        ("promoted_faults", 0, ""),
    ]
    assert lines[0].what.endswith(str(line_of(first).pk)[-8:])


def test_the_face_of_a_shop_is_measured_by_what_its_own_posts_sold() -> None:
    variant = make_shop()
    creator = make_creator()
    Creator.objects.filter(pk=creator.pk).update(seller=variant.seller)
    creator.refresh_from_db()
    make_order(variant, source={"creator_id": str(creator.pk), "content_kind": "video"})
    make_order(variant)

    assert count_promoted(creator, get_market("FR"), NOW)["orders"] == 1


def test_hidden_videos_count_by_view() -> None:
    creator = make_creator()
    video = make_video(creator=creator)
    for hours, hidden in ((5, 1), (6, 2)):
        ContentHour.objects.create(
            hour_at=NOW - dt.timedelta(hours=hours),
            content_kind="video",
            content_id=video.pk,
            market="FR",
            view_count=100,
            hide_count=hidden,
        )

    (line,) = creator_lines(creator, get_market("FR"), NOW)
    assert (line.metric, line.against, line.out_of) == ("unwelcome_videos", 3, 200)


def test_five_shows_are_enough_for_a_creators_score() -> None:
    from tests.live.makers import make_session

    creator = make_creator()
    variant = make_promoted(creator, 10)
    for _ in range(5):
        make_session(creator=creator, status="ended", started_at=NOW - DAY)
    assert LiveSession.objects.filter(status="ended").count() == 5
    with clock.travel(NOW):
        score = services.score_creator(creator.pk)

    assert [(one["what"], one["count"]) for one in score.progress] == [("orders", 10), ("videos", 0), ("shows", 5)]
    assert score.hundredths == 500
    assert Creator.objects.get(pk=creator.pk).score_hundredths == 500
    assert variant.seller.score_hundredths is None


def test_a_creators_file_names_no_customer(client: Client, tmp_path: Path) -> None:
    creator = make_creator()
    variant = make_shop()
    for number in range(30):
        person = make_user(name=f"Séraphine Quenelle {number}")
        order = make_order(variant, user=person)
        earn(order, creator)
        review(order, 5 if number else 1)
    with clock.travel(NOW):
        score = services.score_creator(creator.pk)
    client.force_login(creator.user)

    table = client.get(f"/studio/profiles/{creator.pk}/score/lines.csv").content

    assert b"Quenelle" not in table
    assert b"@example.org" not in table
    assert score.hundredths is not None
    assert run_script(tmp_path, table) == f"{score.hundredths / 100:.2f}"
    assert ContentFile(table).size > 1_000
