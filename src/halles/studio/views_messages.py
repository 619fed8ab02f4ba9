"""The shop's inbox: what customers write, and what the shop answers."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from halles.kit.http import is_htmx, private_picture
from halles.orders import queries as orders
from halles.orders.errors import OrderNotFound
from halles.social import asking, inbox
from halles.social import services as socialising
from halles.social.models import Side, Thread
from halles.studio.attempts import carried_out, tried
from halles.studio.forms_customers import MessageForm
from halles.studio.shop_access import Desk, Role, reader_language, shop_desk, show


@require_safe
@shop_desk(Role.MANAGER)
def message_list(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Conversations, the latest first; `waiting=yes` keeps those whose customer waits."""
    waiting = request.GET.get("waiting") == "yes"
    context = {
        "section": "messages",
        "page": inbox.list_threads_for_desk(desk.seller, waiting=waiting, cursor=request.GET.get("cursor")),
        "waiting": waiting,
        **counts_of(desk),
    }
    return show(request, desk, "customers/messages.html", context)


def counts_of(desk: Desk) -> dict[str, object]:
    """What waits, for the tabs of messages and questions."""
    return {
        "waiting_count": inbox.count_waiting(desk.seller),
        "question_count": asking.count_unanswered(desk.seller),
        "answer_time": inbox.answer_time(desk.seller.pk),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@shop_desk(Role.MANAGER)
def thread(request: HttpRequest, desk: Desk, thread_id: uuid.UUID) -> HttpResponse:
    """One conversation with what it is about, and the form to answer."""
    about = inbox.get_thread_for_seller(desk.seller, thread_id)
    form = MessageForm(request.POST or None, request.FILES or None)
    if form.is_bound and form.is_valid() and tried(form, lambda: _answer(desk, thread_id, form), places=PLACES):
        return redirect(reverse("studio:thread", args=[desk.seller.slug, thread_id]) + "#latest")
    page = inbox.list_messages(about, side=Side.SHOP, cursor=request.GET.get("cursor"))
    rows = page.rows
    context = {
        "section": "messages",
        "thread": about,
        "customer_name": inbox.customer_name(about),
        "rows": list(reversed(rows)),
        "next_cursor": page.next_cursor,
        "seen": f"{rows[0].pk}-{sum(row.read_at is not None for row in rows)}" if rows else "",
        "form": form,
    }
    if is_htmx(request) and request.method == "GET":
        if context["seen"] == request.GET.get("seen"):
            return HttpResponse(status=204)
        return show(request, desk, "customers/said.html", context)
    context["order"] = _order_of(desk, about)
    return show(request, desk, "customers/thread.html", context, status=422 if form.errors else 200)


# Where the words of a refusal belong.
PLACES = {
    "social.words_missing": "text",
    "social.words_too_long": "text",
    "social.too_many_pictures": "pictures",
    "media.not_a_picture": "pictures",
    "media.animated_picture": "pictures",
    "media.too_large": "pictures",
    "media.too_many_pixels": "pictures",
}


def _answer(desk: Desk, thread_id: uuid.UUID, form: MessageForm) -> None:
    socialising.answer_customer(
        desk.seller,
        thread_id,
        by=desk.person,
        text=form.cleaned_data["text"],
        language=reader_language(),
        pictures=form.cleaned_data["pictures"],
    )


def _order_of(desk: Desk, about: Thread) -> object | None:
    if about.kind != Thread.Kind.ORDER:
        return None
    try:
        return orders.get_order_for_seller(desk.seller, about.ref_id)
    except OrderNotFound:
        # Not paid yet: the customer may ask, the shop does not see the order.
        return None


@require_POST
@shop_desk(Role.MANAGER)
def mark_read(request: HttpRequest, desk: Desk, thread_id: uuid.UUID) -> HttpResponse:
    """Note that the shop has opened the conversation."""
    about = inbox.get_thread_for_seller(desk.seller, thread_id)
    socialising.mark_read(about.pk, reader=Side.SHOP)
    return HttpResponse(status=204)


@require_POST
@shop_desk(Role.MANAGER)
def block(request: HttpRequest, desk: Desk, thread_id: uuid.UUID) -> HttpResponse:
    """Close a conversation that is not about an order, or open it again."""
    about = inbox.get_thread_for_seller(desk.seller, thread_id)
    if request.POST.get("wanted") == "true":
        carried_out(
            request, lambda: socialising.block_thread(about.pk, by=Side.SHOP), done=_("Closed. You can open it again.")
        )
    else:
        carried_out(request, lambda: socialising.unblock_thread(about.pk, by=Side.SHOP), done=_("Open again."))
    return redirect("studio:thread", desk.seller.slug, thread_id)


@require_safe
@shop_desk(Role.MANAGER)
def message_picture(request: HttpRequest, desk: Desk, picture_id: uuid.UUID) -> HttpResponse:
    """A photo of the shop's own conversation, to nobody else."""
    picture = inbox.get_picture_for_seller(desk.seller, picture_id)
    return private_picture(picture.key)
