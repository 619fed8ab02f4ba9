"""What is shown of a video: to whom, in which market, in how many queries."""

from __future__ import annotations

from typing import Any

import pytest

from halles.catalog.models import Price, Product
from halles.creators.models import Creator
from halles.inventory.models import StockLevel
from halles.inventory.services import set_on_hand
from halles.kit import clock, ids
from halles.sellers.models import SellerStaff
from halles.social import services as social
from halles.social.errors import CommentNotFound
from halles.videos import queries, services
from halles.videos.errors import CaptionTooLong, CommentsOff, MarketUnknown, TemplateUnknown, VideoNotFound
from halles.videos.models import Hashtag, Video
from halles.videos.services import VideoChanges
from tests.creators.makers import make_creator
from tests.orders.makers import make_seller, make_variant
from tests.users.makers import make_user
from tests.videos.makers import make_video, place

pytestmark = pytest.mark.django_db


def facts_of(video: Video, market: str = "FR") -> queries.VideoFacts:
    return queries.get_public_video(video.pk, market=market, language="fr")


def test_twenty_videos_cost_as_many_queries_as_one(django_assert_num_queries: Any) -> None:
    variant = make_variant()
    videos = [make_video(shows=variant) for _ in range(20)]
    keys = [video.pk for video in videos]
    for several in (keys[:1], keys):
        with django_assert_num_queries(6):
            found = queries.feed_facts(several, market="FR", language="fr")
        assert list(found) == several


def test_a_video_is_shown_where_it_is_published_for() -> None:
    everywhere, japanese = make_video(), make_video(markets=["JP"])
    assert facts_of(everywhere, "JP").id == everywhere.pk
    assert facts_of(japanese, "JP").id == japanese.pk
    for hidden in (japanese, make_video(status="draft"), make_video(status="held")):
        with pytest.raises(VideoNotFound):
            facts_of(hidden)
    suspended = make_video()
    Creator.objects.filter(pk=suspended.creator_id).update(status="suspended")
    with pytest.raises(VideoNotFound):
        facts_of(suspended)


def test_anchors_know_whether_their_product_can_be_bought_here_now() -> None:
    video, sold_out, draft = make_video(), make_variant(stock=0), make_variant(status="draft")
    bowl = make_variant(stock=2)
    for variant in (bowl, sold_out, draft):
        place(video, variant)

    anchors = facts_of(video).anchors
    assert [(one.product_id, one.is_buyable) for one in anchors] == [
        (bowl.product_id, True),
        (sold_out.product_id, False),
    ]
    assert anchors[0].card.price is not None
    assert anchors[0].card.price.amount_minor == 2490
    assert not facts_of(video).is_unbuyable
    assert facts_of(video, "JP").is_unbuyable, "there is no price in yen"

    StockLevel.objects.filter(pk=bowl.pk).update(on_hand=0)
    assert facts_of(video).is_unbuyable
    assert queries.unbuyable_among([video.pk, make_video().pk], market="FR") == {video.pk}


def test_an_anchor_on_one_variant_is_sold_out_with_it() -> None:
    video, blue = make_video(), make_variant(stock=0)
    green = blue.product.variants.create(seller=blue.seller, sku="green", options={"c": "green"})
    Price.objects.create(variant=green, market="FR", currency="EUR", amount_minor=2490, updated_at=clock.now())
    set_on_hand(green.pk, 3, by=video.creator.user_id)
    place(video, blue, variant=blue)
    place(video, blue)
    assert [one.is_buyable for one in facts_of(video).anchors] == [False, True]


def test_the_disclosure_comes_from_who_posts_and_who_sells() -> None:
    seller = make_seller()
    own = make_variant(seller)
    shop, worker, stranger = make_creator(), make_creator(), make_creator()
    Creator.objects.filter(pk=shop.pk).update(seller=seller)
    SellerStaff.objects.create(seller=seller, user=worker.user, role="packer", added_at=clock.now())
    videos = [make_video(creator, shows=own) for creator in (shop, worker, stranger)]
    videos += [make_video(shop), make_video(worker, shows=make_variant())]

    found = queries.feed_facts([video.pk for video in videos], market="FR", language="fr")
    assert [found[video.pk].is_own_shop for video in videos] == [True, True, False, False, False]


def test_a_selling_video_asks_to_buy_or_ends_with_an_offer() -> None:
    videos = [
        make_video(shows=make_variant()),
        make_video(call_to_action="buy"),
        make_video(template="maker_story", template_parts={"hook": "Salt", "offer": "12 € the jar"}),
        make_video(template="maker_story", template_parts={"hook": "Salt"}),
    ]
    expected = [False, True, True, False]
    assert [facts_of(video).is_selling for video in videos] == expected
    rows = {one.id: one.is_selling for one in queries.list_fresh("FR", without=(), limit=10)}
    assert [rows[video.pk] for video in videos] == expected


