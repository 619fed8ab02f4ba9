"""A show from the plan to the end, and who may do what in it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from halles.catalog.models import Product
from halles.creators.events import CreatorSuspended
from halles.creators.services import create_official
from halles.kit import clock
from halles.kit.events import emit
from halles.kit.rate_limits import TooOften
from halles.live import queries, services
from halles.live.errors import (
    AlreadyStarted,
    NoPicture,
    NotAgainstTeam,
    NotInBag,
    NotLive,
    PersonUnknown,
    ProductNotAllowed,
    SessionNotFound,
    SessionOver,
    TimeImpossible,
)
from halles.live.jobs import keep_time
from halles.live.models import LiveSession, Restriction, RoomEvent
from halles.live.roles import role_in
from halles.live.services.planning import key_hash
from halles.live.views_room import face_of
from halles.notifications.telling import LETTERS
from halles.sellers.events import SellerSuspended
from tests.catalog.makers import make_on_sale
from tests.creators.makers import make_creator
from tests.live.makers import call, make_session
from tests.sellers.makers import make_seller
from tests.users.makers import make_user

pytestmark = pytest.mark.django_db


def draft(**changes: Any) -> services.Draft:
    facts: dict[str, Any] = {
        "title": "Le four s'ouvre",
        "market": "FR",
        "language": "fr",
        "scheduled_at": clock.now() + dt.timedelta(hours=2),
    }
    return services.Draft(**{**facts, **changes})


def word(event: str, take: int = 0, at: dt.datetime | None = None) -> services.MediaWord:
    return services.MediaWord(event=event, take=take, at=at or clock.now(), protocol="rtmp")


def make_product() -> Product:
    return make_on_sale().product


def kinds(session: LiveSession) -> list[str]:
    return list(RoomEvent.objects.filter(session=session).order_by("offset").values_list("kind", flat=True))


def test_a_show_from_the_plan_to_the_end() -> None:
    creator = make_creator()
    session = services.plan_session(creator, draft(), by=creator.user)
    product = make_product()
    services.set_bag(session.pk, [product.pk])
    assert services.admit(session.stream_key).is_rehearsal is True
    with pytest.raises(NoPicture):
        services.go_live(session.pk)
    services.note_media(session.pk, word("started"))
    services.go_live(session.pk)
    services.pin(session.pk, product.pk)
    with pytest.raises(AlreadyStarted):
        services.cancel_session(session.pk)
    session.refresh_from_db()
    assert (session.status, session.media, session.pinned_id) == ("live", "on", product.pk)
    assert session.room_state["pin"]["id"] == str(product.pk)
    services.end_session(session.pk)
    services.end_session(session.pk)
    session.refresh_from_db()
    assert (session.status, session.media) == ("ended", "none")
    assert kinds(session) == ["bag", "media", "status", "pin", "status"]
    with pytest.raises(SessionOver):
        services.admit(session.stream_key)


def test_a_wrong_key_opens_nothing_and_a_renewed_one_closes_the_old() -> None:
    creator = make_creator()
    session = services.plan_session(creator, draft(), by=creator.user)
    old = session.stream_key
    with pytest.raises(SessionNotFound):
        services.admit(old[:-1] + ("a" if old[-1] != "a" else "b"))
    new = services.renew_stream_key(session.pk).stream_key
    with pytest.raises(SessionNotFound):
        services.admit(old)
    assert services.admit(new).session_id == session.pk
    assert LiveSession.objects.get(pk=session.pk).stream_key_hash == key_hash(new)


@pytest.mark.parametrize("hours", [-1, 24 * 181])
def test_a_show_is_planned_from_now_on(hours: int) -> None:
    creator = make_creator()
    with pytest.raises(TimeImpossible):
        services.plan_session(creator, draft(scheduled_at=clock.now() + dt.timedelta(hours=hours)), by=creator.user)
    assert not LiveSession.objects.exists()


def test_a_lost_picture_may_come_back_within_the_minute() -> None:
    session = make_session(status="live", media="on")
    now = clock.now()
    services.note_media(session.pk, word("started", 0, now))
    services.note_media(session.pk, word("lost", 0, now))
    assert services.end_lost(session.pk) is False
    services.note_media(session.pk, word("back", 1, now + dt.timedelta(seconds=20)))
    services.note_media(session.pk, word("lost", 0, now))  # said twice, late
    session.refresh_from_db()
    assert (session.status, session.media, session.lost_at) == ("live", "on", None)
    services.note_media(session.pk, word("lost", 1, now + dt.timedelta(seconds=30)))
    with clock.travel(now + dt.timedelta(seconds=91)):
        services.note_media(session.pk, word("ended", 1, now + dt.timedelta(seconds=91)))
    session.refresh_from_db()
    assert (session.status, session.takes.count()) == ("ended", 2)
    assert kinds(session) == ["media", "media", "media", "status"]


def test_a_shop_shows_its_own_goods_and_only_what_is_in_the_bag_is_shown() -> None:
    shop = create_official(make_seller().pk)
    session = make_session(creator=shop)
    foreign = make_product()
    with pytest.raises(ProductNotAllowed):
        services.set_bag(session.pk, [foreign.pk])
    with pytest.raises(NotInBag):
        services.pin(session.pk, foreign.pk)
    assert not session.products.exists()
    assert not RoomEvent.objects.exists()


def test_the_run_sheet_goes_on_step_by_step_and_shows_its_products() -> None:
    session = make_session(status="live", media="on")
    product = make_product()
    services.set_bag(session.pk, [product.pk])
    services.set_sheet(
        session.pk,
        [
            services.SheetStep("opening", 3),
            services.SheetStep("product", 10, product_id=product.pk),
            services.SheetStep("closing", 2),
        ],
    )
    assert [getattr(services.next_step(session.pk), "kind", None) for _ in range(4)] == [
        "opening",
        "product",
        "closing",
        None,
    ]
    session.refresh_from_db()
    assert (session.pinned_id, session.explained_id) == (product.pk, None)
    assert [(item.begun_at is None, item.done_at is None) for item in session.sheet.all()] == [(False, False)] * 3


def test_who_runs_a_show() -> None:
    session = make_session()
    stranger, helper = make_user(), make_user()
    services.set_member(session.pk, email=helper.email.upper(), role="moderator")
    assert [role_in(session, one) for one in (session.creator.user, helper, stranger, None)] == [
        "host",
        "moderator",
        "viewer",
        "viewer",
    ]
    assert queries.get_for_moderator(helper, session.pk) == session
    with pytest.raises(SessionNotFound):
        queries.get_for_host(helper, session.pk)
    with pytest.raises(SessionNotFound):
        queries.get_for_moderator(stranger, session.pk)


def test_a_ban_takes_the_messages_along_and_spares_the_team() -> None:
    session = make_session(status="live")
    marc, host = make_user(), session.creator.user
    call("live_say", session.pk, [item(marc, "a"), item(marc, "b"), item(host, "c", role="host")])
    with pytest.raises(NotAgainstTeam):
        services.restrict(session.pk, 3, kind="ban", by=host, reason="x")
    assert not Restriction.objects.exists()
    made = services.restrict(session.pk, 2, kind="ban", by=host, reason="Publicité")
    assert (made.device, made.until_at) == ("d", None)
    assert [event["o"] for event in call("live_snapshot", session.pk, 50)["last"]] == [3]
    assert call("live_say", session.pk, [item(make_user(), "noch einmal")]) == [{"ok": False, "code": "live.banned"}]
    services.lift(session.pk, made.pk, by=host)
    assert call("live_say", session.pk, [item(marc, "danke")])[0]["ok"] is True


def test_a_ban_takes_hundreds_of_messages_by_one_word_to_the_room(
    django_assert_max_num_queries: Any,
) -> None:
    session = make_session(status="live", is_chat_held=True)
    marc, host = make_user(), session.creator.user
    call("live_say", session.pk, [item(marc, f"spam {number}") for number in range(250)])
    with django_assert_max_num_queries(30):
        services.restrict(session.pk, 9, kind="ban", by=host, reason="Publicité")
    assert set(RoomEvent.objects.filter(kind="chat").values_list("status", flat=True)) == {"deleted"}
    told = RoomEvent.objects.get(kind="delete").body
    assert (told["of"], len(told["more"]), told["more"][-1]) == (250, 199, 51)


def test_a_helper_who_is_one_no_longer_is_sent_to_the_door() -> None:
    session = make_session(status="live")
    helper = make_user()
    member = services.set_member(session.pk, email=helper.email, role="moderator")
    services.unset_member(session.pk, member.pk)
    services.unset_member(session.pk, member.pk)
    told = RoomEvent.objects.filter(kind="team").values_list("body__who", flat=True)
    assert list(told) == [str(helper.pk)] * 2


def test_lists_of_addresses_are_not_tried_as_helpers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("halles.live.services.planning.MEMBERS_PER_DAY_MAX", 2)
    session = make_session()
    with pytest.raises(PersonUnknown), transaction.atomic():
        services.set_member(session.pk, email="nobody@halles.example", role="host")
    for person in (make_user(), make_user()):
        services.set_member(session.pk, email=person.email, role="host")
    with pytest.raises(TooOften):
        services.set_member(session.pk, email=make_user().email, role="host")
    assert session.members.count() == 2


def test_nobody_speaks_under_a_part_of_their_address() -> None:
    nameless = make_user(name="", email="secret.address@halles.example")
    name, handle = face_of(nameless)
    assert (name.split()[0], handle, "secret" in name) == ("Guest", "", False)
    assert face_of(make_user(name="Marc Le Goff")) == ("Marc", "")


def test_a_suspended_profile_or_shop_is_off_the_air_at_once() -> None:
    shown, other = make_session(status="live"), make_session(status="live")
    seller = make_seller()
    official = make_session(status="live", creator=create_official(seller.pk))
    with transaction.atomic():
        emit(CreatorSuspended(shown.creator_id, "why"))
        emit(SellerSuspended(seller.pk, "why"))
    found = [LiveSession.objects.get(pk=one.pk).status for one in (shown, official, other)]
    assert found == ["ended", "ended", "live"]


def test_a_held_message_is_said_when_it_is_released() -> None:
    session = make_session(status="live", is_chat_held=True)
    marc = make_user()
    call("live_say", session.pk, [item(marc, "Bonjour")])
    assert call("live_snapshot", session.pk, 50)["last"] == []
    services.release_message(session.pk, 1)
    services.release_message(session.pk, 1)
    (said,) = call("live_snapshot", session.pk, 50)["last"]
    assert (said["o"], said["was"], said["text"], said["u"]) == (2, 1, "Bonjour", str(marc.pk))


@settings(deadline=None, max_examples=30)
@given(st.lists(st.sampled_from(["live", "lost", "back", "end", "pin", "say"]), max_size=12))
def test_the_numbering_has_no_gaps_whatever_happens(deeds: list[str]) -> None:
    session = make_session(media="on")
    product = make_product()
    services.set_bag(session.pk, [product.pk])
    ways = {
        "live": lambda: services.go_live(session.pk),
        "lost": lambda: services.note_media(session.pk, word("lost")),
        "back": lambda: services.note_media(session.pk, word("back", 1)),
        "end": lambda: services.end_session(session.pk),
        "pin": lambda: services.pin(session.pk, product.pk),
        "say": lambda: call("live_say", session.pk, [item(session.creator.user, "x", role="host")]),
    }
    for deed in deeds:
        try:
            ways[deed]()
        except (AlreadyStarted, NoPicture, NotLive, SessionOver):
            continue
    session.refresh_from_db()
    offsets = list(RoomEvent.objects.filter(session=session).order_by("offset").values_list("offset", flat=True))
    assert offsets == list(range(1, session.last_offset + 1))


def item(user: Any, text: str, role: str = "viewer") -> dict[str, Any]:
    return {"n": "1", "u": str(user.pk), "name": "Marc", "handle": "", "role": role, "text": text, "device": "d"}


def test_who_asked_is_told_once_before_it_begins() -> None:
    session, marc = make_session(scheduled_at=clock.now() + dt.timedelta(minutes=5)), make_user()
    services.remind(marc, session.pk)
    services.remind(marc, session.pk)
    keep_time(0)
    keep_time(0)
    assert [one.sent_at is None for one in session.reminders.all()] == [False]
    ((letter,),) = [LETTERS["show_begins"](session_id=str(session.pk), user_id=str(marc.pk))]
    assert (letter.to, letter.words().door[1].endswith(f"/live/{session.pk}/")) == (marc.email, True)


def test_a_picture_that_stays_away_ends_the_show_even_when_the_edge_is_dead() -> None:
    session = make_session(status="live", media="lost", lost_at=clock.now() - dt.timedelta(seconds=61))
    waiting = make_session(status="live", media="lost", lost_at=clock.now() - dt.timedelta(seconds=30))
    keep_time(0)
    session.refresh_from_db()
    waiting.refresh_from_db()
    assert (session.status, waiting.status) == ("ended", "live")


def test_who_comes_back_is_named_to_the_host() -> None:
    earlier = make_session(status="live")
    session = make_session(status="live", creator=earlier.creator)
    marc, lea = make_user(), make_user()
    call("live_say", earlier.pk, [item(marc, "Bonjour")])
    call("live_say", session.pk, [item(marc, "Encore moi"), item(lea, "Premier direct")])
    assert queries.list_returning(session) == ["Marc"]
