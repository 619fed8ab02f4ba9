"""Writing to a shop and to a customer: private, in one conversation per order or shop."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO

from django.db import transaction
from django.db.models import QuerySet

from halles.kit import clock, events, rate_limits
from halles.kit.storage import private_storage
from halles.media.images import Picture, read_picture
from halles.moderation.services import record_staff_action
from halles.moderation.words import find_rules
from halles.sellers.models import Seller
from halles.sellers.queries import find_role
from halles.social.blocks import is_blocked
from halles.social.errors import (
    OrderThreadsStayOpen,
    OwnShop,
    PersonBlocked,
    ThreadBlocked,
    ThreadNotFound,
    TooManyPictures,
)
from halles.social.events import MessageWaits
from halles.social.models import MESSAGE_LENGTH_MAX, Message, MessagePicture, Side, Thread
from halles.social.services.words import clean_words
from halles.users.models import User

PICTURES_MAX = 4
# Per person: in a minute, in a day. Whoever answers for a shop writes to many.
LIMITS = {Side.CUSTOMER: (10, 200), Side.SHOP: (60, 4_000)}
THREADS_PER_DAY_MAX = 20
# A private message is not read by others before it arrives, unless it looks like a way around the platform's safety.
HELD_FOR = frozenset({"outside_payment", "crypto", "easy_money", "counterfeit", "marabout"})


@transaction.atomic
def write_to_shop(
    user: User, seller: Seller, *, text: str, language: str, pictures: Sequence[IO[bytes]] = ()
) -> Message:
    """Write to a shop in the one conversation a customer has with it; refuses social.own_shop, social.thread_blocked,
    and what is too much, too long, or no picture."""
    thread = _open(user, seller, Thread.Kind.SHOP, seller.pk, "")
    return _send(thread, user, Side.CUSTOMER, _Said(text, language, pictures))


@transaction.atomic
def write_about_order(
    user: User,
    seller: Seller,
    *,
    order_id: uuid.UUID,
    subject: str,
    text: str,
    language: str,
    pictures: Sequence[IO[bytes]] = (),
) -> Message:
    """Write to the shop about an order, in the order's one conversation. Whether the order is theirs, and its shop
    `seller`, is for the caller."""
    thread = _open(user, seller, Thread.Kind.ORDER, order_id, subject)
    return _send(thread, user, Side.CUSTOMER, _Said(text, language, pictures))


@transaction.atomic
def write_in_thread(
    user: User, thread_id: uuid.UUID, *, text: str, language: str, pictures: Sequence[IO[bytes]] = ()
) -> Message:
    """The customer goes on with a conversation; refuses as write_to_shop."""
    thread = _lock(Thread.objects.filter(pk=thread_id, customer=user))
    return _send(thread, user, Side.CUSTOMER, _Said(text, language, pictures))


@transaction.atomic
def answer_customer(
    seller: Seller,
    thread_id: uuid.UUID,
    *,
    by: User,
    text: str,
    language: str,
    pictures: Sequence[IO[bytes]] = (),
) -> Message:
    """The shop writes in a conversation a customer has begun; whether `by` may speak for it is for the caller."""
    thread = _lock(Thread.objects.filter(pk=thread_id, seller=seller))
    return _send(thread, by, Side.SHOP, _Said(text, language, pictures))


@transaction.atomic
def mark_read(thread_id: uuid.UUID, *, reader: Side) -> int:
    """Note that a side has opened the conversation; how many messages were new. Whether it may is for the caller."""
    others = Message.objects.filter(thread_id=thread_id, read_at=None, status=Message.Status.SHOWN)
    return others.exclude(by=reader).update(read_at=clock.now())


@transaction.atomic
def block_thread(thread_id: uuid.UUID, *, by: Side) -> Thread:
    """A side wants no more messages here. A shop cannot close the conversation about an order."""
    thread = _lock(Thread.objects.filter(pk=thread_id))
    if by == Side.SHOP and thread.kind == Thread.Kind.ORDER:
        raise OrderThreadsStayOpen
    if not thread.blocked_by:
        thread.blocked_by = by
        thread.save(update_fields=["blocked_by"])
    return thread


@transaction.atomic
def unblock_thread(thread_id: uuid.UUID, *, by: Side) -> Thread:
    """Open a conversation again that this side has closed; another's stays closed."""
    thread = _lock(Thread.objects.filter(pk=thread_id))
    if thread.blocked_by == by:
        thread.blocked_by = ""
        thread.save(update_fields=["blocked_by"])
    return thread


