from halles.social.models.blocks import Block
from halles.social.models.messages import (
    MESSAGE_LENGTH_MAX,
    AnswerTime,
    Message,
    MessagePicture,
    Side,
    Thread,
)
from halles.social.models.questions import ANSWER_LENGTH_MAX, QUESTION_LENGTH_MAX, Answer, Question
from halles.social.models.targets import (
    LIST_NAME_LENGTH_MAX,
    TEXT_LENGTH_MAX,
    Comment,
    Follow,
    Hidden,
    Like,
    SavedList,
    SavedListItem,
    SavedProduct,
    Tally,
    TargetKind,
)

__all__ = [
    "ANSWER_LENGTH_MAX",
    "LIST_NAME_LENGTH_MAX",
    "MESSAGE_LENGTH_MAX",
    "QUESTION_LENGTH_MAX",
    "TEXT_LENGTH_MAX",
    "Answer",
    "AnswerTime",
    "Block",
    "Comment",
    "Follow",
    "Hidden",
    "Like",
    "Message",
    "MessagePicture",
    "Question",
    "SavedList",
    "SavedListItem",
    "SavedProduct",
    "Side",
    "Tally",
    "TargetKind",
    "Thread",
]
