"""The feed as a person gets it: what comes, what never comes, why, and until when."""

from __future__ import annotations

import datetime as dt
import itertools
import uuid
from typing import Any

import pytest
from django.utils import translation

from halles.checkout.purchase import Wanted
from halles.creators.models import Creator
from halles.interactions import jobs as interactions_jobs
from halles.interactions import rollup
from halles.interactions.models import Interaction
from halles.interactions.queries import content_stats
from halles.interactions.services import NewInteraction, append
from halles.interactions.sources import read_source
from halles.interactions.visits import Visit, new_visit
from halles.inventory.models import StockLevel
from halles.kit import clock, ids
from halles.markets.queries import get_market, list_markets
from halles.recommender import jobs, queries, services, weights
from halles.recommender.errors import CursorRefused, ShareRefused
from halles.recommender.models import FeedChoice, NewVideo, PopularVideo
from halles.recommender.queries import FeedPage
from halles.recommender.reasons import sentence
from halles.social import services as social
from halles.users.models import User
from halles.videos import jobs as videos_jobs
from halles.videos import services as videos
from halles.videos.models import Video
from tests.creators.makers import make_creator
from tests.orders.makers import make_bought, make_variant
from tests.users.makers import make_user
from tests.videos.makers import make_video, place

pytestmark = pytest.mark.django_db
OLD = dt.timedelta(days=60)


def ask(cursor: str | None = None, *, user: User | None = None, visit: Visit | None = None, **changes: Any) -> FeedPage:
    facts: dict[str, Any] = {"market": get_market("FR"), "languages": ["fr"], "size": 8}
    return queries.next_page(user=user, visit=visit or new_visit(), cursor=cursor, **{**facts, **changes})


def ask_all(**changes: Any) -> list[queries.FeedItem]:
    """A whole sitting, page by page until its end."""
    items: list[queries.FeedItem] = []
    page = ask(**changes)
    for _ in range(60):
        items += page.items
        if page.next_cursor is None:
            return items
        page = ask(page.next_cursor, **changes)
    raise AssertionError("the feed does not end")


def ids_of(items: list[queries.FeedItem]) -> list[uuid.UUID]:
    return [item.video.id for item in items]


def make_popular(video: Video, market: str = "FR", viewers: int = 30) -> None:
    now = clock.now()
    append(
        [
            NewInteraction(
                kind=kind, at=now, visit_id=ids.uuid7(), market=market, content_kind="video", content_id=video.pk
            )
            for kind in ("impression", "play", "complete", "like")
            for _ in range(viewers)
        ]
    )
    rollup.roll_up()
    services.refresh_popular(market)


def test_an_empty_catalogue_gives_an_empty_feed_that_ends() -> None:
    assert ask() == FeedPage([], None, "caught_up")


def test_everything_comes_once_and_no_creator_twice_in_a_row() -> None:
    creators = [make_creator() for _ in range(4)]
    shown = {make_video(creator).pk for creator in creators for _ in range(7)}
    make_video(status="draft")
    items = ask_all(size=5)
    assert len(items) == len(shown)
    assert set(ids_of(items)) == shown
    assert [item.position for item in items] == list(range(len(shown)))
    first_20 = [item.video.creator.id for item in items[:20]]
    assert all(one != following for one, following in itertools.pairwise(first_20))


def test_a_single_creator_still_fills_the_feed() -> None:
    creator = make_creator()
    for _ in range(5):
        make_video(creator)
    assert len(ask_all()) == 5


def test_nothing_repeats_while_videos_come_and_go() -> None:
    kept = [make_video() for _ in range(20)]
    first = ask()
    for video in kept[:3]:
        videos.delete_video(video.pk)
    fresh = [make_video() for _ in range(10)]
    seen = ids_of(first.items)
    cursor = first.next_cursor
    while cursor:
        page = ask(cursor)
        seen += ids_of(page.items)
        cursor = page.next_cursor
    assert len(set(seen)) == len(seen)
    assert {video.pk for video in fresh} <= set(seen)
    assert not {video.pk for video in kept[:3]} & set(seen[8:])


