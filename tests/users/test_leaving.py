"""Being erased: what goes, what stays, what hinders, and dying half-way."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from typing import Any

import pytest
from django.core import mail
from django.db import connection, transaction
from django.test import Client

from halles.affiliates.models import Touch
from halles.checkout.purchase import Buyer
from halles.creators.models import Creator
from halles.interactions.models import Interaction
from halles.interactions.services import append
from halles.kit import clock
from halles.live.models import GiveawayEntry, Restriction, RoomEvent
from halles.markets.queries import all_markets, get_market
from halles.moderation.models import Decision
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
from halles.social.models import Comment, Message
from halles.users import erasing, personal
from halles.users.errors import ErasureBegun, NothingAsked, StaffStays
from halles.users.models import Erasure, User
from halles.videos.models import Video
from tests.live.acts.makers import make_stage
from tests.orders.makers import make_bought, make_seller, make_shipping, make_variant
from tests.reviews.makers import make_delivered
from tests.users.leaving import (
    EMAIL,
    KEPT,
    NAME,
    STREET,
    erase_now,
    find_words,
    live_through,
    make_act,
    make_zoe,
)
from tests.users.makers import PASSWORD, make_user

pytestmark = pytest.mark.django_db


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
    assert [one.body for one in RoomEvent.objects.exclude(user=None)] == [
        {"name": "Max", "role": "viewer", "text": "Bonjour !"}
    ]


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
        assert not erasing.carry_out(wish.pk), "they come once more"
        assert erasing.list_due() == []
    with clock.travel(wish.due_at + erasing.ONCE_MORE_AFTER):
        monkeypatch.setattr(personal, "_keepers", tuple(broken))
        with pytest.raises(ConnectionError):
            erasing.carry_out(wish.pk)
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
