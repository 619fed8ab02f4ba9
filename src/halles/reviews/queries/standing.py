"""What a buyer may do with what was bought."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from halles.kit import clock
from halles.orders.models import Order, OrderLine
from halles.reviews import access
from halles.reviews.errors import NotABuyer
from halles.reviews.models import Remark, Review, Status
from halles.social.asking import get_question
from halles.users.models import User


@dataclass(frozen=True)
class LineStand:
    """What a buyer may do with a line of an order: write until `until`, add to `review` until `follow_up_until`."""

    line: OrderLine
    review_id: uuid.UUID | None
    can_review: bool
    can_edit: bool
    can_follow_up: bool
    until: dt.datetime | None


def stands_of(user: User, orders: Sequence[Order]) -> dict[uuid.UUID, LineStand]:
    """By line id, for orders of this person that are loaded with group and lines; two statements."""
    lines = [line for order in orders for line in order.lines.all()]
    rows = Review.objects.filter(order_line__in=[line.pk for line in lines]).exclude(status=Status.REMOVED)
    removed = set(
        Review.objects.filter(order_line__in=[line.pk for line in lines], status=Status.REMOVED).values_list(
            "order_line_id", flat=True
        )
    )
    reviews = {review.order_line_id: review for review in rows.prefetch_related("remarks")}
    by_id = {order.pk: order for order in orders}
    found = {}
    for line in lines:
        order = by_id[line.order_id]
        if order.group.user_id == user.pk and line.pk not in removed:
            line.order = order
            found[line.pk] = _stand(line, reviews.get(line.pk))
    return found


def stand_of_line(user: User, line_id: uuid.UUID) -> LineStand | None:
    """The same for one line of this person; None when there is nothing to be done with it."""
    order = (
        Order.objects.filter(lines=line_id, group__user=user).select_related("group").prefetch_related("lines").first()
    )
    return stands_of(user, [order]).get(line_id) if order else None


def _stand(line: OrderLine, review: Review | None) -> LineStand:
    now, until, later = clock.now(), access.review_until(line.order), access.follow_up_until(line.order)
    is_open = access.is_received(line) and until is not None and now <= until
    has_added = review is not None and any(one.kind == Remark.Kind.FOLLOW_UP for one in review.remarks.all())
    return LineStand(
        line=line,
        review_id=review.pk if review else None,
        can_review=is_open and review is None,
        can_edit=is_open and review is not None,
        can_follow_up=review is not None and not has_added and later is not None and now <= later,
        until=until,
    )


def has_received(user: User, product_id: uuid.UUID) -> bool:
    """Whether this person bought the product and got it: they may answer others' questions about it."""
    lines = OrderLine.objects.filter(product_id=product_id, order__group__user=user, order__status__in=access.ARRIVED)
    return any(line.quantity > line.canceled_quantity for line in lines[:20])


def require_received(user: User, question_id: uuid.UUID) -> None:
    """Refuses reviews.not_a_buyer unless this person got the product that a question is about."""
    if not has_received(user, get_question(question_id, user).product_id):
        raise NotABuyer
