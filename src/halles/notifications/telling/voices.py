"""Mails about what customers and shops say to each other: reviews, questions, messages."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from halles.notifications.services import Letter, Words
from halles.orders import queries as orders
from halles.reviews import queries as reviews
from halles.reviews.models import Review
from halles.sellers import queries as sellers
from halles.sellers.models import Seller
from halles.social import asking, inbox
from halles.social.models import Message, Side
from halles.users import queries as users
from halles.users.models import User

QUOTED_MAX = 300


def review_asked(order_id: str) -> list[Letter]:
    """The customer is asked, once, how they like what arrived; straight to the form when it is one thing."""
    order = orders.get_order(uuid.UUID(order_id))
    lines = list(order.lines.all())
    person = order.group.user
    if person is None or Review.objects.filter(order_line__in=lines).exists():
        return []
    way = (
        reverse("storefront:write_review", args=[lines[0].pk])
        if len(lines) == 1
        else reverse("storefront:order", args=[order.group_id])
    )

    def words() -> Words:
        facts = {"title": lines[0].title, "seller": order.seller.name}
        return Words(
            subject=_("How is %(title)s?") % facts if len(lines) == 1 else _("How is what %(seller)s sent?") % facts,
            heading=_("How is it?"),
            paragraphs=(
                _(
                    "Your parcel from %(seller)s arrived some days ago. Good or bad: your word helps whoever thinks of "
                    "buying the same."
                )
                % facts,
            ),
            door=(_("Write a review"), settings.BASE_URL + way),
            after=(_("We ask only this once. Is something wrong? Your order’s page leads to the shop."),),
        )

    return [_to(person, "review_asked", f"review_asked:{order_id}", words, ("order_group", order.group_id))]


def review_shown(seller_id: str, on: str) -> list[Letter]:
    """The shop hears of new reviews at most once a day."""
    seller = sellers.get_seller_for_staff(uuid.UUID(seller_id))

    def words() -> Words:
        return Words(
            subject=_("%(shop)s has a new review") % {"shop": seller.name},
            heading=_("Somebody reviewed what you sold"),
            paragraphs=(_("You can reply once to each review, for everybody to read."),),
            door=(_("Read the reviews"), settings.BASE_URL + reverse("studio:reviews", args=[seller.slug])),
            after=(_("At most one such mail a day."),),
        )

    return [_to_shop(seller, "review_shown", f"review_shown:{seller_id}:{on}", words)]


def review_replied(review_id: str, user_id: str) -> list[Letter]:
    """The author hears what the shop says."""
    review = reviews.get_public_review(uuid.UUID(review_id))

    def words() -> Words:
        said = review.reply.text if review.reply else ""
        return Words(
            subject=_("%(seller)s has replied to your review") % {"seller": review.seller_name},
            heading=_("%(seller)s has replied") % {"seller": review.seller_name},
            paragraphs=(f"“{said[:QUOTED_MAX]}”",),
            door=(_("See your review"), settings.BASE_URL + reverse("storefront:review", args=[review.id])),
        )

    key = f"review_replied:{review_id}"
    return [_to(_person(user_id), "review_replied", key, words, ("review", review.id))]


def question_asked(seller_id: str, on: str) -> list[Letter]:
    """The shop hears of new questions at most once a day, while it owes an answer."""
    seller = sellers.get_seller_for_staff(uuid.UUID(seller_id))
    if not asking.count_unanswered(seller):
        return []

    def words() -> Words:
        return Words(
            subject=_("Somebody asks %(shop)s something") % {"shop": seller.name},
            heading=_("A question waits for your answer"),
            paragraphs=(_("You answer once, on the product’s page, for everybody who wonders."),),
            door=(
                _("Answer the questions"),
                settings.BASE_URL + reverse("studio:questions", args=[seller.slug]) + "?unanswered=yes",
            ),
            after=(_("At most one such mail a day."),),
        )

    return [_to_shop(seller, "question_asked", f"question_asked:{seller_id}:{on}", words)]


def question_answered(answer_id: str, user_id: str) -> list[Letter]:
    """Who asked hears the answer."""
    answer = asking.find_answer(uuid.UUID(answer_id))
    if answer is None or answer.user_id == uuid.UUID(user_id):
        return []
    question = answer.question

    def words() -> Words:
        address = reverse("storefront:questions", args=[question.product_id]) + f"#question-{question.pk}"
        return Words(
            subject=_("An answer about %(title)s") % {"title": question.product.title},
            heading=_("There is an answer to your question"),
            paragraphs=(
                _("You asked: “%(text)s”") % {"text": question.text[:QUOTED_MAX]},
                f"“{answer.text[:QUOTED_MAX]}”",
            ),
            door=(_("See the answer"), settings.BASE_URL + address),
        )

    key = f"question_answered:{answer_id}"
    return [_to(_person(user_id), "question_answered", key, words, ("question", question.pk))]


def message_waits(message_id: str) -> list[Letter]:
    """The other side hears of the first message it has not read; nothing when it has by now."""
    message = inbox.find_message(uuid.UUID(message_id))
    if message is None or message.read_at is not None or message.status != Message.Status.SHOWN:
        return []
    return [_from_shop(message) if message.by == Side.SHOP else _from_customer(message)]


def _from_shop(message: Message) -> Letter:
    thread = message.thread

    def words() -> Words:
        return Words(
            subject=_("%(seller)s has written to you") % {"seller": thread.seller.name},
            heading=_("A message from %(seller)s") % {"seller": thread.seller.name},
            paragraphs=(_quoted(message),),
            door=(_("Read and answer"), settings.BASE_URL + reverse("storefront:thread", args=[thread.pk])),
            after=(_("Please answer there: answers to this mail do not reach the shop."),),
        )

    key = f"message_waits:{message.pk}"
    return _to(thread.customer, "message_waits", key, words, ("thread", thread.pk))


def _from_customer(message: Message) -> Letter:
    thread = message.thread

    def words() -> Words:
        about = _("About order %(number)s") % {"number": thread.subject} if thread.subject else ""
        return Words(
            subject=_("A customer has written to %(shop)s") % {"shop": thread.seller.name},
            heading=_("A customer waits for your answer"),
            paragraphs=tuple(part for part in (about, _quoted(message)) if part),
            door=(
                _("Read and answer"),
                settings.BASE_URL + reverse("studio:thread", args=[thread.seller.slug, thread.pk]),
            ),
            after=(_("Please answer there: answers to this mail do not reach the customer."),),
        )

    return _to_shop(thread.seller, "message_waits", f"message_waits:{message.pk}", words)


def _quoted(message: Message) -> str:
    return f"“{message.text[:QUOTED_MAX]}”" if message.text else _("A photo")


def _person(user_id: str) -> User:
    return users.get_user(uuid.UUID(user_id))


def _to(
    person: User, kind: str, key: str, words: Callable[[], Words], reference: tuple[str, uuid.UUID | None]
) -> Letter:
    return Letter(
        kind=kind, key=key, to=person.email, language=person.language or "en", words=words, reference=reference
    )


def _to_shop(seller: Seller, kind: str, key: str, words: Callable[[], Words]) -> Letter:
    return Letter(
        kind=kind,
        key=key,
        to=seller.contact_email or seller.owner.email,
        language=seller.owner.language or "en",
        words=words,
        reference=("seller", seller.pk),
    )