def test_the_same_cursor_gives_the_same_page() -> None:
    for _ in range(20):
        make_video()
    cursor = ask().next_cursor
    assert ids_of(ask(cursor).items) == ids_of(ask(cursor).items)
    with pytest.raises(CursorRefused):
        ask("nonsense")


def test_what_cannot_be_bought_here_is_not_shown_here() -> None:
    bowl, yen_only, gone = make_variant(), make_variant(prices={"JP": 2_000}), make_variant(stock=0)
    good, mixed = make_video(shows=bowl), make_video(shows=bowl)
    place(mixed, gone)
    elsewhere = [make_video(shows=yen_only), make_video(shows=gone), make_video(markets=["JP"])]

    assert set(ids_of(ask_all())) == {good.pk, mixed.pk}
    item = next(item for item in ask_all() if item.video.id == mixed.pk)
    assert [anchor.product_id for anchor in item.video.anchors] == [bowl.product_id]
    assert elsewhere[0].pk in ids_of(ask_all(market=get_market("JP")))

    StockLevel.objects.all().update(on_hand=0)
    assert ask_all() == []


def test_a_long_row_of_sold_out_clips_is_passed() -> None:
    gone, quiet = make_variant(stock=0), make_video(published_at=clock.now() - OLD)
    for _ in range(50):
        make_video(shows=gone)
    assert ids_of(ask_all(size=4)) == [quiet.pk]


def test_at_most_one_item_in_four_sells_unless_the_market_or_the_person_says_otherwise() -> None:
    user = make_user()
    for number in range(32):
        make_video(call_to_action="buy" if number % 2 else "none")

    def selling(**changes: Any) -> list[bool]:
        return [item.video.is_selling for item in ask_all(**changes)]

    usual = selling()
    assert all(sum(usual[start : start + 4]) <= 1 for start in range(len(usual)))
    assert usual.count(False) == 16
    assert any(usual)
    assert selling(selling_share_bps=0) == [False] * 16

    services.set_selling_share(user, 10_000)
    assert len(selling(user=user)) == 32
    with pytest.raises(ShareRefused):
        services.set_selling_share(user, 10_001)
    assert FeedChoice.objects.get().selling_share_bps == 10_000


def test_when_only_selling_items_are_left_the_feed_ends_and_says_so() -> None:
    for _ in range(5):
        make_video(call_to_action="buy")
    page = ask()
    assert (len(page.items), page.next_cursor, page.end) == (1, None, "selling_share")


def test_a_flood_of_selling_clips_does_not_end_the_feed_while_others_are_older() -> None:
    quiet = {make_video(published_at=clock.now() - OLD).pk for _ in range(6)}
    for _ in range(90):
        make_video(call_to_action="buy")
    assert quiet <= set(ids_of(ask_all()))


def test_what_one_hides_does_not_come_back_for_people_and_visits() -> None:
    user, visit = make_user(), Visit(ids.uuid7(), lambda: False)
    bowl = make_variant()
    hidden, shop, bowl_clip, left = make_video(), make_video(), make_video(shows=bowl), make_video()
    for user_or_none in (user, None):
        for kind, target_id in (("video", hidden.pk), ("creator", shop.creator_id), ("product", bowl.product_id)):
            social.hide(user=user_or_none, visit=visit, kind=kind, target_id=target_id)
        assert ids_of(ask_all(user=user_or_none, visit=visit)) == [left.pk]
    assert len(ask_all()) == 4
    assert bowl_clip.pk in ids_of(ask_all())