def test_captions_link_tags_and_creators_and_edits_follow() -> None:
    creator = make_creator(handle="atelier.yport")
    video = make_video(status="draft")
    services.edit_video(
        video.pk, changes=VideoChanges(caption="  #Tricot chez @Atelier.Yport\r\n#laine @nobody.here ", language="fr")
    )
    video.refresh_from_db()
    assert video.caption == "#Tricot chez @Atelier.Yport\n#laine @nobody.here"
    assert sorted(video.hashtags.values_list("hashtag__tag", flat=True)) == ["laine", "tricot"]
    assert [one.creator for one in video.mentions.all()] == [creator]

    services.publish(video.pk)
    services.edit_video(video.pk, changes=VideoChanges(caption="#tricot"))
    assert [one.hashtag.tag for one in video.hashtags.all()] == ["tricot"]
    assert video.mentions.count() == 0
    assert Hashtag.objects.count() == 2
    tagged = queries.list_videos_with_tag("#TRICOT", market="FR", language="fr")
    assert [one.id for one in tagged.rows] == [video.pk]


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        (VideoChanges(caption="x" * 501), CaptionTooLong),
        (VideoChanges(caption="new", template="nonsense"), TemplateUnknown),
        (VideoChanges(caption="new", markets=["FR", "XX"]), MarketUnknown),
    ],
)
def test_a_change_that_is_refused_changes_nothing(changes: VideoChanges, refusal: type[Exception]) -> None:
    video = make_video()
    with pytest.raises(refusal):
        services.edit_video(video.pk, changes=changes)
    video.refresh_from_db()
    assert (video.caption, video.template, video.markets) == ("Le four s'ouvre à cinq heures", "none", [])


def test_all_markets_named_is_kept_as_everywhere() -> None:
    video = make_video(markets=["FR"])
    assert services.edit_video(video.pk, changes=VideoChanges(markets=["FR", "JP"])).markets == ["FR", "JP"]
    assert services.edit_video(video.pk, changes=VideoChanges(markets=["US", "GB", "FR", "DE", "JP"])).markets == []


def test_viewers_reach_only_what_is_in_view_and_creators_only_their_own() -> None:
    user, video, draft = make_user(), make_video(), make_video(status="draft")
    assert services.like_video(user, video.pk) is True
    with pytest.raises(VideoNotFound):
        services.like_video(user, draft.pk)
    with pytest.raises(VideoNotFound):
        services.comment_video(user, draft.pk, text="Hi", language="en")
    with pytest.raises(VideoNotFound):
        services.report_video(ids.uuid7(), reason="spam", user=user)
    assert facts_of(video).like_count == 1

    assert queries.get_video_for_creator(draft.creator.user, draft.pk) == draft
    with pytest.raises(VideoNotFound):
        queries.get_video_for_creator(user, draft.pk)
    services.delete_video(draft.pk)
    with pytest.raises(VideoNotFound):
        queries.get_video_for_creator(draft.creator.user, draft.pk)


def test_creators_answer_as_their_profile_and_clear_what_stands_under_their_video() -> None:
    user, video = make_user(), make_video()
    asked = services.comment_video(user, video.pk, text="Quand ?", language="fr")
    answer = services.comment_video(video.creator.user, video.pk, text="Demain.", language="fr", parent_id=asked.pk)
    assert (asked.creator, answer.creator) == (None, video.creator)
    with pytest.raises(CommentNotFound):
        services.remove_comment_under(make_user(), asked.pk)
    assert facts_of(video).comment_count == 2

    services.remove_comment_under(video.creator.user, asked.pk)
    assert facts_of(video).comment_count == 0

    services.edit_video(video.pk, changes=VideoChanges(has_comments_on=False))
    with pytest.raises(CommentsOff):
        services.comment_video(user, video.pk, text="Encore", language="fr")


def test_a_creators_page_and_a_products_videos() -> None:
    creator, bowl = make_creator(), make_variant()
    shown, hidden = make_video(creator, shows=bowl), make_video(creator, status="held", shows=bowl)
    social.follow(make_user(), creator)

    own = queries.list_videos_of(creator)
    assert {one.video.pk for one in own.rows} == {shown.pk, hidden.pk}
    assert [one.stats.view_count for one in own.rows] == [0, 0]
    public = queries.list_public_videos_of(creator.pk, market="FR", language="fr")
    assert [one.id for one in public.rows] == [shown.pk]
    with_bowl = queries.list_videos_with_product(bowl.product_id, market="FR", language="fr")
    assert [one.id for one in with_bowl.rows] == [shown.pk]
    assert [one.pk for one in queries.list_held_videos().rows] == [hidden.pk]
    Product.objects.filter(pk=bowl.product_id).update(status="archived")
    assert queries.get_public_video(shown.pk, market="FR", language="fr").anchors == []


def test_who_posts_says_what_a_machine_made() -> None:
    video = make_video()
    assert facts_of(video).is_made_with_ai is False
    services.edit_video(video.pk, changes=VideoChanges(is_made_with_ai=True))
    assert facts_of(video).is_made_with_ai is True
    services.edit_video(video.pk, changes=VideoChanges(caption="Autre"))
    assert facts_of(video).is_made_with_ai is True
