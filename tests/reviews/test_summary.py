"""The summary by stars says what the reviews say, whatever happened to them; votes count once; sorting is fair."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from halles.catalog.models import Variant
from halles.kit import clock
from halles.kit.errors import Refusal
from halles.orders.models import OrderLine
from halles.reviews import queries, services
from halles.reviews.jobs import check_ratings
from halles.reviews.models import HelpfulVote, Rating, Review, Status
from halles.reviews.services import Words
from halles.users.models import User
from tests.moderation.makers import make_staff
from tests.orders.makers import make_variant
from tests.reviews.makers import DELIVERED_AT, line_of, make_delivered, make_review
from tests.users.makers import make_user

pytestmark = pytest.mark.django_db
SOON = DELIVERED_AT + dt.timedelta(days=2)
CLEAN, SUSPICIOUS = "Très bien.", "Écrivez au +33612345678"
ACTS = st.sampled_from(["write", "write_held", "edit", "edit_held", "remove_own", "remove_staff", "release"])


def act(what: str, number: int, stars: int, people: list[tuple[User, OrderLine]], staff: User) -> None:
    """Do one thing to one buyer's review; a refusal is as good as nothing done."""
    user, line = people[number % len(people)]
    review = Review.objects.filter(order_line=line).first()
    words = Words(stars, SUSPICIOUS if what.endswith("_held") else CLEAN, "fr")
    try:
        if what.startswith("write"):
            services.write_review(user, line.pk, words)
        elif review is None:
            return
        elif what.startswith("edit"):
            services.edit_review(user, review.pk, words)
        elif what == "remove_own":
            services.remove_own_review(user, review.pk)
        elif what == "remove_staff":
            services.remove_review_as_staff(review.pk, by=staff, why="Against the rules")
        else:
            services.release_review(review.pk, by=staff, why="Harmless")
    except Refusal:
        return


def counted(variant: Variant) -> dict[int, int]:
    shown = Review.objects.filter(product=variant.product, status=Status.SHOWN).values_list("first_stars", flat=True)
    return {stars: list(shown).count(stars) for stars in range(5, 0, -1)}


def test_the_summary_is_true_after_any_sequence() -> None:
    variant, staff = make_variant(stock=100), make_staff()
    people = []
    for _number in range(3):
        order = make_delivered(variant)
        assert order.group.user is not None
        people.append((order.group.user, line_of(order)))

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(st.tuples(ACTS, st.integers(0, 2), st.integers(1, 5)), max_size=12))
    def told(steps: list[tuple[str, int, int]]) -> None:
        HelpfulVote.objects.all().delete()
        Review.objects.all().delete()
        Rating.objects.all().delete()
        with clock.travel(SOON):
            for what, number, stars in steps:
                act(what, number, stars, people, staff)
        summary = queries.summary_for([variant.product_id])[variant.product_id]
        assert summary.by_stars == counted(variant)
        assert summary.count == sum(counted(variant).values())
        assert queries.shop_summary(variant.seller_id) == summary
        assert services.check_ratings() == []

    told()


def test_the_check_finds_and_mends_what_is_wrong() -> None:
    review = make_review(stars=4)
    other = make_review(stars=1)
    Rating.objects.filter(product_id=review.product_id).update(count=7)
    Rating.objects.filter(product_id=other.product_id).delete()
    wrong = {(one.product_id, one.stars, one.kept_count, one.true_count) for one in services.check_ratings()}
    assert wrong == {(review.product_id, 4, 7, 1), (other.product_id, 1, 0, 1)}
    check_ratings(timestamp=0)
    assert services.check_ratings() == []
    assert queries.summary_for([review.product_id])[review.product_id].count == 1


def test_an_average_is_rounded_half_up_and_nothing_is_no_average() -> None:
    variant = make_variant(stock=20)
    assert queries.summary_for([variant.product_id])[variant.product_id].average == 0
    for stars in (5, 4, 4, 4):
        make_review(variant, stars=stars)
    assert queries.summary_for([variant.product_id])[variant.product_id].average == Decimal("4.3")


def test_a_vote_counts_once_and_is_taken_back() -> None:
    review, voter = make_review(), make_user()
    assert services.set_helpful(voter, review.pk, is_helpful=True) == 1
    assert services.set_helpful(voter, review.pk, is_helpful=True) == 1
    assert services.set_helpful(voter, review.pk, is_helpful=False) == 0
    assert services.set_helpful(voter, review.pk, is_helpful=False) == 0
    for somebody, code in ((review.user, "reviews.own_review"), (review.seller.owner, "reviews.own_shop")):
        with pytest.raises(Refusal) as told:
            services.set_helpful(somebody, review.pk, is_helpful=True)
        assert told.value.code == code
    assert HelpfulVote.objects.count() == 0


def test_reviews_stand_by_time_and_help_never_by_their_stars() -> None:
    variant = make_variant(stock=20)
    old = make_review(variant, stars=1, text="Vieux et utile")
    recent = make_review(variant, stars=5, text="Récent")
    Review.objects.filter(pk=recent.pk).update(ranked_at=SOON + dt.timedelta(days=45))
    assert [one.id for one in queries.list_reviews(variant.product_id).rows] == [recent.pk, old.pk]
    services.set_helpful(make_user(), old.pk, is_helpful=True)
    assert [one.id for one in queries.list_reviews(variant.product_id).rows] == [recent.pk, old.pk]
    for _voter in range(2):
        services.set_helpful(make_user(), old.pk, is_helpful=True)
    assert [one.id for one in queries.list_reviews(variant.product_id).rows] == [old.pk, recent.pk]
    old.refresh_from_db()
    assert old.ranked_at == old.written_at + dt.timedelta(days=60), "three votes: two doublings"


def test_pages_and_choices() -> None:
    variant = make_variant(stock=20)
    made = [make_review(variant, stars=stars) for stars in (5, 1, 5, 3)]
    first = queries.list_reviews(variant.product_id, size=3)
    second = queries.list_reviews(variant.product_id, size=3, cursor=first.next_cursor)
    assert [one.id for one in (*first.rows, *second.rows)] == [one.pk for one in reversed(made)]
    assert second.next_cursor is None
    assert [one.first_stars for one in queries.list_reviews(variant.product_id, stars=5).rows] == [5, 5]
    assert queries.list_reviews(variant.product_id, has_pictures=True).rows == []
    assert len(queries.list_reviews(variant.product_id, cursor="nonsense").rows) == 4