def test_without_consent_nothing_personal_is_used_and_every_item_says_so() -> None:
    user, friend = make_user(), make_creator()
    social.follow(user, friend)
    make_video(friend)
    for _ in range(3):
        make_video()

    plain, personal = ask(user=user), ask(user=user, visit=new_visit(has_consent=True))

    for item in plain.items:
        codes = [reason.code for reason in item.reasons]
        assert codes[-1] == "not_personal"
        assert "followed" not in codes
    assert personal.items[0].video.creator.id == friend.pk
    codes = [reason.code for reason in personal.items[0].reasons]
    assert codes[0] == "followed"
    assert "not_personal" not in codes
    assert all("followed" not in [reason.code for reason in item.reasons] for item in personal.items[1:])
    assert [item.is_followed for item in personal.items] == [True, False, False, False]


def test_what_engages_a_market_comes_first_there_and_says_why() -> None:
    star = make_video(published_at=clock.now() - OLD)
    for _ in range(12):
        make_video(published_at=clock.now() - OLD)
    make_popular(star)
    make_popular(star, market="JP", viewers=1)

    first = ask().items[0]
    assert first.video.id == star.pk
    assert first.reasons[0].code == "popular"
    with translation.override("fr"):
        assert "France" in sentence(first.reasons[0])
    assert PopularVideo.objects.filter(market="FR", rank=0).get().score == 1.0


def test_the_list_of_popular_videos_is_written_anew_without_what_cannot_be_bought() -> None:
    gone = make_variant(stock=0)
    kept, sold_out = make_video(), make_video(shows=gone)
    assert services.refresh_popular("FR") == 1
    assert services.refresh_popular("FR") == 1
    assert [(row.video_id, row.rank) for row in PopularVideo.objects.all()] == [(kept.pk, 0)]
    assert services.refresh_popular("JP") == 1
    StockLevel.objects.update_or_create(pk=gone.pk, defaults={"on_hand": 4})
    assert services.refresh_popular("FR") == 2
    assert {row.video_id for row in PopularVideo.objects.filter(market="FR")} == {kept.pk, sold_out.pk}


def test_a_new_video_gets_its_guaranteed_viewers_and_then_stands_for_itself() -> None:
    stars = [make_video(published_at=clock.now() - dt.timedelta(days=1)) for _ in range(12)]
    draft = make_video(status="draft", language="fr")
    videos.publish(draft.pk)
    assert NewVideo.objects.get().video_id == draft.pk
    Video.objects.filter(pk=draft.pk).update(published_at=clock.now() - dt.timedelta(days=13))
    for star in stars:
        make_popular(star, viewers=3)

    items = [item for item in ask_all() if item.video.id == draft.pk]
    assert items[0].reasons[0].code == "new"
    source = read_source(items[0].source)
    assert source is not None
    assert source.candidate_source == "new"

    seen = NewInteraction(
        kind="impression", at=clock.now(), visit_id=ids.uuid7(), market="FR", content_kind="video", content_id=draft.pk
    )
    append([seen] * (weights.NEW_IMPRESSIONS - 1))
    rollup.roll_up()
    assert services.release_new_videos() == 0
    append([seen])
    rollup.roll_up()
    assert services.release_new_videos() == 1
    videos.unpublish(draft.pk)
    videos.publish(draft.pk)
    assert NewVideo.objects.count() == 1, "young enough for another try"


def test_videos_in_a_language_one_does_not_read_come_only_when_little_else_is_left() -> None:
    french = {make_video().pk for _ in range(20)}
    japanese = {make_video(language="ja").pk for _ in range(5)}
    silent = make_video(language="").pk
    order = ids_of(ask_all(size=8))
    assert set(order) == french | japanese | {silent}
    assert not japanese & set(order[:8])


def test_what_was_played_lately_waits_for_those_who_agreed_to_be_remembered() -> None:
    visit = Visit(ids.uuid7(), lambda: True)
    played, *others = [make_video() for _ in range(6)]
    append(
        [
            NewInteraction(
                kind="play",
                at=clock.now(),
                visit_id=visit.id,
                has_consent=True,
                market="FR",
                content_kind="video",
                content_id=played.pk,
            )
        ]
    )
    assert ids_of(ask(visit=visit).items)[-1] == played.pk
    assert len(others) == 5


