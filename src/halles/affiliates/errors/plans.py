"""Refusals about plans, taking part in them, showcases and what is said about them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from halles.kit.errors import Conflict, Forbidden, Invalid, NotFound


class PlanNotFound(NotFound):
    code = "affiliates.plan_not_found"
    sentence = _("There is no such plan, or it is no longer open.")


class ParticipationNotFound(NotFound):
    code = "affiliates.participation_not_found"
    sentence = _("This is no longer there. Reload the page.")


class ShopNotSelling(Forbidden):
    code = "affiliates.shop_not_selling"
    sentence = _("Only an approved shop can offer creators a commission.")


class ProductNotYours(NotFound):
    code = "affiliates.product_not_yours"
    sentence = _("There is no such product in this shop.")


class RateOutside(Invalid):
    code = "affiliates.rate_outside"
    sentence = _("A commission lies between %(low)s and %(high)s percent here.")


class RateUnchanged(Conflict):
    code = "affiliates.rate_unchanged"
    sentence = _("That is the rate already.")


class PlanRuns(Conflict):
    code = "affiliates.plan_runs"
    sentence = _("There is an open plan for this already. Change its rate instead.")


class PlanOver(Conflict):
    code = "affiliates.plan_over"
    sentence = _("This plan is over, or its end is announced. Nobody new can take part.")


class EndNotPossible(Invalid):
    code = "affiliates.end_not_possible"
    sentence = _("Choose a last day from tomorrow on, at most a year ahead.")


class NobodyChosen(Invalid):
    code = "affiliates.nobody_chosen"
    sentence = _("Choose at least one creator, and at most %(count_max)d at once.")


class AlreadyInvited(Conflict):
    code = "affiliates.already_invited"
    sentence = _(
        "@%(handle)s has an invitation of yours for this already. There is one rate per product and creator; end the"
        " other plan first."
    )


class OwnShop(Forbidden):
    code = "affiliates.own_shop"
    sentence = _("Nobody earns a commission from a shop they work for.")


class TakesPartAlready(Conflict):
    code = "affiliates.takes_part_already"
    sentence = _("You take part already, or your question waits for the shop's answer.")


class AskedTooSoon(Conflict):
    code = "affiliates.asked_too_soon"
    sentence = _("The shop said no. You can ask again %(days)d days after that.")


class NothingToAnswer(Conflict):
    code = "affiliates.nothing_to_answer"
    sentence = _("This was answered already. Reload the page.")


class WordsMissing(Invalid):
    code = "affiliates.words_missing"
    sentence = _("Write something first.")


class WordsTooLong(Invalid):
    code = "affiliates.words_too_long"
    sentence = _("At most %(length_max)d characters, please.")


class ShowcaseFull(Conflict):
    code = "affiliates.showcase_full"
    sentence = _("A showcase holds %(count_max)d products. Take one out first.")


class NotForSale(Conflict):
    code = "affiliates.not_for_sale"
    sentence = _("This product is not on sale.")


class BelowOpen(Invalid):
    code = "affiliates.below_open"
    sentence = _(
        "Your open plan for %(what)s pays @%(handle)s %(rate)s percent already, and an invitation replaces it. Offer as"
        " much or more."
    )


class DealWithoutShows(Invalid):
    code = "affiliates.deal_without_shows"
    sentence = _("A flash deal needs an invitation that is also for shows.")


class DealForOne(Invalid):
    code = "affiliates.deal_for_one"
    sentence = _("A flash deal goes with the invitation of one creator. Invite them one by one.")


class DealElsewhere(Invalid):
    code = "affiliates.deal_elsewhere"
    sentence = _("Choose a product of this plan for the flash deal.")


class DealPastPlan(Invalid):
    code = "affiliates.deal_past_plan"
    sentence = _("The last day of the flash deal lies after the plan's. Choose an earlier one.")


class DealsFull(Conflict):
    code = "affiliates.deals_full"
    sentence = _("%(count_max)d flash deals are prepared for this creator already. Take one back first.")


class DealGone(Conflict):
    code = "affiliates.deal_gone"
    sentence = _("This flash deal has begun, or is over. Reload the page.")
