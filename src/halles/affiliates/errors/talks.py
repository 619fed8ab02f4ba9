"""Refusals about what shops and creators say to each other."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from halles.kit.errors import Conflict, Forbidden, Invalid, NotFound


class TalkNotFound(NotFound):
    code = "affiliates.talk_not_found"
    sentence = _("There is no such conversation of yours.")


class TalkClosed(Forbidden):
    code = "affiliates.talk_closed"
    sentence = _("The other side wants no more messages here.")


class ClosedByYou(Conflict):
    code = "affiliates.closed_by_you"
    sentence = _("You have closed this conversation. Open it again to write.")


class OwnTalk(Invalid):
    code = "affiliates.own_talk"
    sentence = _("You work for this shop: you would write to yourself.")


class ShopAway(Forbidden):
    code = "affiliates.shop_away"
    sentence = _("This shop is not open now. Nothing was sent.")


class ProfileAway(Forbidden):
    code = "affiliates.profile_away"
    sentence = _("This profile does not sell for shops now. Nothing was sent.")


class ProfileSuspended(Forbidden):
    code = "affiliates.profile_suspended"
    sentence = _("This profile is suspended. It can read what was said, and write nothing.")


class NoOpenPlan(Forbidden):
    code = "affiliates.no_open_plan"
    sentence = _("This shop looks for no creators now. You can write to those in the marketplace.")
