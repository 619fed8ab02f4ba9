"""Messages between a customer and a shop: private, once per order or shop, measured."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest

from halles.kit import clock
from halles.kit.errors import Refusal
from halles.kit.storage import private_storage
from halles.markets.queries import all_markets
from halles.moderation.services import take_back
from halles.sellers.models import Seller
from halles.social import inbox, services
from halles.social.events import MessageWaits
from halles.social.models import Message, MessagePicture, Side, Thread
from halles.users.models import User
from tests.announcements import heard
from tests.catalog.makers import picture
from tests.moderation.makers import decide, make_staff
from tests.orders.makers import AT, make_seller
from tests.users.makers import make_user

pytestmark = pytest.mark.django_db


def write(user: User, seller: Seller, text: str = "Bonjour, livrez-vous en Corse ?") -> Message:
    return services.write_to_shop(user, seller, text=text, language="fr")


def answer(message: Message, text: str = "Oui, sans supplément.") -> Message:
    seller = message.thread.seller
    return services.answer_customer(seller, message.thread_id, by=seller.owner, text=text, language="fr")


def refusal_of(told: pytest.ExceptionInfo[Refusal]) -> str:
    return told.value.code


def test_a_customer_writes_the_shop_answers_and_both_see_what_is_new() -> None:
    customer, seller = make_user(), make_seller()
    first = write(customer, seller)
    assert (inbox.count_waiting(seller), inbox.count_new(customer)) == (1, 0)
    answer(first)
    assert (inbox.count_waiting(seller), inbox.count_new(customer)) == (0, 1)
    (line,) = inbox.list_threads(customer).rows
    assert (line.text, line.new_count) == ("Oui, sans supplément.", 1)
    assert services.mark_read(first.thread_id, reader=Side.CUSTOMER) == 1
    assert services.mark_read(first.thread_id, reader=Side.CUSTOMER) == 0
    first.refresh_from_db()
    assert first.read_at is not None, "whoever answers has read"


def test_an_order_has_one_conversation_and_the_shop_another() -> None:
    customer, seller, order_id = make_user(), make_seller(), uuid.uuid4()
    facts: dict[str, Any] = {"order_id": order_id, "subject": "H-1234567", "language": "fr"}
    first = services.write_about_order(customer, seller, text="Où est-il ?", **facts)
    again = services.write_about_order(customer, seller, text="Toujours rien.", **facts)
    other = write(customer, seller)
    assert first.thread_id == again.thread_id != other.thread_id
    assert [line.thread.subject for line in inbox.list_threads(customer).rows] == ["", "H-1234567"]


def test_nobody_else_reads_writes_or_sees_pictures() -> None:
    customer, seller, stranger, other = make_user(), make_seller(), make_user(), make_seller()
    message = services.write_to_shop(customer, seller, text="", language="fr", pictures=[picture()])
    (kept,) = message.pictures.all()
    assert private_storage().exists(kept.key)
    assert inbox.get_picture_for_customer(customer, kept.pk) == inbox.get_picture_for_seller(seller, kept.pk) == kept
    for attempt in (
        lambda: inbox.get_thread_for_customer(stranger, message.thread_id),
        lambda: inbox.get_thread_for_seller(other, message.thread_id),
        lambda: inbox.get_picture_for_customer(stranger, kept.pk),
        lambda: inbox.get_picture_for_seller(other, kept.pk),
        lambda: services.write_in_thread(stranger, message.thread_id, text="Bonjour", language="fr"),
        lambda: services.answer_customer(other, message.thread_id, by=other.owner, text="Bonjour", language="fr"),
    ):
        with pytest.raises(Refusal) as told:
            attempt()
        assert refusal_of(told) == "social.thread_not_found"
    assert Message.objects.count() == 1


def test_the_other_side_is_told_once_until_it_has_read() -> None:
    with heard(MessageWaits) as told_of:
        customer, seller = make_user(), make_seller()
        first = write(customer, seller)
        write(customer, seller, "Et quand ?")
        assert told_of == [MessageWaits(first.pk)]
        services.mark_read(first.thread_id, reader=Side.SHOP)
        third = write(customer, seller, "Merci d'avance.")
        assert told_of == [MessageWaits(first.pk), MessageWaits(third.pk)]


def test_what_leads_around_the_platform_waits_for_a_reader() -> None:
    with heard(MessageWaits) as told_of:
        customer, seller = make_user(), make_seller()
        message = write(customer, seller, "Je peux payer par Western Union ?")
        assert (message.status, message.held_rules) == ("held", ["outside_payment"])
        assert told_of == []
        assert inbox.list_threads_for_desk(seller).rows == []
        assert [line.text for line in inbox.list_threads(customer).rows] == ["Je peux payer par Western Union ?"]
        services.release_message(message.pk, by=make_staff(), why="A plain question")
        assert [line.text for line in inbox.list_threads_for_desk(seller).rows] == ["Je peux payer par Western Union ?"]
        assert told_of == [MessageWaits(message.pk)]


def test_a_side_may_close_a_conversation_but_a_shop_never_that_of_an_order() -> None:
    customer, seller = make_user(), make_seller()
    message = write(customer, seller)
    services.block_thread(message.thread_id, by=Side.CUSTOMER)
    attempts: list[Callable[[], Message]] = [lambda: answer(message), lambda: write(customer, seller, "Encore")]
    for attempt in attempts:
        with pytest.raises(Refusal) as told:
            attempt()
        assert refusal_of(told) == "social.thread_blocked"
    services.unblock_thread(message.thread_id, by=Side.SHOP)
    assert Thread.objects.get().blocked_by == Side.CUSTOMER, "only who closed it opens it"
    services.unblock_thread(message.thread_id, by=Side.CUSTOMER)
    answer(message)
    about = services.write_about_order(
        customer, seller, order_id=uuid.uuid4(), subject="H-1", text="Bonjour", language="fr"
    )
    with pytest.raises(Refusal) as told:
        services.block_thread(about.thread_id, by=Side.SHOP)
    assert refusal_of(told) == "social.order_threads_stay_open"


def test_limits() -> None:
    customer, seller = make_user(), make_seller()
    with pytest.raises(Refusal) as told:
        services.write_to_shop(customer, seller, text="", language="fr")
    assert refusal_of(told) == "social.words_missing"
    with pytest.raises(Refusal) as told:
        services.write_to_shop(customer, seller, text="Voici", language="fr", pictures=[picture() for _ in range(5)])
    assert refusal_of(told) == "social.too_many_pictures"
    with pytest.raises(Refusal) as told:
        write(seller.owner, seller)
    assert refusal_of(told) == "social.own_shop"
    assert (Thread.objects.count(), Message.objects.count(), MessagePicture.objects.count()) == (0, 0, 0)
    for number in range(10):
        write(customer, seller, f"Message {number}")
    with pytest.raises(Refusal) as told:
        write(customer, seller, "Un de trop")
    assert refusal_of(told) == "kit.too_often"


def test_the_usual_time_to_answer_is_a_median_in_which_silence_counts() -> None:
    seller = make_seller()
    for number, hours in enumerate((1, 2, 9)):
        with clock.travel(AT + dt.timedelta(days=number)):
            asked = write(make_user(), seller)
        with clock.travel(AT + dt.timedelta(days=number, minutes=5)):
            services.write_in_thread(asked.thread.customer, asked.thread_id, text="Personne ?", language="fr")
        with clock.travel(AT + dt.timedelta(days=number, hours=hours)):
            if number == 2:
                services.measure_answer_times()
                assert inbox.answer_time(seller.pk) is None, "two answers are no habit"
            answer(asked)
    with clock.travel(AT + dt.timedelta(days=3)):
        services.measure_answer_times()
        assert inbox.answer_time(seller.pk) == dt.timedelta(hours=2)
        for _number in range(2):
            write(make_user(), seller)
    with clock.travel(AT + dt.timedelta(days=5)):
        services.measure_answer_times(seller.pk)
        assert inbox.answer_time(seller.pk) == dt.timedelta(hours=9)
    with clock.travel(AT + dt.timedelta(days=200)):
        services.measure_answer_times()
        assert inbox.answer_time(seller.pk) is None


def test_a_message_the_staff_removed_goes_with_its_photos_when_no_appeal_can_come(
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    customer, seller = make_user(), make_seller()
    rude = services.write_to_shop(customer, seller, text="Escroc", language="fr", pictures=[picture()])
    seen = services.write_to_shop(customer, seller, text="", language="fr", pictures=[picture()])
    kept = write(customer, seller)
    key = rude.pictures.get().key
    decisions = [decide(kind="message", target_id=one.pk, subject=customer) for one in (rude, seen)]
    rude.refresh_from_db()
    assert (rude.status, rude.removed_at is not None) == ("removed", True)
    waits = dt.timedelta(days=max(market.removed_words_days for market in all_markets().values()) + 1)
    with clock.travel(clock.now() + waits):
        assert services.forget_removed_words() == 0
    later = max(decisions[0].appeal_until, clock.now() + waits) + dt.timedelta(days=1)
    with clock.travel(later), django_capture_on_commit_callbacks(execute=True):
        assert services.forget_removed_words() == 2
        assert services.forget_removed_words() == 0
    assert not private_storage().exists(key)
    assert set(MessagePicture.objects.values_list("message", flat=True)) == set()
    take_back(decisions[0].pk, by=make_staff(), why="It was fine.")
    told = dict(Message.objects.values_list("pk", "text"))
    assert (told[rude.pk], told[seen.pk], told[kept.pk]) == ("", "", kept.text)
    assert Message.objects.get(pk=rude.pk).status == "removed", "nothing is left to bring back"


def test_a_message_comes_back_whole_while_it_is_kept() -> None:
    customer, seller = make_user(), make_seller()
    said = write(customer, seller)
    decision = decide(kind="message", target_id=said.pk, subject=customer)
    take_back(decision.pk, by=make_staff(), why="It was fine.")
    said.refresh_from_db()
    assert (said.status, said.removed_at) == ("shown", None)
