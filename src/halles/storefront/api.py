"""What only the storefront sees together: writing to a shop about an order."""

from __future__ import annotations

import uuid

from django.http import HttpRequest
from ninja import Router, Status

from halles.markets.requests import language_asked
from halles.orders import queries as orders
from halles.social import services as socialising
from halles.social.api_conversations import MessageIn, MessageOut, message_out
from halles.users.api_auth import BearerAuth
from halles.users.models import User

router = Router(tags=["messages"], auth=BearerAuth())


@router.post("/orders/{uuid:order_id}/messages", response={201: MessageOut}, operation_id="write_about_order")
def write_about_order(request: HttpRequest, order_id: uuid.UUID, said: MessageIn) -> Status[MessageOut]:
    """Write to the shop about one order of mine (an entry of a purchase's `orders`), in its one conversation."""
    person = request.user
    assert isinstance(person, User), "the router asks for a token"
    order = orders.get_own_order(person, order_id)
    sent = socialising.write_about_order(
        person,
        order.seller,
        order_id=order_id,
        subject=order.group.number,
        text=said.text,
        language=language_asked(said.language),
    )
    return Status(201, message_out(sent))
