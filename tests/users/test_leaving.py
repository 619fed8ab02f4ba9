"""Taking one's data along, and being erased: what goes, what stays, what hinders, and dying half-way."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import json
import uuid
import zipfile
from typing import Any

import pytest
from django.core import mail
from django.db import connection, transaction
from django.test import Client

from halles.affiliates.models import PlanMessage, Touch
from halles.checkout.purchase import Buyer
from halles.creators.models import Creator
from halles.interactions.models import Interaction, Kind
from halles.interactions.services import NewInteraction, append
from halles.kit import clock
from halles.kit.rate_limits import TooOften
from halles.kit.storage import private_storage
from halles.live.models import GiveawayEntry, Restriction, RoomEvent
from halles.live.services import restrict
from halles.markets.queries import all_markets, get_market
from halles.moderation.models import Decision, Report
from halles.notifications.models import Mail
from halles.notifications.services import Letter, Words, write_mail
from halles.orders import personal as orders_personal
from halles.orders.errors import OrdersOpen
from halles.orders.models import Order, OrderGroup
from halles.payments.models import SavedCard
from halles.payments.providers.sandbox.models import SandboxCard
from halles.promotions.models import DealCustomer
from halles.reviews.models import Review
from halles.sellers.models import Seller, SellerStaff
from halles.social import services as social
from halles.social.models import Comment, Message
from halles.users import copies, erasing, personal, services
from halles.users.errors import CopyNotThere, ErasureBegun, NothingAsked, StaffStays
from halles.users.models import DataCopy, Erasure, User
from halles.videos.models import Video
from tests.affiliates.makers import make_participation, make_plan, make_touch
from tests.creators.makers import make_creator
from tests.live.acts.makers import Stage, claim, enter, make_giveaway, make_offer, make_stage
from tests.live.makers import call
from tests.moderation.makers import decide
from tests.orders.makers import make_bought, make_saved_card, make_seller, make_shipping, make_variant
from tests.reviews.makers import make_delivered, make_review
from tests.users.makers import PASSWORD, make_address, make_user
from tests.videos.makers import make_video

pytestmark = pytest.mark.django_db
EMAIL, NAME, STREET = "zoe.quillfeather@example.org", "Zoe Quillfeather", "12 rue Wunderlich"
# What the law wants: who bought, and where it went.
KEPT = {("orders_ordergroup", "ship_to")}


def make_zoe() -> User:
    zoe = make_user(email=EMAIL, name=NAME, market="FR")
    User.objects.filter(pk=zoe.pk).update(created_at=clock.now() - dt.timedelta(days=400))
    zoe.refresh_from_db()
    return zoe


def live_through(zoe: User) -> Stage:
    """A year of somebody who uses everything; each word of it has her name."""
    make_address(zoe, name=NAME, line1=STREET)
    make_saved_card(zoe)
    services.issue_token(zoe, NAME)
    services.record_consent(user=zoe, visit_id=uuid.uuid4(), purpose="profiling", is_granted=True, text_version="1")
    review = make_review(user=zoe, text=f"{NAME} aime bien.")
    OrderGroup.objects.filter(user=zoe).update(
        ship_to={"name": NAME, "line1": STREET, "city": "Paris", "country": "FR", "phone": "+33142360000"}
    )
    seller = review.seller
    video = make_video()
    social.post_comment(zoe, kind="video", target_id=video.pk, text=f"{NAME} was here", language="en")
    social.ask_question(zoe, review.product_id, text=f"{NAME} demande", language="fr")
    social.write_to_shop(zoe, seller, text=f"{NAME}, {STREET}", language="fr")
    social.follow(zoe, video.creator)
    social.like(zoe, kind="video", target_id=video.pk)
    social.create_list(zoe, name=NAME)
    own = make_creator(user=zoe, handle="zoe.quillfeather", name=NAME, bio=NAME)
    make_video(own, caption=NAME)
    plan = make_plan(seller)
    PlanMessage.objects.create(participation=make_participation(plan, own), user=zoe, body=NAME, at=clock.now())
    make_touch(video.creator, user=zoe)
    Report.objects.create(reporter=zoe, kind="video", target_id=video.pk, reason="other", text=NAME)
    decide(subject=zoe, about=NAME)
    Mail.objects.create(key="k", kind="x", to=EMAIL, subject=NAME, text=STREET, language="fr")
    about = {"reference_kind": "order_group", "reference_id": OrderGroup.objects.get(user=zoe).pk}
    former = "quillfeather.zoe@example.net"
    Mail.objects.create(key="before", kind="x", to=former, subject=NAME, text=STREET, language="fr", **about)
    append([make_act(zoe)])
    return sit_in_a_show(zoe)


def make_act(zoe: User) -> NewInteraction:
    return NewInteraction(
        kind=Kind.PLAY, at=clock.now(), visit_id=uuid.uuid4(), market="FR", user_id=zoe.pk, has_consent=True
    )


def sit_in_a_show(zoe: User) -> Stage:
    stage = make_stage()
    said = {"u": str(zoe.pk), "text": f"hello from {NAME}", "name": NAME, "role": "viewer", "device": "d" * 64}
    call("live_say", stage.session.pk, [{**said, "address": "a" * 64}])
    enter(stage, make_giveaway(stage), zoe, device="d" * 64)
    claim(stage, make_offer(stage), zoe, device="d" * 64)
    message = RoomEvent.objects.get(session=stage.session, kind="chat")
    restrict(stage.session.pk, message.offset, kind="ban", by=stage.host, reason=f"{NAME} insults")
    return stage


def erase_now(zoe: User) -> Erasure:
    wish = erasing.ask_erasure(zoe)
    with clock.travel(wish.due_at):
        (due,) = erasing.list_due()
        assert erasing.carry_out(due)
    wish.refresh_from_db()
    return wish


def find_words(*words: str) -> set[tuple[str, str]]:
    """Every column of every table in which one of these stands, in any case; jobs that are done are not people's."""
    found = set()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
            " AND data_type IN ('text', 'character varying', 'jsonb', 'json', 'ARRAY', 'bytea')"
        )
        for table, column in cursor.fetchall():
            text = f'lower("{column}"::text)'
            cursor.execute(
                f'SELECT 1 FROM "{table}" WHERE {text} LIKE ANY(%s) LIMIT 1',
                [[f"%{word.lower()}%" for word in words]],
            )
            if cursor.fetchone():
                found.add((table, column))
    return found


