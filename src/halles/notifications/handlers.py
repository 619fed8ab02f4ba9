"""From facts to mails: each handler leaves one job; who is told what stands in `telling`."""

from __future__ import annotations

from halles.catalog import events as catalog
from halles.kit import clock, jobs
from halles.moderation.events import ReportDecided
from halles.notifications.jobs import tell
from halles.notifications.personal import forget_shop
from halles.orders import events as orders
from halles.payments import events as payments
from halles.sellers import events as sellers
from halles.videos import events as videos


def order_paid(event: orders.OrderPaid) -> None:
    """Receipt to the customer, news to each shop."""
    jobs.defer(tell, fact="order_paid", group_id=str(event.group_id))


def guest_link_asked(event: orders.GuestLinkAsked) -> None:
    """The guest gets a new way to their order."""
    jobs.defer(tell, fact="guest_link", group_id=str(event.group_id), asked_at=event.at.isoformat())


def order_canceled(event: orders.OrderCanceled) -> None:
    """Both sides learn who canceled and what happens to the money."""
    if event.reason == "withdrawal":
        # The acknowledgement of the withdrawal says it all.
        return
    if event.was_paid:
        jobs.defer(tell, fact="order_canceled", order_id=str(event.order_id), by_kind=event.by_kind)
    elif event.reason == "expired":
        jobs.defer(tell, fact="order_expired", order_id=str(event.order_id))


def order_line_canceled(event: orders.OrderLineCanceled) -> None:
    """The customer learns what will not come."""
    if event.reason == "withdrawal":
        return
    jobs.defer(tell, fact="line_canceled", line_id=str(event.line_id), quantity=str(event.quantity))


def order_shipped(event: orders.OrderShipped) -> None:
    """The customer gets the tracking number."""
    jobs.defer(tell, fact="order_shipped", package_id=str(event.package_id))


def order_delivered(event: orders.OrderDelivered) -> None:
    """The customer is asked whether all is well."""
    jobs.defer(tell, fact="order_delivered", order_id=str(event.order_id))


def refund_issued(event: orders.RefundIssued) -> None:
    """The customer learns what comes back."""
    jobs.defer(tell, fact="refund_issued", order_id=str(event.order_id), refund_id=str(event.refund_id))


def forget_mails_of_shop(event: sellers.SellerForgotten) -> None:
    """What was written to the shop goes with its name."""
    forget_shop(event.contact_email)


def seller_applied(event: sellers.SellerApplied) -> None:
    """The applicant has it in writing."""
    jobs.defer(tell, fact="seller_applied", seller_id=str(event.seller_id))


def seller_approved(event: sellers.SellerApproved) -> None:
    """The shop may open."""
    jobs.defer(tell, fact="seller_approved", seller_id=str(event.seller_id))


def seller_needs_info(event: sellers.SellerNeedsInfo) -> None:
    """The applicant is told exactly what is missing."""
    jobs.defer(
        tell, fact="seller_needs_info", seller_id=str(event.seller_id), missing=",".join(event.missing), note=event.note
    )


def seller_reinstated(event: sellers.SellerReinstated) -> None:
    """The shop may sell again."""
    jobs.defer(tell, fact="seller_reinstated", seller_id=str(event.seller_id))


def product_released(event: catalog.ProductReleased) -> None:
    """The shop may offer it again."""
    jobs.defer(tell, fact="product_released", product_id=str(event.product_id), why=event.why, at=_at())


def chargeback_opened(event: payments.ChargebackOpened) -> None:
    """A bank waits for an answer, and not for long."""
    _tell_staff("chargeback_opened", str(event.chargeback_id), event)


def refund_failed(event: payments.RefundFailed) -> None:
    """Somebody waits for money that did not arrive, and only a person can send it again."""
    _tell_staff("refund_failed", f"{event.refund_id}:{event.at.isoformat()}", event)


def _tell_staff(fact: str, key: str, event: payments.ChargebackOpened | payments.RefundFailed) -> None:
    jobs.defer(
        tell,
        fact=fact,
        key=key,
        payment_id=str(event.payment_id),
        amount_minor=str(event.amount_minor),
        currency=event.currency,
        reason=event.reason,
    )


def video_released(event: videos.VideoReleased) -> None:
    """The author learns that nothing was wrong."""
    jobs.defer(tell, fact="video_released", video_id=str(event.video_id), user_id=str(event.user_id), at=_at())


def video_held(event: videos.VideoHeld) -> None:
    """The author learns that somebody has to look first, and why."""
    jobs.defer(
        tell,
        fact="video_held",
        video_id=str(event.video_id),
        user_id=str(event.user_id),
        why=event.why,
        rules=",".join(event.rules),
        at=_at(),
    )


def report_decided(event: ReportDecided) -> None:
    """Whoever reported it hears what became of it."""
    if event.reporter_ids:
        jobs.defer(
            tell,
            fact="report_decided",
            target_id=str(event.target_id),
            kind=event.kind,
            reporter_ids=",".join(str(one) for one in event.reporter_ids),
            is_upheld="yes" if event.is_upheld else "",
            why=event.why,
            at=_at(),
        )


def _at() -> str:
    """When it happened: the same thing may happen again later, and is then told again."""
    return clock.now().isoformat()
