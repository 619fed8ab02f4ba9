"""What `orders` refuses."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from halles.kit.errors import Conflict, Invalid, NotFound


class OrderNotFound(NotFound):
    """No such order for this person."""

    code = "orders.not_found"
    sentence = _("There is no such order. Check the link in your mail, or sign in with the address you ordered with.")


class LinkTooOld(NotFound):
    """The link of a mail was good for the market's days, and they are over."""

    code = "orders.link_too_old"
    sentence = _("This link is too old to open the order. Ask for a new one: it comes by mail.")


class LineNotFound(NotFound):
    """The line is not one of this order."""

    code = "orders.line_not_found"
    sentence = _("This line is not part of the order.")


class WindowOver(Conflict):
    """The customer's time to cancel freely is over, or the parcel is already being packed."""

    code = "orders.window_over"
    sentence = _("The time to cancel freely is over: the shop is preparing your parcel. You can still send it back.")


class AlreadyCanceled(Conflict):
    """Nothing is left to cancel."""

    code = "orders.already_canceled"
    sentence = _("This order is already cancelled.")


class AlreadyPacked(Conflict):
    """What has left the shelf is not canceled but refunded."""

    code = "orders.already_packed"
    sentence = _("This has already been packed. Refund it instead of cancelling it.")


class NotPaidYet(Conflict):
    """Before the payment stands, there is nothing to ship, cancel by the seller or refund."""

    code = "orders.not_paid_yet"
    sentence = _("This order is not paid yet.")


class NotChargedYet(Conflict):
    """The money is authorised and not taken: a refund would be a cancellation."""

    code = "orders.not_charged_yet"
    sentence = _(
        "The customer has not been charged yet. Cancel the order or the line: what is cancelled is never charged."
    )


class PaymentInProgress(Conflict):
    """The provider has been asked for the money and has not answered; either answer decides what a cancel means."""

    code = "orders.payment_in_progress"
    sentence = _("The payment is being taken at this moment. Try again in a minute.")


class StillOnHold(Conflict):
    """The customer may still cancel: nothing is packed yet."""

    code = "orders.still_on_hold"
    sentence = _("The customer can still cancel this order. It can be packed from %(until)s.")


class NotToShip(Conflict):
    """The order is not waiting to be packed."""

    code = "orders.not_to_ship"
    sentence = _("This order is not waiting to be packed. Reload the page to see where it stands.")


class TooManyPieces(Conflict):
    """More pieces than the line still has."""

    code = "orders.too_many_pieces"
    sentence = _("Only %(left)s pieces of this line are left.")


class RefundTooLarge(Conflict):
    """More than was paid and not yet given back."""

    code = "orders.refund_too_large"
    sentence = _("At most %(left)s can still be refunded.")


class AmountInvalid(Invalid):
    """No positive amount or number of pieces."""

    code = "orders.amount_invalid"
    sentence = _("Enter an amount or a number of pieces above zero.")


class ReasonInvalid(Invalid):
    """A reason outside the list of those who act."""

    code = "orders.reason_invalid"
    sentence = _("Choose a reason from the list.")


class OrdersOpen(Conflict):
    code = "orders.under_way"
    sentence = _("An order of yours is under way. Wait until it has arrived, or cancel it.")
