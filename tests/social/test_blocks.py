"""A block works both ways: words vanish, nothing is sent; orders are untouched; one takes back one's own."""

from __future__ import annotations

from typing import Any

import pytest

from halles.kit import ids
from halles.kit.errors import Refusal
from halles.social import asking, blocks, queries, services
from halles.social.models import Answer, Block, Comment, Follow, Hidden, Message, Question
from tests.catalog.makers import make_on_sale
from tests.creators.makers import make_creator
from tests.users.makers import make_user

pytestmark = pytest.mark.django_db
VIDEO = ids.uuid7()


def code_of(deed: object) -> str:
    assert callable(deed)
    with pytest.raises(Refusal) as refused:
        deed()
    return refused.value.code


@pytest.mark.parametrize("way_round", [1, -1])
def test_comments_vanish_both_ways_and_cannot_be_answered(way_round: int) -> None:
    one, other = make_user(), make_user()
    blocker, blocked = (one, other)[::way_round]
    said = services.post_comment(one, kind="video", target_id=VIDEO, text="Bonjour", language="fr")
    services.block(blocker, blocked)
    services.block(blocker, blocked)
    assert Block.objects.count() == 1
    assert queries.list_comments("video", VIDEO, viewer=other).rows == []
    assert [row.id for row in queries.list_comments("video", VIDEO, viewer=make_user()).rows] == [said.pk]
    answer: dict[str, Any] = {
        "kind": "video",
        "target_id": VIDEO,
        "text": "Et toi",
        "language": "fr",
        "parent_id": said.pk,
    }
    assert code_of(lambda: services.post_comment(other, **answer)) == "social.person_blocked"
    assert Comment.objects.count() == 1


def test_under_the_video_of_somebody_who_has_blocked_one_says_and_follows_nothing() -> None:
    creator, person = make_creator(), make_user()
    services.follow(person, creator)
    services.block(creator.user, person)
    assert not Follow.objects.exists()
    comment: dict[str, Any] = {
        "kind": "video",
        "target_id": VIDEO,
        "text": "Moi",
        "language": "fr",
        "content_creator_id": creator.pk,
    }
    assert code_of(lambda: services.post_comment(person, **comment)) == "social.person_blocked"
    assert code_of(lambda: services.follow(person, creator)) == "social.person_blocked"
    assert not Comment.objects.exists()
    assert not Follow.objects.exists()


def test_questions_and_buyers_answers_vanish_and_the_shops_word_stays() -> None:
    variant, asker, reader = make_on_sale(), make_user(), make_user()
    owner = variant.product.seller.owner
    question = services.ask_question(asker, variant.product_id, text="Au four ?", language="fr")
    services.answer_as_shop(question.seller, question.pk, by=owner, text="Oui.", language="fr")
    services.block(reader, asker)
    services.block(reader, owner)
    assert asking.list_questions(variant.product_id, viewer=reader).rows == []
    deed: dict[str, Any] = {"text": "Non.", "language": "fr"}
    assert code_of(lambda: services.answer_as_buyer(reader, question.pk, **deed)) == "social.person_blocked"
    assert (Question.objects.count(), Answer.objects.count()) == (1, 1)
    mine = services.ask_question(reader, variant.product_id, text="Au froid ?", language="fr")
    services.answer_as_shop(question.seller, mine.pk, by=owner, text="Aussi.", language="fr")
    (shown,) = asking.list_questions(variant.product_id, viewer=reader).rows
    assert [answer.text for answer in shown.answers] == ["Aussi."]


def test_messages_to_the_shop_are_refused_but_not_about_an_order() -> None:
    seller, person = make_on_sale().product.seller, make_user()
    services.block(seller.owner, person)
    said: dict[str, Any] = {"text": "Bonjour", "language": "fr"}
    assert code_of(lambda: services.write_to_shop(person, seller, **said)) == "social.person_blocked"
    assert not Message.objects.exists()
    services.write_about_order(person, seller, order_id=ids.uuid7(), subject="H-1", **said)
    assert Message.objects.count() == 1


def test_one_takes_back_ones_own_block_and_sees_their_videos_again() -> None:
    creator, person = make_creator(), make_user()
    made = services.block(person, creator.user)
    assert Hidden.objects.get().target_id == creator.pk
    (row,) = blocks.list_blocks(person).rows
    assert (row.id, row.handle) == (made.pk, creator.handle)
    assert blocks.list_blocks(creator.user).rows == []
    assert code_of(lambda: services.unblock(creator.user, made.pk)) == "social.block_not_found"
    assert Block.objects.count() == 1
    services.unblock(person, made.pk)
    assert not Block.objects.exists()
    assert not Hidden.objects.exists()
    assert code_of(lambda: services.block(person, person)) == "social.not_oneself"
