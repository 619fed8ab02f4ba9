"""Reads of messages: the two sides' lists, one conversation, its pictures, and how soon shops answer."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery

from halles.kit.pages import Page, page_by_id, page_by_instant
from halles.sellers.models import Seller
from halles.sellers.queries import find_role
from halles.social.errors import ThreadNotFound
from halles.social.models import AnswerTime, Message, MessagePicture, Side, Thread
from halles.social.queries import public_name
from halles.users.models import User

THREADS_PAGE_SIZE = 20
MESSAGES_PAGE_SIZE = 50
SHOWN, HELD = Message.Status.SHOWN, Message.Status.HELD


@dataclass(frozen=True)
class ThreadLine:
    """A conversation in a list: the latest words that this side may read, and how many are new to it."""

    thread: Thread
    text: str
    new_count: int

    @property
    def customer_name(self) -> str:
        """How the shop sees who writes."""
        return customer_name(self.thread)


def customer_name(thread: Thread) -> str:
    """How the shop sees who writes: in full about an order, which names them anyway, else as strangers do."""
    return thread.customer.name if thread.kind == Thread.Kind.ORDER else public_name(thread.customer)


def list_threads(user: User, cursor: str | None = None) -> Page[ThreadLine]:
    """A page of a customer's conversations, the latest first."""
    return _lines(Thread.objects.filter(customer=user), Side.CUSTOMER, cursor)


def list_threads_for_desk(seller: Seller, *, waiting: bool = False, cursor: str | None = None) -> Page[ThreadLine]:
    """A page of a shop's conversations, the latest first: all, or those whose customer waits for an answer."""
    rows = Thread.objects.filter(seller=seller)
    if waiting:
        rows = rows.filter(last_by=Side.CUSTOMER, blocked_by="")
    return _lines(rows, Side.SHOP, cursor)


def count_new(user: User) -> int:
    """How many messages of shops this customer has not read."""
    new = Message.objects.filter(thread__customer=user, by=Side.SHOP, read_at=None, status=SHOWN)
    return new.count()


def count_waiting(seller: Seller) -> int:
    """How many customers wait for an answer of this shop."""
    return Thread.objects.filter(seller=seller, last_by=Side.CUSTOMER, blocked_by="").count()


def get_thread_for_customer(user: User, thread_id: uuid.UUID) -> Thread:
    """A person's own conversation with its shop; else ThreadNotFound."""
    return _one(Thread.objects.filter(pk=thread_id, customer=user))


def get_thread_for_seller(seller: Seller, thread_id: uuid.UUID) -> Thread:
    """A conversation of this shop with its customer; else ThreadNotFound."""
    return _one(Thread.objects.filter(pk=thread_id, seller=seller))


def find_thread_about(user: User, kind: str, ref_id: uuid.UUID) -> Thread | None:
    """The conversation that a customer has about this order or with this shop, or None."""
    return Thread.objects.filter(customer=user, kind=kind, ref_id=ref_id).select_related("seller").first()


def list_messages(thread: Thread, *, side: str, cursor: str | None = None) -> Page[Message]:
    """A page of a conversation, newest first, with pictures and writers; one's own held messages included."""
    seen = Q(status=SHOWN) | Q(status=HELD, by=side)
    rows = Message.objects.filter(seen, thread=thread).select_related("user")
    pictures = Prefetch("pictures", MessagePicture.objects.order_by("position"))
    return page_by_id(rows.prefetch_related(pictures), cursor, size=MESSAGES_PAGE_SIZE)


def get_picture_for_customer(user: User, picture_id: uuid.UUID) -> MessagePicture:
    """A photo in a conversation of this person that they may see; else ThreadNotFound."""
    return _picture(Q(message__thread__customer=user), Side.CUSTOMER, picture_id)


def get_picture_for_seller(seller: Seller, picture_id: uuid.UUID) -> MessagePicture:
    """A photo in a conversation of this shop that it may see; else ThreadNotFound."""
    return _picture(Q(message__thread__seller=seller), Side.SHOP, picture_id)


