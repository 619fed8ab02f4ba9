"""What the page of a room says when the room answers no: sentences by code, in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext as _

from halles.kit.rate_limits import TooOften
from halles.live.acts.sentences import act_sentences


def room_sentences() -> dict[str, str]:
    """By the code of an answer; "" is for any other."""
    return {
        **act_sentences(),
        "": _("That did not work. Please try again."),
        "live.ended": _("This live show is over."),
        "live.sign_in": _("Sign in to take part."),
        "live.banned": _("You may not take part in the shows of this profile."),
        "live.muted": _("You may not write at the moment."),
        "live.chat_closed": _("The chat is closed at the moment."),
        "live.followers_only": _("Only followers may write here. Follow, and you are in."),
        "live.slow_mode": _("Slow mode is on. Please wait a moment before you write again."),
        "live.doubled": _("You have just said that."),
        "live.empty": _("Write something first."),
        "live.too_long": _("That is too long: 200 characters at most."),
        "live.not_found": _("There is no such live show."),
        "live.held": _("Your message is shown as soon as a moderator has read it."),
        "live.too_often": str(TooOften.sentence),
    }
