"""Handles, official profiles, and who may post with which."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from halles.creators import personal, services
from halles.creators.errors import (
    CreatorNotFound,
    HandleInvalid,
    HandleReserved,
    HandleTaken,
    ProfileInvalid,
    TooManyProfiles,
    WhyMissing,
    WrongStatus,
)
from halles.creators.events import CreatorCreated, CreatorSuspended
from halles.creators.handles import clean_handle, reserved_handles, suggest_handles
from halles.creators.models import Creator, RetiredHandle
from halles.creators.queries import (
    find_by_handles,
    find_official,
    get_creator_for_user,
    get_public_creator,
    list_creators_of,
)
from halles.moderation import services as moderation
from halles.moderation.models import Report, StaffAction
from halles.sellers import services as sellers
from tests.announcements import heard
from tests.creators.makers import make_creator
from tests.moderation.makers import decide, uphold
from tests.sellers.makers import give_place, make_applicant, make_seller
from tests.users.makers import make_user


@pytest.mark.parametrize("typed", ["abc", "a_b", " @Camille.K ", "x" * 30, "_a_", "1.2.3"])
def test_handles_people_may_have(typed: str) -> None:
    assert clean_handle(typed) == typed.strip().removeprefix("@").lower()


@pytest.mark.parametrize("typed", ["", "ab", "x" * 31, ".abc", "abc.", "a..b", "a b", "a-b", "été", "ab\nc", "山田屋"])
def test_handles_nobody_can_write(typed: str) -> None:
    with pytest.raises(HandleInvalid):
        clean_handle(typed)


@pytest.mark.parametrize("typed", ["admin", "ADMIN", "_admin_", "@halles", "shop"])
def test_handles_that_would_read_as_the_house(typed: str) -> None:
    with pytest.raises(HandleReserved):
        clean_handle(typed)


def test_every_reserved_word_is_one_a_handle_could_be() -> None:
    assert len(reserved_handles()) > 80
    assert [word for word in reserved_handles() if word != word.lower() or " " in word] == []


def test_suggestions_are_handles() -> None:
    assert suggest_handles("les-mailles-dyport", fallback="0a1b2c3d")[:2] == [
        "les_mailles_dyport",
        "les_mailles_dyport_2",
    ]
    assert suggest_handles("山田屋", fallback="0a1b2c3d")[0] == "shop_0a1b2c3d"
    assert suggest_handles("shop", fallback="0a1b2c3d")[0] == "shop_shop"
    for handle in suggest_handles("A very long name of a shop that has much to say", fallback="0a1b2c3d"):
        assert clean_handle(handle) == handle


@pytest.mark.django_db
def test_a_handle_is_taken_in_any_case() -> None:
    user = make_user()
    with heard(CreatorCreated) as events:
        creator = make_creator(handle="Camille", user=user)
    assert (creator.handle, creator.languages, events) == ("camille", ["fr"], [CreatorCreated(creator.pk, None)])
    with pytest.raises(HandleTaken):
        make_creator(handle="@CAMILLE")
    assert Creator.objects.count() == 1
    assert get_public_creator("CaMille") == creator


@pytest.mark.django_db
def test_the_handle_of_an_erased_profile_stays_taken_and_is_written_nowhere(settings: Any) -> None:
    gone, other = make_creator(handle="camille.k"), make_creator(handle="camille")
    personal.erase(gone.user)
    personal.erase(gone.user)
    gone.refresh_from_db()
    assert gone.handle == f"gone_{gone.pk.hex[-20:]}"
    with pytest.raises(HandleTaken), heard(CreatorCreated) as events:
        make_creator(handle="@Camille.K")
    assert (events, set(Creator.objects.all())) == ([], {gone, other})
    (retired,) = RetiredHandle.objects.all()
    assert len(retired.mark) == 64
    assert "camille" not in retired.mark
    assert make_creator(handle="camille.kk").handle == "camille.kk"
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "n" * 40, [settings.SECRET_KEY]
    with pytest.raises(HandleTaken):
        make_creator(handle="camille.k")


@pytest.mark.django_db
@pytest.mark.parametrize("handle", ["Camille", "ab", "a-b"])
def test_the_database_refuses_a_handle_in_any_other_spelling(handle: str) -> None:
    creator = make_creator()
    with pytest.raises(IntegrityError), transaction.atomic():
        Creator.objects.filter(pk=creator.pk).update(handle=handle)


@pytest.mark.django_db
def test_a_profile_says_what_is_wrong_with_it() -> None:
    with pytest.raises(ProfileInvalid) as refused:
        make_creator(name=" ", bio="b" * 301, languages=["x"])
    assert sorted(refused.value.fields) == ["bio", "languages", "name"]
    assert not Creator.objects.exists()


@pytest.mark.django_db
def test_a_fourth_profile_is_refused() -> None:
    user = make_user()
    for _ in range(3):
        make_creator(user=user)
    with pytest.raises(TooManyProfiles):
        make_creator(user=user)
    assert Creator.objects.count() == 3


@pytest.mark.django_db
def test_approval_opens_the_official_profile_in_the_same_transaction() -> None:
    make_creator(handle="les_mailles_dyport")
    seller = make_applicant()
    sellers.approve(seller, by=make_user(is_staff=True))
    creator = find_official(seller.pk)
    assert creator is not None
    assert (creator.handle, creator.name, creator.market) == ("les_mailles_dyport_2", "Les Mailles d'Yport", "FR")
    assert (creator.user_id, creator.is_official, creator.languages) == (seller.owner_id, True, ["fr"])
    assert services.create_official(seller.pk) == creator


@pytest.mark.django_db
def test_who_may_post_with_which_profile() -> None:
    seller, manager, packer = make_seller(), make_user(), make_user()
    give_place(seller, manager, "manager")
    give_place(seller, packer)
    official = services.create_official(seller.pk)
    own = make_creator(user=manager)
    assert list_creators_of(manager) == [own, official]
    assert list_creators_of(seller.owner) == [official]
    assert list_creators_of(packer) == []
    assert get_creator_for_user(manager, official.pk) == official
    for user, creator in [(packer, official), (seller.owner, own), (make_user(is_staff=True), own)]:
        with pytest.raises(CreatorNotFound):
            get_creator_for_user(user, creator.pk)


@pytest.mark.django_db
def test_a_suspended_profile_is_not_public_and_comes_back() -> None:
    creator, staff = make_creator(), make_user(is_staff=True)
    with pytest.raises(WhyMissing):
        services.suspend_creator(creator, by=staff, why=" ")
    with heard(CreatorSuspended) as events:
        services.suspend_creator(creator, by=staff, why="Sells fakes.")
    assert events == [CreatorSuspended(creator.pk, "Sells fakes.")]
    with pytest.raises(CreatorNotFound):
        get_public_creator(creator.handle)
    assert find_by_handles([creator.handle]) == {}
    with pytest.raises(WrongStatus):
        services.suspend_creator(creator, by=staff, why="Again.")
    services.reinstate_creator(creator, by=staff, why="They were real.")
    assert find_by_handles(["@" + creator.handle.upper(), "nobody"]) == {creator.handle: creator}
    assert [a.verb for a in StaffAction.objects.order_by("at")] == ["suspend_creator", "reinstate_creator"]


@pytest.mark.django_db
@pytest.mark.parametrize(("is_upheld", "status"), [(True, "suspended"), (False, "active")])
def test_a_profile_rightly_reported_is_suspended(is_upheld: bool, status: str) -> None:
    creator = make_creator()
    moderation.report(kind="creator", target_id=creator.pk, reason=Report.Reason.SCAM, user=make_user())
    report = Report.objects.get()
    staff = make_user(is_staff=True)
    if is_upheld:
        uphold(report, by=staff, why="Looked at it.", was="active")
    else:
        moderation.dismiss_report(report.pk, by=staff, why="Looked at it.")
    creator.refresh_from_db()
    assert creator.status == status


@pytest.mark.django_db
def test_a_profile_may_post_while_its_appeal_waits() -> None:
    creator = make_creator()
    decision = decide(kind="creator", target_id=creator.pk, sanction="suspend", was="active", subject=creator.user)
    creator.refresh_from_db()
    assert creator.status == "suspended"
    moderation.open_appeal(decision.pk, user=creator.user, text="Somebody else wrote that.")
    creator.refresh_from_db()
    assert creator.status == "active"


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_people_who_want_one_handle_at_once_get_one_profile() -> None:
    users = [make_user(), make_user()]
    start, outcomes = threading.Barrier(2), []

    def want(user: object) -> None:
        try:
            start.wait()
            with transaction.atomic():
                make_creator(handle="one.only", user=user)
            outcomes.append("made")
        except HandleTaken:
            outcomes.append("taken")
        finally:
            connection.close()

    threads = [threading.Thread(target=want, args=(user,)) for user in users]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["made", "taken"]
    assert Creator.objects.filter(handle="one.only").count() == 1