def get_picture_for_staff(picture_id: uuid.UUID) -> MessagePicture:
    """Any photo, for staff who decide about a reported or held message; else ThreadNotFound."""
    found = MessagePicture.objects.filter(pk=picture_id).first()
    if found is None:
        raise ThreadNotFound
    return found


def find_message(message_id: uuid.UUID) -> Message | None:
    """A message in any status with its conversation, for mails and those who decide about it."""
    rows = Message.objects.select_related("user", "thread__seller__owner", "thread__customer")
    return rows.prefetch_related("pictures").filter(pk=message_id).first()


def get_message_for_side(message_id: uuid.UUID, *, user: User | None = None, seller: Seller | None = None) -> Message:
    """A message that was delivered to this customer or this shop; else ThreadNotFound."""
    whose = Q(thread__customer=user, by=Side.SHOP) if user else Q(thread__seller=seller, by=Side.CUSTOMER)
    found = Message.objects.filter(whose, pk=message_id, status=SHOWN).first()
    if found is None:
        raise ThreadNotFound
    return found


def get_message_for_reader(message_id: uuid.UUID, reader: User) -> Message:
    """A message that was delivered to this person, as the customer or as one of the shop's; else ThreadNotFound."""
    rows = Message.objects.select_related("user", "thread__seller").filter(pk=message_id, status=SHOWN)
    found = rows.first()
    if found is not None:
        is_customer = found.by == Side.SHOP and found.thread.customer_id == reader.pk
        seller = found.thread.seller
        is_shop = found.by == Side.CUSTOMER and (seller.owner_id == reader.pk or find_role(reader, seller) is not None)
        if is_customer or is_shop:
            return found
    raise ThreadNotFound


def list_held_messages(cursor: str | None = None) -> Page[Message]:
    """A page of the messages that wait for the staff, newest first."""
    return page_by_id(Message.objects.filter(status=HELD).select_related("user", "thread__seller"), cursor)


def answer_time(seller_id: uuid.UUID) -> dt.timedelta | None:
    """How long a shop usually takes to answer (median of 90 days), or None when it answered fewer than three times."""
    return answer_times([seller_id]).get(seller_id)


def answer_times(seller_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, dt.timedelta]:
    """The same of several shops; those without one are left out."""
    rows = AnswerTime.objects.filter(seller_id__in=list(seller_ids)).values_list("seller_id", "median_ms")
    return {seller_id: dt.timedelta(milliseconds=median_ms) for seller_id, median_ms in rows}


def _one(rows: QuerySet[Thread]) -> Thread:
    found = rows.select_related("seller", "customer").first()
    if found is None:
        raise ThreadNotFound
    return found


def _lines(rows: QuerySet[Thread], side: Side, cursor: str | None) -> Page[ThreadLine]:
    seen = Message.objects.filter(Q(status=SHOWN) | Q(status=HELD, by=side), thread=OuterRef("pk"))
    new = Q(messages__read_at=None, messages__status=SHOWN) & ~Q(messages__by=side)
    # A conversation whose only message waits for a reader does not exist for the other side.
    told = rows.annotate(
        text=Subquery(seen.order_by("-pk").values("text")[:1]), new_count=Count("messages", filter=new)
    ).filter(text__isnull=False)
    page = page_by_instant(told.select_related("seller", "customer"), "last_at", cursor, size=THREADS_PAGE_SIZE)
    lines = [ThreadLine(one, getattr(one, "text", ""), getattr(one, "new_count", 0)) for one in page.rows]
    return Page(lines, page.next_cursor)


def _picture(whose: Q, side: Side, picture_id: uuid.UUID) -> MessagePicture:
    seen = Q(message__status=SHOWN) | Q(message__status=HELD, message__by=side)
    found = MessagePicture.objects.filter(whose, seen, pk=picture_id).first()
    if found is None:
        raise ThreadNotFound
    return found