def test_nothing_that_names_a_person_is_left_but_what_the_law_wants() -> None:
    zoe = make_zoe()
    live_through(zoe)
    before = find_words(EMAIL, NAME, "quillfeather", "wunderlich")
    assert len(before) > 20, "the person has to be everywhere first"
    books = fingerprint("ledger_posting"), fingerprint("ledger_transaction"), fingerprint("live_actrecord")
    erase_now(zoe)
    assert find_words(EMAIL, NAME, "quillfeather", "wunderlich") == KEPT
    assert books == (fingerprint("ledger_posting"), fingerprint("ledger_transaction"), fingerprint("live_actrecord"))
    zoe.refresh_from_db()
    assert (zoe.email, zoe.name, zoe.is_active) == (f"{zoe.pk.hex}@erased.invalid", "", False)
    assert not SavedCard.objects.filter(user=zoe).exists()
    assert SandboxCard.objects.get(customer=str(zoe.pk), is_reusable=True).forgotten_at is not None
    assert not Interaction.objects.filter(user_id=zoe.pk).exists()
    assert Interaction.objects.filter(kind="play").count() == 1
    assert not Touch.objects.filter(user=zoe).exists()
    assert not GiveawayEntry.objects.exclude(user=None).exists()
    assert GiveawayEntry.objects.count() == 1
    assert {one.device for one in DealCustomer.objects.filter(user=zoe)} == {""}
    (ban,) = Restriction.objects.all()
    assert (ban.name, ban.appeal, ban.device) == ("", "", "d" * 64)
    assert not RoomEvent.objects.exclude(user=None).exists()


def test_what_others_need_stands_without_the_name() -> None:
    zoe = make_zoe()
    live_through(zoe)
    erase_now(zoe)
    review = Review.objects.get()
    assert (review.text, review.stars, review.status) == ("", 4, "shown")
    group = OrderGroup.objects.get(user=zoe)
    assert group.ship_to["name"] == NAME
    assert "phone" not in group.ship_to or group.ship_to["phone"] == ""
    assert group.email == f"{zoe.pk.hex}@erased.invalid"
    own = Creator.objects.get(user=zoe)
    assert (own.name, own.bio, own.status) == ("", "", "suspended")
    assert own.handle.startswith("gone_")
    assert not Video.objects.filter(creator=own).exists()
    assert Comment.objects.get().status == "removed"
    assert Message.objects.get().text == ""
    assert Decision.objects.get().subject is None
    assert Client().get("/creators/zoe.quillfeather/").status_code == 404


def fingerprint(table: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*), md5(string_agg(t::text, '|' ORDER BY t::text)) FROM \"{table}\" t")
        return cursor.fetchone()