def test_each_item_carries_the_token_that_a_sale_will_name() -> None:
    bowl, creator = make_variant(), make_creator()
    video = make_video(creator, shows=bowl)
    (item,) = ask().items
    anchor = item.video.anchors[0]
    source, anchored = read_source(item.source), read_source(item.anchor_sources[anchor.id])
    assert source is not None
    assert anchored is not None
    assert (source.content_id, source.creator_id, source.position, source.surface) == (video.pk, creator.pk, 0, "feed")
    assert source.model_version == weights.MODEL_VERSION
    assert list(source.reasons) == [reason.code for reason in item.reasons][:3]
    assert (anchored.anchor_id, anchored.click_id) == (anchor.id, source.click_id)


def test_what_was_bought_from_a_video_counts_for_it() -> None:
    bowl = make_variant()
    video = make_video(shows=bowl)
    (item,) = ask().items
    token = item.anchor_sources[item.video.anchors[0].id]

    bought = make_bought(lines=(Wanted(bowl.pk, 1, token),))
    make_bought((bowl, 1))
    rollup.roll_up()

    assert bought.placed.status == "paid"
    assert content_stats([video.pk])[video.pk].purchase_count == 1
    (purchase,) = Interaction.objects.filter(kind="purchase")
    assert (purchase.product_id, purchase.market, purchase.user_id) == (bowl.product_id, "FR", None)
    assert purchase.click_id == read_source(token).click_id  # type: ignore[union-attr]


def test_suspended_creators_leave_the_feed_at_once() -> None:
    video = make_video()
    services.refresh_popular("FR")
    services.add_new_video(video.pk)
    assert len(ask_all()) == 1
    Creator.objects.update(status="suspended")
    assert ask_all() == []


@pytest.mark.parametrize("size", [2, 16])
def test_the_number_of_queries_does_not_depend_on_the_page(size: int, django_assert_num_queries: Any) -> None:
    user, visit = make_user(), new_visit(has_consent=True)
    bowl = make_variant()
    social.follow(user, make_creator())
    for _ in range(20):
        make_video(shows=bowl)
    services.refresh_popular("FR")
    with django_assert_num_queries(16):
        assert len(ask(user=user, visit=visit, size=size).items) == size


def test_reasons_are_sentences_in_every_language_of_the_customer() -> None:
    from halles.recommender.reasons import Reason

    reasons = [
        Reason("followed", {"name": "Yport", "handle": "yport"}),
        Reason("popular", {"market": "JP"}),
        Reason("fresh"),
        Reason("language", {"language": "ja"}),
        Reason("new"),
        Reason("chance"),
        Reason("not_personal"),
    ]
    said = {}
    for language in ("en", "fr", "ja"):
        with translation.override(language):
            said[language] = [sentence(reason) for reason in reasons]
    assert said["en"][3] == "It is in Japanese, which you read."
    assert all(len(set(words)) == len(reasons) for words in said.values())
    assert all(not set(said["en"]) & set(said[language]) for language in ("fr", "ja"))


def test_the_jobs_keep_lists_fresh_in_every_market() -> None:
    video, due = make_video(), make_video(status="scheduled", publish_at=clock.now())
    interactions_jobs.sum_up(timestamp=0)
    interactions_jobs.keep_months(timestamp=0)
    videos_jobs.publish_due(timestamp=0)
    jobs.refresh(timestamp=0)
    listed = set(PopularVideo.objects.values_list("market", "video_id"))
    markets = {market.code for market in list_markets()}
    assert listed == {(market, one.pk) for market in markets for one in (video, due)}
    assert NewVideo.objects.get().video_id == due.pk
