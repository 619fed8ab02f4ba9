"""Refusals of social."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from halles.kit.errors import Conflict, Forbidden, Invalid, NotFound


class CommentNotFound(NotFound):
    code = "social.comment_not_found"
    sentence = _("This comment is no longer there.")


class CommentEmpty(Invalid):
    code = "social.comment_empty"
    sentence = _("Write something first.")


class CommentTooLong(Invalid):
    code = "social.comment_too_long"
    sentence = _("A comment has at most %(length_max)d characters. Yours has %(length)d.")


class TargetUnknown(Invalid):
    code = "social.target_unknown"
    sentence = _("This cannot be liked, hidden or commented on.")


class ListNotFound(NotFound):
    code = "social.list_not_found"
    sentence = _("This list is no longer there, or its link is closed.")


class ListLinkClosed(Conflict):
    code = "social.list_link_closed"
    sentence = _("The staff has closed the link of this list. You can appeal against the decision.")


class ListNameMissing(Invalid):
    code = "social.list_name_missing"
    sentence = _("Give the list a name.")


class ListNameTooLong(Invalid):
    code = "social.list_name_too_long"
    sentence = _("A list’s name has at most %(length_max)d characters.")


class ListNameTaken(Conflict):
    code = "social.list_name_taken"
    sentence = _("You already have a list called “%(name)s”.")


class ListNameNotAllowed(Invalid):
    code = "social.list_name_not_allowed"
    sentence = _("This name cannot be shown to others. Give the list another one, then share it.")


class TooManyLists(Conflict):
    code = "social.too_many_lists"
    sentence = _("You have %(count)d lists, which is the most. Delete one first.")


class ListFull(Conflict):
    code = "social.list_full"
    sentence = _("This list is full: it holds %(count)d products.")


class QuestionNotFound(NotFound):
    code = "social.question_not_found"
    sentence = _("This question is no longer there.")


class AnswerNotFound(NotFound):
    code = "social.answer_not_found"
    sentence = _("This answer is no longer there.")


class WordsMissing(Invalid):
    code = "social.words_missing"
    sentence = _("Write something first.")


class WordsTooLong(Invalid):
    code = "social.words_too_long"
    sentence = _("That is too long: at most %(length_max)d characters, and yours has %(length)d.")


class AlreadyAnswered(Conflict):
    code = "social.already_answered"
    sentence = _("There is an answer already. Reload the page to see it.")


class ThreadNotFound(NotFound):
    code = "social.thread_not_found"
    sentence = _("There is no such conversation of yours.")


class ThreadBlocked(Forbidden):
    code = "social.thread_blocked"
    sentence = _("The other side wants no more messages here.")


class OwnShop(Invalid):
    code = "social.own_shop"
    sentence = _("You work for this shop: you would write to yourself.")


class OrderThreadsStayOpen(Forbidden):
    code = "social.order_threads_stay_open"
    sentence = _("A customer with an order can always write about it.")


class TooManyPictures(Invalid):
    code = "social.too_many_pictures"
    sentence = _("At most %(count_max)d pictures.")


class PersonBlocked(Forbidden):
    code = "social.person_blocked"
    sentence = _("One of you has blocked the other. Nothing was sent.")


class NotOneself(Invalid):
    code = "social.not_oneself"
    sentence = _("You cannot block yourself.")


class TooManyBlocks(Conflict):
    code = "social.too_many_blocks"
    sentence = _("You have blocked %(count)d people. Take some of it back first.")


class BlockNotFound(NotFound):
    code = "social.block_not_found"
    sentence = _("You have not blocked this person, or not any longer.")
