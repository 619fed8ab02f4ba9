"""Finding creators by what a shop asks for, and suggesting them for true reasons."""

from __future__ import annotations

import pytest

from halles.affiliates.queries.finding import Asked, find_creators, suggest_creators
from halles.catalog.models import Product
from halles.creators import services
from halles.kit import clock
from halles.social.models import Follow
from halles.social.services import follow
from tests.affiliates.plan_makers import make_delivered
from tests.creators.makers import make_creator
from tests.orders.makers import make_variant
from tests.users.makers import make_user
from tests.videos.makers import make_video

pytestmark = pytest.mark.django_db


def test_creators_are_found_by_name_market_language_and_what_they_showed() -> None:
    bowl, lamp = make_variant(), make_variant(category="lighting")
    french = make_creator(handle="camille.makes", languages=["fr"])
    japanese = make_creator(handle="yui.makes", name="Yui", market="JP", languages=["ja", "en"])
    make_creator(handle="nobody.yet", selling="none")
    make_video(japanese, shows=lamp)

    def handles(**asked: object) -> list[str]:
        page = find_creators(bowl.seller, Asked(**asked))  # type: ignore[arg-type]
        return sorted(one.handle for one in page.rows)

    assert handles() == ["camille.makes", "yui.makes"]
    assert handles(text="@yui") == handles(market="JP") == handles(language="en") == ["yui.makes"]
    assert handles(language="fr") == [french.handle]
    assert handles(category="lighting") == ["yui.makes"]
    assert handles(text="100%") == handles(pieces_min=1) == []


def test_creators_are_found_and_suggested_by_where_they_are_from() -> None:
    bowl = make_variant()
    Product.objects.filter(pk=bowl.product_id).update(origin_country="FR", origin_region="Bretagne")
    breton, parisian, elsewhere = make_creator(), make_creator(), make_creator()
    services.say_origin(breton, country="fr", region="bretagne", place=" Quimper ")
    services.say_origin(parisian, country="FR", region="Île-de-France", place="Paris")
    services.say_origin(elsewhere, country="CA", region="Bretagne", place="")

    def handles(**asked: str) -> set[str]:
        return {one.handle for one in find_creators(bowl.seller, Asked(**asked)).rows}  # type: ignore[arg-type]

    assert handles(country="FR") == {breton.handle, parisian.handle}
    assert handles(place="Quim") == handles(country="FR", place="BRETAGNE") == {breton.handle}
    assert handles(place="imper") == handles(place="%") == set()
    # Nobody follows them and they have shown nothing: that is no suggestion.
    assert suggest_creators(bowl.seller) == []
    follow(make_user(), breton)
    assert [one.found.handle for one in suggest_creators(bowl.seller)] == [breton.handle]
    assert suggest_creators(bowl.seller)[0].reasons == (("from_there", 1),)


def test_a_page_goes_on_where_the_last_ended() -> None:
    bowl, creators = make_variant(), [make_creator() for _ in range(3)]
    first = find_creators(bowl.seller, Asked(), size=2)
    second = find_creators(bowl.seller, Asked(), cursor=first.next_cursor, size=2)
    assert {one.creator_id for one in [*first.rows, *second.rows]} == {one.pk for one in creators}
    assert (len(first.rows), len(second.rows), second.next_cursor) == (2, 1, None)


def test_suggestions_say_why_and_tell_nothing_of_fewer_than_three_people() -> None:
    bowl, plate = make_variant(), make_variant()
    similar, followed, unknown = make_creator(), make_creator(), make_creator()
    make_video(similar, shows=plate)
    for number in range(3):
        fan = make_user()
        make_delivered(fan, bowl)
        Follow.objects.create(user=fan, creator=followed, created_at=clock.now())
        if number < 2:
            Follow.objects.create(user=fan, creator=unknown, created_at=clock.now())
    found = {one.found.handle: one.reasons for one in suggest_creators(bowl.seller)}
    assert found == {followed.handle: (("followers", 3),), similar.handle: (("similar", 1),)}