@pytest.mark.parametrize("dies_at", [0, 4, 7, 10, 13, 18])
def test_a_run_that_dies_between_two_modules_is_finished_by_the_next(
    dies_at: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    zoe = make_zoe()
    live_through(zoe)
    wish = erasing.ask_erasure(zoe)
    keepers = personal.list_keepers()

    def die(user: User) -> None:
        raise ConnectionError

    broken = [
        personal.Keeper(one.module, one.tell, die if place == dies_at else one.erase, one.hinder)
        for place, one in enumerate(keepers)
    ]
    with clock.travel(wish.due_at):
        monkeypatch.setattr(personal, "_keepers", tuple(broken))
        with pytest.raises(ConnectionError):
            erasing.carry_out(wish.pk)
        zoe.refresh_from_db()
        assert (zoe.email, zoe.is_active) == (EMAIL, False)
        with pytest.raises(ErasureBegun):
            erasing.cancel_erasure(zoe)
        monkeypatch.setattr(personal, "_keepers", keepers)
        assert erasing.list_due() == [wish.pk]
        assert erasing.carry_out(wish.pk)
        assert erasing.list_due() == []
        assert not erasing.carry_out(wish.pk), "once"
    assert find_words(EMAIL, NAME, "quillfeather", "wunderlich") == KEPT


def test_what_somebody_else_did_in_the_same_browser_stays_theirs() -> None:
    zoe, max_ = make_zoe(), make_user()
    visit_id = uuid.uuid4()
    acts = [dataclasses.replace(make_act(one), visit_id=visit_id) for one in (zoe, max_)]
    append([*acts, dataclasses.replace(acts[0], user_id=None)])
    erase_now(zoe)
    told = list(Interaction.objects.filter(kind="play").values_list("user_id", "visit_id"))
    assert (max_.pk, visit_id) in told
    assert [user_id for user_id, visit in told if visit == visit_id] == [max_.pk]
    assert len(told) == 3


def test_who_was_erased_is_written_to_no_more() -> None:
    zoe = make_zoe()
    erase_now(zoe)
    zoe.refresh_from_db()
    assert write_mail(Letter("x", "key", zoe.email, "fr", lambda: Words("Bonjour", "Bonjour", ()))) is None
    assert not Mail.objects.exists()


def hindrances(user: User) -> list[str]:
    return [one.code for one in personal.list_hindrances(user)]


def test_money_orders_shops_and_staff_hinder_and_nothing_is_written() -> None:
    zoe = make_zoe()
    make_bought((make_variant(), 1), buyer=Buyer(email=EMAIL, user_id=zoe.pk))
    assert hindrances(zoe) == ["orders.under_way", "payments.money_moves"]
    with pytest.raises(OrdersOpen):
        erasing.ask_erasure(zoe)
    owner = make_seller().owner
    assert hindrances(owner) == ["sellers.still_open"]
    Seller.objects.filter(owner=owner).update(status="closed")
    assert hindrances(owner) == []
    with pytest.raises(StaffStays):
        erasing.ask_erasure(make_user(is_staff=True))
    host = make_stage(status="planned").host
    Seller.objects.filter(owner=host).update(status="closed")
    assert hindrances(host) == [], "the show is the shop's"
    assert not Erasure.objects.exists()
    assert not mail.outbox


def test_a_balance_hinders_until_it_is_paid_out() -> None:
    seller = make_seller()
    make_shipping(seller)
    order = make_delivered(make_variant(seller), user=make_user())
    assert order.seller_id == seller.pk
    Seller.objects.filter(pk=seller.pk).update(status="closed")
    assert "payouts.balance_left" in hindrances(seller.owner)


def test_it_can_be_taken_back_until_its_day_and_waits_while_something_hinders() -> None:
    zoe = make_zoe()
    days = get_market("FR").privacy.erasure_wait_days
    wish = erasing.ask_erasure(zoe)
    assert erasing.ask_erasure(zoe) == wish
    assert wish.due_at - wish.asked_at == dt.timedelta(days=days)
    assert erasing.list_due() == []
    assert [one.subject for one in mail.outbox] == ["Your account will be erased"]
    erasing.cancel_erasure(zoe)
    with pytest.raises(NothingAsked):
        erasing.cancel_erasure(zoe)
    assert not erasing.carry_out(wish.pk)
    again = erasing.ask_erasure(zoe)
    make_bought((make_variant(), 1), buyer=Buyer(email=EMAIL, user_id=zoe.pk))
    with clock.travel(again.due_at):
        assert not erasing.carry_out(again.pk)
    again.refresh_from_db()
    zoe.refresh_from_db()
    assert (again.begun_at, zoe.is_active) == (None, True)
    Order.objects.update(status="canceled")
    erasing.cancel_erasure(zoe)


def test_names_leave_purchases_when_the_law_wants_them_no_more() -> None:
    zoe = make_zoe()
    make_delivered(make_variant(), user=zoe)
    OrderGroup.objects.update(ship_to={"name": NAME, "line1": STREET, "country": "FR"})
    erase_now(zoe)
    years = get_market("FR").privacy.records_years
    placed = OrderGroup.objects.get().placed_at
    with clock.travel(dt.datetime(placed.year + years, 12, 31, tzinfo=dt.UTC)):
        assert orders_personal.forget_old_purchases() == 0
    with clock.travel(dt.datetime(placed.year + years + 1, 1, 2, tzinfo=dt.UTC)):
        assert orders_personal.forget_old_purchases() == 1
        assert orders_personal.forget_old_purchases() == 0
    assert OrderGroup.objects.get().ship_to == {"country": "FR"}
    assert not find_words(NAME, "wunderlich")


def test_every_market_says_how_long_and_by_which_law() -> None:
    for market in all_markets().values():
        assert market.privacy.records_law
        assert 0 < market.privacy.erasure_wait_days <= 30


def test_a_copy_holds_what_every_module_keeps_and_is_fetched_with_the_password() -> None:
    zoe = make_zoe()
    live_through(zoe)
    client = Client(headers={"accept-language": "en"})
    client.login(email=EMAIL, password=PASSWORD)
    assert client.post("/account/copies/").headers["Location"] == "/account/leave/"
    (asked,) = DataCopy.objects.all()
    assert copies.ask_copy(zoe) == asked
    with pytest.raises(CopyNotThere):
        copies.get_copy_for_user(zoe, asked.pk)
    copies.make_copy(asked.pk)
    copies.make_copy(asked.pk)
    answer = client.get(f"/account/copies/{asked.pk}/")
    assert answer.status_code == 302, "the password once more"
    assert "/account/reauthenticate/" in answer.headers["Location"]
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    sent = client.get(f"/account/copies/{asked.pk}/")
    archive = zipfile.ZipFile(io.BytesIO(sent.getvalue()))
    told = {name.removesuffix(".json"): json.loads(archive.read(name)) for name in archive.namelist()[1:]}
    assert told["users"]["account"][0]["email"] == EMAIL
    assert told["social"]["messages"][0]["text"] == f"{NAME}, {STREET}"
    assert told["live"]["chat_messages"][0]["body"]["text"] == f"hello from {NAME}"
    assert told["orders"]["lines"][0]["quantity"] == 1
    assert {"reviews", "affiliates", "creators", "payments", "videos", "promotions", "interactions"} <= set(told)
    assert Client().get(f"/account/copies/{asked.pk}/").status_code == 302
    with pytest.raises(CopyNotThere):
        copies.get_copy_for_user(make_user(), asked.pk)
    with clock.travel(asked.expires_at):
        assert copies.forget_copies() == 1
    assert not private_storage().exists(asked.key)


def test_copies_are_few_a_day_and_go_with_the_person() -> None:
    zoe = make_zoe()
    for _ in range(copies.COPIES_PER_DAY_MAX):
        copies.make_copy(copies.ask_copy(zoe).pk)
    with pytest.raises(TooOften):
        copies.ask_copy(zoe)
    keys = [one.key for one in DataCopy.objects.all()]
    assert len(keys) == copies.COPIES_PER_DAY_MAX
    assert all(private_storage().exists(key) for key in keys)
    erase_now(zoe)
    assert not any(private_storage().exists(key) for key in keys)


def test_the_page_asks_twice_and_says_until_when() -> None:
    zoe = make_zoe()
    client = Client(headers={"accept-language": "en"})
    client.login(email=EMAIL, password=PASSWORD)
    assert "/account/reauthenticate/" in client.post("/account/leave/", {"is_read": "yes"}).headers["Location"]
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    assert client.post("/account/leave/", {}).status_code == 422
    assert not Erasure.objects.exists()
    assert client.post("/account/leave/", {"is_read": "yes"}).headers["Location"] == "/account/leave/"
    page = client.get("/account/leave/").content.decode()
    assert "This account will be erased on" in page
    assert "Code de commerce, article L123-22" in page
    assert "will be erased on" in client.get("/account/").content.decode()
    client.post("/account/leave/cancel/")
    assert Erasure.objects.get().canceled_at is not None
    assert zoe.is_active


def test_an_address_is_free_again_and_places_in_shops_are_gone() -> None:
    zoe = make_zoe()
    seller = make_seller()
    SellerStaff.objects.create(seller=seller, user=zoe, role="packer", added_at=clock.now())
    erase_now(zoe)
    assert not SellerStaff.objects.filter(user=zoe).exists()
    assert make_user(email=EMAIL).email == EMAIL
    assert not Client().login(email=EMAIL, password="")


def test_a_reader_of_the_table_finds_every_module_once() -> None:
    modules = [one.module for one in personal.list_keepers()]
    assert len(modules) == len(set(modules))
    assert modules[-1] == "users", "whoever is last takes the name, by which the others find their things"
    with transaction.atomic():
        assert personal.list_hindrances(make_zoe()) == []
