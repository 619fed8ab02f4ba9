"""Whose return it is: who may open the order may open what came of it."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse

from halles.kit.storage import private_storage
from halles.orders.errors import OrderNotFound
from halles.orders.guests import find_order
from halles.orders.models import Order
from halles.orders.story import By, customer
from halles.returns import queries
from halles.returns.errors import DisputeNotFound, PictureNotFound, ReturnNotFound
from halles.returns.models import Dispute, Picture, ReturnRequest


def my_return(request: HttpRequest, return_id: uuid.UUID) -> tuple[ReturnRequest, Order]:
    """A return of one of this person's, or this browser's, orders; else ReturnNotFound."""
    found = queries.get_return(return_id)
    try:
        return found, find_order(request, found.order_id)
    except OrderNotFound:
        raise ReturnNotFound from None


def my_case(request: HttpRequest, dispute_id: uuid.UUID) -> tuple[Dispute, Order]:
    """A case about one of their orders; else DisputeNotFound."""
    found = queries.get_dispute(dispute_id)
    try:
        return found, find_order(request, found.order_id)
    except OrderNotFound:
        raise DisputeNotFound from None


def my_picture(request: HttpRequest, picture_id: uuid.UUID) -> Picture:
    """A picture shown in one of their returns or cases; else PictureNotFound."""
    picture, order = queries.find_picture(picture_id)
    try:
        find_order(request, order.pk)
    except OrderNotFound:
        raise PictureNotFound from None
    return picture


def by_customer(order: Order) -> By:
    """The customer of an order; a guest has no id."""
    return customer(order.group.user_id)


def picture_answer(picture: Picture) -> HttpResponse:
    """The picture itself, for those who may see it and no cache."""
    with private_storage().open(picture.key) as opened:
        answer = HttpResponse(opened.read(), content_type="image/webp")
    answer["Cache-Control"] = "private, no-store"
    return answer
