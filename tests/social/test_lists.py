"""Lists of products: their limits, their links, and that they are their owner's."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable

import pytest
from django.test import Client

from halles.kit.errors import Refusal
from halles.moderation import services as moderation
from halles.social import queries, services
from halles.social.errors import (
    ListFull,
    ListLinkClosed,
    ListNameMissing,
    ListNameNotAllowed,
    ListNameTaken,
    ListNotFound,
    TargetUnknown,
    TooManyLists,
)
from halles.social.models import SavedList, SavedListItem
from halles.social.services import listing
from halles.users.services import issue_token
from tests.moderation.makers import decide, make_staff, uphold
from tests.orders.makers import make_variant
from tests.users.makers import make_user

pytestmark = pytest.mark.django_db


def test_putting_twice_is_putting_once_and_the_last_comes_first() -> None:
    person = make_user()
    saved_list = services.create_list(person, name="  Noël   2026 ")
    assert saved_list.name == "Noël 2026"
    first, second = make_variant().product_id, make_variant().product_id
    assert [services.put_in_list(person, saved_list.pk, one) for one in (first, second, first)] == [True, True, False]
    assert [item.product_id for item in queries.list_items(saved_list).rows] == [second, first]
    face = queries.lists_of(person, product_id=first)[0]
    assert (face.item_count, face.newest, face.has_product) == (2, (second, first), True)


@pytest.mark.parametrize(("name", "refusal"), [("   ", ListNameMissing), ("Noël", ListNameTaken), ("x" * 61, Refusal)])
def test_a_wrong_name_is_refused_and_nothing_is_made(name: str, refusal: type[Refusal]) -> None:
    person = make_user()
    services.create_list(person, name="Noël")
    with pytest.raises(refusal):
        services.create_list(person, name=name)
    assert SavedList.objects.count() == 1


def test_two_people_may_use_one_name() -> None:
    services.create_list(make_user(), name="Noël")
    services.create_list(make_user(), name="Noël")
    assert SavedList.objects.count() == 2


def test_lists_and_what_is_in_them_have_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "LISTS_MAX", 1)
    monkeypatch.setattr(listing, "ITEMS_MAX", 1)
    person = make_user()
    saved_list = services.create_list(person, name="Une")
    with pytest.raises(TooManyLists):
        services.create_list(person, name="Deux")
    services.put_in_list(person, saved_list.pk, make_variant().product_id)
    with pytest.raises(ListFull):
        services.put_in_list(person, saved_list.pk, make_variant().product_id)
    assert (SavedList.objects.count(), SavedListItem.objects.count()) == (1, 1)


def test_what_customers_cannot_see_goes_into_no_list() -> None:
    person = make_user()
    saved_list = services.create_list(person, name="Une")
    for product_id in (make_variant(status="draft").product_id, uuid.uuid4()):
        with pytest.raises(TargetUnknown):
            services.put_in_list(person, saved_list.pk, product_id)
    assert not SavedListItem.objects.exists()


def test_nobody_touches_anothers_list() -> None:
    owner, other = make_user(), make_user()
    saved_list = services.create_list(owner, name="À moi")
    product_id = make_variant().product_id
    services.put_in_list(owner, saved_list.pk, product_id)
    acts: list[Callable[[], object]] = [
        lambda: services.rename_list(other, saved_list.pk, name="À toi"),
        lambda: services.delete_list(other, saved_list.pk),
        lambda: services.put_in_list(other, saved_list.pk, make_variant().product_id),
        lambda: services.take_from_list(other, saved_list.pk, product_id),
        lambda: services.share_list(other, saved_list.pk),
        lambda: services.unshare_list(other, saved_list.pk),
        lambda: queries.get_list_for_owner(other, saved_list.pk),
    ]
    for act in acts:
        with pytest.raises(ListNotFound):
            act()
    assert list(saved_list.items.values_list("product", flat=True)) == [product_id]


def test_a_link_that_was_closed_stays_closed() -> None:
    person = make_user()
    saved_list = services.create_list(person, name="Une")
    first = services.share_list(person, saved_list.pk).token
    assert services.share_list(person, saved_list.pk).token == first
    services.unshare_list(person, saved_list.pk)
    second = services.share_list(person, saved_list.pk).token
    assert second not in {first, ""}
    with pytest.raises(ListNotFound):
        queries.get_shared_list(first)
    assert queries.get_shared_list(second) == saved_list


def test_a_name_unfit_for_strangers_keeps_its_list_private() -> None:
    person = make_user(language="en")
    saved_list = services.create_list(person, name="Write me at seller@example.com to pay outside")
    with pytest.raises(ListNameNotAllowed):
        services.share_list(person, saved_list.pk)
    saved_list.refresh_from_db()
    assert saved_list.token == ""


def test_an_upheld_report_closes_the_link_and_keeps_the_list() -> None:
    owner, staff = make_user(), make_user(is_staff=True)
    saved_list = services.share_list(owner, services.create_list(owner, name="Une").pk)
    report = moderation.report(kind="list", target_id=saved_list.pk, reason="other", user=make_user())
    decision = uphold(report, by=staff, why="Not a list of gifts.", subject=owner, was="shared")
    saved_list.refresh_from_db()
    assert (saved_list.name, saved_list.token) == ("Une", "")
    with pytest.raises(ListLinkClosed):
        services.share_list(owner, saved_list.pk)
    saved_list.refresh_from_db()
    assert saved_list.token == ""
    moderation.open_appeal(decision.pk, user=owner, text="It is one of gifts.")
    saved_list.refresh_from_db()
    assert saved_list.is_shared


@pytest.mark.parametrize("is_urgent", [False, True])
def test_a_link_that_its_owner_closed_during_the_appeal_is_not_opened_by_its_end(is_urgent: bool) -> None:
    person = make_user()
    saved_list = services.create_list(person, name="Noël")
    services.share_list(person, saved_list.pk)
    facts = {"kind": "list", "target_id": saved_list.pk, "sanction": "close_link", "was": "shared"}
    decision = decide(subject=person, is_urgent=is_urgent, **facts)
    appeal = moderation.open_appeal(decision.pk, user=person, text="It is a wish list.")
    saved_list.refresh_from_db()
    assert saved_list.is_shared is not is_urgent
    services.unshare_list(person, saved_list.pk)
    moderation.decide_appeal(appeal.pk, is_reversed=True, by=make_staff(), why="It is.")
    saved_list.refresh_from_db()
    # An urgent decision had left it no time to be open: it comes back as it was.
    assert saved_list.is_shared is is_urgent


def test_lists_over_the_api() -> None:
    person = make_user()
    program = Client(headers={"Authorization": f"Bearer {issue_token(person, 'shelf')}"})
    product_id = make_variant().product_id
    made = program.post("/api/v1/lists", json.dumps({"name": "Noël"}), content_type="application/json")
    assert made.status_code == 201
    path = f"/api/v1/lists/{made.json()['id']}"
    assert program.put(f"{path}/products/{product_id}").status_code == 204
    assert program.get(path).json()["product_ids"] == [str(product_id)]
    shared = program.patch(path, json.dumps({"is_shared": True}), content_type="application/json").json()
    token = shared["link"].rstrip("/").rsplit("/", 1)[1]
    assert Client().get(f"/api/v1/lists/shared/{token}").json()["product_ids"] == [str(product_id)]
    assert Client().get(path).status_code == 401
    assert program.delete(path).status_code == 204
    assert Client().get(f"/api/v1/lists/shared/{token}").status_code == 404
