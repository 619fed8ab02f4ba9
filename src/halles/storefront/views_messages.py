"""A customer's conversations with shops: private, about an order or about anything a shop can answer."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from halles.kit.errors import NotFound, Refusal
from halles.kit.http import is_htmx, private_picture
from halles.orders import queries as orders
from halles.sellers import queries as sellers
from halles.social import inbox
from halles.social import services as socialising
from halles.social.models import Message, Side, Thread
from halles.storefront.forms_messages import MessageForm
from halles.storefront.requests import person_of
from halles.storefront.signing_in import ask_to_sign_in
from halles.storefront.trust import review_words
from halles.users.models import User


@require_safe
def message_list(request: HttpRequest) -> HttpResponse:
    """All conversations, the latest first."""
    person = person_of(request)
    page = inbox.list_threads(person, request.GET.get("cursor")) if person else None
    return render(request, "storefront/messages/list.html", {"page": page, "person": person})


@require_http_methods(["GET", "HEAD", "POST"])
def thread(request: HttpRequest, thread_id: uuid.UUID) -> HttpResponse:
    """One conversation, and the form to go on with it; asked by htmx, only what is new since `seen`."""
    person = person_of(request)
    if person is None:
        return ask_to_sign_in(request, request.path)
    about = inbox.get_thread_for_customer(person, thread_id)
    form = MessageForm(request.POST or None, request.FILES or None)
    if form.is_bound:
        sent = _sent(form, lambda said: socialising.write_in_thread(person, thread_id, **said))
        if sent is not None:
            return redirect(reverse("storefront:thread", args=[thread_id]) + "#latest")
    page = inbox.list_messages(about, side=Side.CUSTOMER, cursor=request.GET.get("cursor"))
    context = {"thread": about, "form": form, **thread_context(page.rows, page.next_cursor), **review_words(request)}
    if is_htmx(request) and request.method == "GET":
        if context["seen"] == request.GET.get("seen"):
            return HttpResponse(status=204)
        return render(request, "storefront/messages/said.html", context)
    context |= {"answer_time": inbox.answer_time(about.seller_id), "group_id": _group_of(about)}
    return render(request, "storefront/messages/thread.html", context, status=422 if form.errors else 200)


def thread_context(rows: Any, next_cursor: str | None) -> dict[str, Any]:
    """The messages in reading order, and what tells whether anything changed since."""
    seen = f"{rows[0].pk}-{sum(row.read_at is not None for row in rows)}" if rows else ""
    return {"rows": list(reversed(rows)), "next_cursor": next_cursor, "seen": seen}


def _group_of(about: Thread) -> uuid.UUID | None:
    return orders.get_order(about.ref_id).group_id if about.kind == Thread.Kind.ORDER else None


@require_http_methods(["GET", "HEAD", "POST"])
def ask_shop(request: HttpRequest, slug: str) -> HttpResponse:
    """Write to a shop: goes on with the one conversation there is, or begins it."""
    person = person_of(request)
    if person is None:
        return ask_to_sign_in(request, request.path)
    seller = sellers.get_public_seller(slug)
    known = inbox.find_thread_about(person, Thread.Kind.SHOP, seller.pk)
    if known is not None and request.method != "POST":
        return redirect("storefront:thread", known.pk)
    form = MessageForm(request.POST or None, request.FILES or None)
    if form.is_bound:
        sent = _sent(form, lambda said: socialising.write_to_shop(person, seller, **said))
        if sent is not None:
            return _to_thread(request, sent)
    context = {"seller": seller, "form": form, "answer_time": inbox.answer_time(seller.pk)}
    return render(request, "storefront/messages/new.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def ask_about_order(request: HttpRequest, order_id: uuid.UUID) -> HttpResponse:
    """Write to the shop about one's own order: goes on with its conversation, or begins it."""
    person = person_of(request)
    if person is None:
        return ask_to_sign_in(request, request.path)
    order = orders.get_own_order(person, order_id)
    known = inbox.find_thread_about(person, Thread.Kind.ORDER, order_id)
    if known is not None and request.method != "POST":
        return redirect("storefront:thread", known.pk)
    form = MessageForm(request.POST or None, request.FILES or None)
    if form.is_bound:
        about: dict[str, Any] = {"order_id": order_id, "subject": order.group.number}
        sent = _sent(form, lambda said: socialising.write_about_order(person, order.seller, **about, **said))
        if sent is not None:
            return _to_thread(request, sent)
    context = {
        "seller": order.seller,
        "order": order,
        "form": form,
        "answer_time": inbox.answer_time(order.seller_id),
    }
    return render(request, "storefront/messages/new.html", context, status=422 if form.errors else 200)


def _sent(form: MessageForm, send: Callable[[dict[str, Any]], Message]) -> Message | None:
    """What was sent, or None with the refusal in the form."""
    if not form.is_valid():
        return None
    said = {
        "text": form.cleaned_data["text"],
        "language": get_language() or "en",
        "pictures": form.cleaned_data["pictures"],
    }
    try:
        with transaction.atomic():
            return send(said)
    except NotFound:
        raise
    except Refusal as refusal:
        form.add_error("pictures" if refusal.code.startswith("media.") else "text", str(refusal))
        return None


def _to_thread(request: HttpRequest, sent: Message) -> HttpResponse:
    if sent.status == Message.Status.HELD:
        messages.info(request, _("A person reads your message before the shop gets it."))
    return redirect(reverse("storefront:thread", args=[sent.thread_id]) + "#latest")


@require_POST
def mark_read(request: HttpRequest, thread_id: uuid.UUID) -> HttpResponse:
    """Note that this person has opened the conversation."""
    person = _must(request)
    about = inbox.get_thread_for_customer(person, thread_id)
    socialising.mark_read(about.pk, reader=Side.CUSTOMER)
    return HttpResponse(status=204)


@require_POST
def block(request: HttpRequest, thread_id: uuid.UUID) -> HttpResponse:
    """Want no more messages from the shop here, or want them again."""
    person = _must(request)
    about = inbox.get_thread_for_customer(person, thread_id)
    if request.POST.get("wanted") == "true":
        socialising.block_thread(about.pk, by=Side.CUSTOMER)
        messages.success(request, _("Closed. The shop can no longer write to you here."))
    else:
        socialising.unblock_thread(about.pk, by=Side.CUSTOMER)
        messages.success(request, _("Open again."))
    return redirect("storefront:thread", thread_id)


@require_safe
def message_picture(request: HttpRequest, picture_id: uuid.UUID) -> HttpResponse:
    """A photo of one's own conversation, to nobody else."""
    return private_picture(inbox.get_picture_for_customer(_must(request), picture_id).key)


def _must(request: HttpRequest) -> User:
    person = person_of(request)
    if person is None:
        raise NotFound
    return person
