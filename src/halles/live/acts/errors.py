"""Refusals of acts. Those of viewers' batches are answered by the database and only worded in `sentences`."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from halles.kit.errors import Conflict, Forbidden, Invalid, NotFound


class ActUnknown(NotFound):
    """No such act in this show."""

    code = "live.act_unknown"
    sentence = _("There is no such act in this show.")


class ActMoved(Conflict):
    """The act is past the step that was asked for."""

    code = "live.act_moved"
    sentence = _("This act has moved on. Reload to see how it stands.")


class OneGiveaway(Conflict):
    """One giveaway at a time."""

    code = "live.one_giveaway"
    sentence = _("A giveaway is running. Wait for its draw before you begin another.")


class NotYourShop(Forbidden):
    """Only the shop lowers its own prices and gives its own goods away."""

    code = "live.not_your_shop"
    sentence = _("Only the shop itself can make offers with this product.")


class PreparedLate(Invalid):
    """A prepared deal begins before its last instant, which lies ahead."""

    code = "live.prepared_late"
    sentence = _("Choose a last day that is not over.")


class PreparedOver(Conflict):
    """Begun already, taken back by the shop, or past its last instant."""

    code = "live.prepared_over"
    sentence = _("This deal was begun before, taken back by the shop, or its last day is over. Reload the list.")


class PreparedElsewhere(Conflict):
    """Prices are per market."""

    code = "live.prepared_elsewhere"
    sentence = _("The shop prepared this deal for shows of another market.")


class TasksWrong(Invalid):
    """Watching must leave time to those who come after the beginning."""

    code = "live.tasks_wrong"
    sentence = _("Watching may take at most %(seconds_max)s seconds in this giveaway.")


class PollWrong(Invalid):
    """A question and two to eight answers."""

    code = "live.poll_wrong"
    sentence = _(
        "A poll has a question and 2 to 8 different answers of up to 60 characters; a quiz has one right answer."
    )


class DurationWrong(Invalid):
    """A number of seconds outside what is allowed."""

    code = "live.duration_wrong"
    sentence = _("Choose from %(lowest)s to %(highest)s.")


class ClaimsAtTheEdge(Conflict):
    """Claims of offers are batched by the edge, which answers them; this one came past it."""

    code = "live.claims_at_the_edge"
    sentence = _("Claims are taken at the public address of this site. Nothing was claimed.")


class TaskLeft(Conflict):
    """Something is still to be done for it."""

    code = "live.task_left"
    sentence = _("First do what is asked for it: follow, write in the chat, or watch a little longer.")


class Banned(Forbidden):
    """Banned from the shows of this creator, or on a device that is."""

    code = "live.banned"
    sentence = _("You may not take part in the shows of this profile.")


class ScoreTooLow(Forbidden):
    """The profile's promotion score lies below what the market asks for giveaways."""

    code = "live.score_too_low"
    sentence = _("Giveaways here need a promotion score of %(needed)s, and this profile has %(score)s.")
