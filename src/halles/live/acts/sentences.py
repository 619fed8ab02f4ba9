"""What the page of a room says when an act answers no."""

from __future__ import annotations

from django.utils.translation import gettext as _

from halles.promotions.errors import CouponOver


def act_sentences() -> dict[str, str]:
    """Sentences by code, in the reader's language."""
    return {
        "promotions.sign_in": _("Sign in to take part."),
        "promotions.account_too_new": _("Your account is too new for this. Try again in some minutes."),
        "promotions.device_limit": _("As many as allowed have taken part on this device."),
        "promotions.deal_unknown": _("There is no such offer."),
        "promotions.deal_not_open": _("The offer has not begun yet."),
        "promotions.deal_over": _("The offer is over."),
        "promotions.limit_reached": _("You have claimed as many as one person may."),
        "promotions.lapsed_too_often": _("You let this offer lapse too often; it is for others now."),
        "promotions.sold_out": _("All are claimed. You are in line, and hear from us when it is your turn."),
        "promotions.coupon_over": str(CouponOver.sentence),
        "live.giveaway_unknown": _("There is no such giveaway."),
        "live.giveaway_not_open": _("The giveaway has not begun yet."),
        "live.giveaway_over": _("The giveaway is closed."),
        "live.team": _("Whoever runs the show does not enter its giveaways."),
        "live.task_follow": _("Follow the host first, then enter."),
        "live.task_comment": _("Write something in the chat first, then enter."),
        "live.task_watch": _("Watch a little longer, then enter."),
        "live.poll_unknown": _("There is no such poll."),
        "live.poll_over": _("The poll is over."),
        "live.voted_already": _("You have voted already."),
        "room.too_fast": _("That was a lot in a short time. Please wait a moment and try again."),
        "room.lost": _("The connection is lost. It comes back by itself."),
        "room.late": _("No answer came in time. Look whether it is done before you try again."),
        "room.uncertain": _("The connection broke before the answer came. Look whether your message is in the chat."),
        "room.closed": _("The line to this show is closed. Reload the page."),
        "room.busy": _("Very many people are here at this moment. Please try again in some seconds."),
        "room.restarting": _("The hall is being restarted. It goes on in some seconds."),
        "room.database_away": _("The hall cannot write this down at the moment. Please try again in some seconds."),
        "room.failed": _("That did not work. Please try again."),
        "room.token_expired": _("The page was open for a long time. Reload it and try again."),
        "room.malformed": _("This page is older than the hall. Reload it and try again."),
        "room.unknown": _("This page is older than the hall. Reload it and try again."),
    }
