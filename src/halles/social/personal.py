"""What social keeps of a person: what they said, follow, like, save and hide, and their messages."""

from __future__ import annotations

from functools import partial

from django.db import transaction

from halles.kit.storage import private_storage
from halles.social.models import (
    Answer,
    Block,
    Comment,
    Follow,
    Hidden,
    Like,
    Message,
    MessagePicture,
    Question,
    SavedList,
    SavedProduct,
    Side,
)
from halles.social.services import remove_comment, remove_own_answer, remove_own_question, unfollow, unlike
from halles.users.models import User
from halles.users.personal import Rows, rows


def tell(user: User) -> Rows:
    """Everything the person said or marked."""
    written = Message.objects.filter(user=user)
    return {
        "comments": rows(Comment.objects.filter(user=user), "kind", "target_id", "text", "status", "created_at"),
        "questions": rows(Question.objects.filter(user=user), "product__title", "text", "status", "created_at"),
        "answers": rows(Answer.objects.filter(user=user), "question__text", "text", "status", "created_at"),
        "messages": rows(written, "thread__seller__name", "thread__subject", "by", "text", "created_at"),
        "follows": rows(Follow.objects.filter(user=user), "creator__handle", "created_at"),
        "likes": rows(Like.objects.filter(user=user), "kind", "target_id", "created_at"),
        "saved_products": rows(SavedProduct.objects.filter(user=user), "product__title", "created_at"),
        "saved_lists": rows(SavedList.objects.filter(user=user), "name", "created_at", "items__product__title"),
        "hidden": rows(Hidden.objects.filter(user=user), "kind", "target_id", "created_at"),
        "blocked": rows(Block.objects.filter(blocker=user), "created_at"),
    }


def erase(user: User) -> None:
    """Words go from view first, one by one as their author would take them away, then from the tables."""
    for comment in Comment.objects.filter(user=user).exclude(status=Comment.Status.REMOVED):
        remove_comment_of(comment)
    for question in Question.objects.filter(user=user).exclude(status=Question.Status.REMOVED):
        remove_own_question(user, question.pk)
    for answer in Answer.objects.filter(user=user, by=Answer.By.BUYER).exclude(status=Answer.Status.REMOVED):
        remove_own_answer(user, answer.pk)
    for follow in Follow.objects.filter(user=user).select_related("creator"):
        unfollow(user, follow.creator)
    for like in Like.objects.filter(user=user):
        unlike(user, kind=like.kind, target_id=like.target_id)
    _empty(user)


@transaction.atomic
def remove_comment_of(comment: Comment) -> None:
    """Take it away with the answers to it."""
    remove_comment(comment.pk, by_kind="author")


@transaction.atomic
def _empty(user: User) -> None:
    Comment.objects.filter(user=user).update(text="")
    Question.objects.filter(user=user).update(text="")
    # What they answered and wrote for a shop is the shop's.
    Answer.objects.filter(user=user, by=Answer.By.BUYER).update(text="")
    written = Message.objects.filter(user=user, by=Side.CUSTOMER)
    pictures = MessagePicture.objects.filter(message__in=written)
    for key in pictures.values_list("key", flat=True):
        transaction.on_commit(partial(private_storage().delete, key), robust=True)
    pictures.delete()
    written.update(text="")
    SavedProduct.objects.filter(user=user).delete()
    SavedList.objects.filter(user=user).delete()
    Hidden.objects.filter(user=user).delete()
    Block.objects.filter(blocker=user).delete()
    Block.objects.filter(blocked=user).delete()
