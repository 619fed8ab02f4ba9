"""What `promotions` refuses. Nothing is written when one of these is raised."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from halles.kit.errors import Conflict, Forbidden, Invalid, NotFound


class DealUnknown(NotFound):
    """There is no such deal."""

    code = "promotions.deal_unknown"
    sentence = _("There is no such offer.")


class DealMoved(Conflict):
    """The deal is past the step that was asked for."""

    code = "promotions.deal_moved"
    sentence = _("This offer has moved on. Reload to see how it stands.")


class AlreadyRunning(Conflict):
    """The variant has an offer already."""

    code = "promotions.already_running"
    sentence = _("This product already has an offer running. End it first.")


class NotLower(Invalid):
    """An offer costs less than the public price."""

    code = "promotions.not_lower"
    sentence = _("Choose a price below the present one (%(current)s).")


class NotBelowLow(Invalid):
    """The market wants offers below the lowest price of its window."""

    code = "promotions.not_below_low"
    sentence = _("The lowest price of the last %(days)s days was %(low)s. An offer must be below it here.")


class NotSoldHere(Invalid):
    """No public price in the market, or not on sale."""

    code = "promotions.not_sold_here"
    sentence = _("This product is not on sale in the market of the show.")


class OutOfRange(Invalid):
    """A number outside what the market allows."""

    code = "promotions.out_of_range"
    sentence = _("Choose from %(lowest)s to %(highest)s (%(what)s).")


class StepsWrong(Invalid):
    """The steps of a price drop do not go down."""

    code = "promotions.steps_wrong"
    sentence = _("Each step needs more claims than the one before, within the quota, and a lower price.")


class ClaimUnknown(Conflict):
    """There is no such price promise for this person."""

    code = "checkout.claim_unknown"
    sentence = _("This special price is not reserved for you. You can buy at the normal price.")


class ClaimLapsed(Conflict):
    """The deadline has passed."""

    code = "promotions.claim_lapsed"
    sentence = _("Your time for this price is over. You have not been charged; you can buy at the normal price.")


class ClaimUsed(Conflict):
    """Every promise buys once."""

    code = "promotions.claim_used"
    sentence = _("You have already used this price. Your order is under Orders.")


class ClaimEarly(Conflict):
    """A price drop is paid when its final price is known."""

    code = "promotions.claim_early"
    sentence = _("The price may still fall. You can pay as soon as the offer has ended.")


class ClaimElsewhere(Conflict):
    """The promise is for another variant, number of pieces or market, or the coupon not for these goods."""

    code = "promotions.claim_elsewhere"
    sentence = _("This special price is for other goods than these.")


class CouponOver(Conflict):
    """Ended, or all are taken."""

    code = "promotions.coupon_over"
    sentence = _("All of these coupons are taken.")


class CouponWorthWrong(Invalid):
    """Neither or both of amount and share, or more than the market allows."""

    code = "promotions.coupon_worth"
    sentence = _("Give an amount or a share, at most %(share)s %% off.")


class ScoreTooLow(Forbidden):
    """The shop's score lies below what the market asks of it."""

    code = "promotions.score_too_low"
    sentence = _(
        "Flash deals here need a shop score of %(needed)s. This shop has %(score)s; it is worked out every night."
    )