@transaction.atomic
def release_message(message_id: uuid.UUID, *, by: User, why: str = "") -> None:
    """Deliver a held message; one that is not held stays as it is."""
    message = lock_message(message_id)
    if message.status == Message.Status.HELD:
        record_staff_action(by=by, verb="release_message", kind="message", target_id=message_id, why=why)
        message.status = Message.Status.SHOWN
        message.save(update_fields=["status"])
        deliver(message.thread, message)


@transaction.atomic
def remove_message_as_staff(message_id: uuid.UUID, *, by: User, why: str) -> None:
    """Take a message away for a reason that its author will read; removing it twice changes nothing."""
    message = lock_message(message_id)
    record_staff_action(by=by, verb="remove_message", kind="message", target_id=message_id, why=why)
    if message.status != Message.Status.REMOVED:
        message.status, message.removed_at = Message.Status.REMOVED, clock.now()
        message.save(update_fields=["status", "removed_at"])


def _open(user: User, seller: Seller, kind: Thread.Kind, ref_id: uuid.UUID, subject: str) -> Thread:
    if seller.owner_id == user.pk or find_role(user, seller) is not None:
        raise OwnShop
    known = Thread.objects.filter(customer=user, kind=kind, ref_id=ref_id)
    if not known.exists():
        rate_limits.take(f"thread:{user.pk}", limit=THREADS_PER_DAY_MAX, per_seconds=86_400)
        thread = Thread(
            customer=user,
            seller=seller,
            kind=kind,
            ref_id=ref_id,
            subject=subject[:120],
            last_at=clock.now(),
            last_by=Side.CUSTOMER,
        )
        # Two tabs that begin at once meet at the constraint and go on in the same conversation.
        Thread.objects.bulk_create([thread], ignore_conflicts=True)
    return _lock(known)


@dataclass(frozen=True)
class _Said:
    text: str
    language: str
    pictures: Sequence[IO[bytes]]


def _send(thread: Thread, user: User, by: Side, said: _Said) -> Message:
    if thread.blocked_by:
        raise ThreadBlocked
    # About an order one can always write: both sides owe each other that.
    if thread.kind == Thread.Kind.SHOP and is_blocked(thread.customer, {thread.seller.owner_id, user.pk}):
        raise PersonBlocked
    if len(said.pictures) > PICTURES_MAX:
        raise TooManyPictures(count_max=PICTURES_MAX)
    text = clean_words(said.text, length_max=MESSAGE_LENGTH_MAX, may_be_empty=bool(said.pictures))
    per_minute, per_day = LIMITS[by]
    rate_limits.take(f"message:{user.pk}", limit=per_minute, per_seconds=60)
    rate_limits.take(f"message:{user.pk}", limit=per_day, per_seconds=86_400)
    pictures = [read_picture(file) for file in said.pictures]
    rules = [rule for rule in find_rules(text, said.language) if rule in HELD_FOR]
    message = Message.objects.create(
        thread=thread,
        user=user,
        by=by,
        text=text,
        language=said.language[:10],
        status=Message.Status.HELD if rules else Message.Status.SHOWN,
        held_rules=rules,
    )
    for position, picture in enumerate(pictures):
        _keep(message, position, picture)
    # Whoever writes has read what stands above.
    mark_read(thread.pk, reader=by)
    if message.status == Message.Status.SHOWN:
        deliver(thread, message)
    return message


def deliver(thread: Thread, message: Message) -> None:
    """The message can be read by the other side from now on, which hears of it."""
    thread.last_at, thread.last_by = clock.now(), message.by
    thread.save(update_fields=["last_at", "last_by"])
    unread = Message.objects.filter(thread=thread, by=message.by, read_at=None, status=Message.Status.SHOWN)
    if not unread.exclude(pk=message.pk).exists():
        events.emit(MessageWaits(message.pk))


def _keep(message: Message, position: int, picture: Picture) -> None:
    largest = picture.sizes[-1]
    kept = MessagePicture.objects.create(
        message=message,
        position=position,
        key=f"messages/{message.thread_id}/{message.pk}-{position}.webp",
        width=largest.width,
        height=largest.height,
    )
    private_storage().put_bytes(kept.key, largest.content)


def _lock(threads: QuerySet[Thread]) -> Thread:
    found = threads.select_for_update().first()
    if found is None:
        raise ThreadNotFound
    return found


def lock_message(message_id: uuid.UUID) -> Message:
    """The message with its conversation; the message is locked until the transaction ends."""
    found = Message.objects.select_for_update(of=("self",)).select_related("thread").filter(pk=message_id).first()
    if found is None:
        raise ThreadNotFound
    return found
