"""Tables of live shows."""

from halles.live.models.acts import ActRecord, Giveaway, GiveawayEntry, Poll, PollVote, ShowAct
from halles.live.models.keeping import Deletion, ReportedMessage
from halles.live.models.prepared import PreparedDeal
from halles.live.models.recording import Clip, Figure, Replay, Take
from halles.live.models.room import ChatKeyword, Presence, Restriction, RoomEvent
from halles.live.models.sessions import (
    LiveProduct,
    LiveSession,
    Member,
    ProductSet,
    ProductSetItem,
    Reminder,
    RunSheetItem,
)

__all__ = [
    "ActRecord",
    "ChatKeyword",
    "Clip",
    "Deletion",
    "Figure",
    "Giveaway",
    "GiveawayEntry",
    "LiveProduct",
    "LiveSession",
    "Member",
    "Poll",
    "PollVote",
    "PreparedDeal",
    "Presence",
    "ProductSet",
    "ProductSetItem",
    "Reminder",
    "Replay",
    "ReportedMessage",
    "Restriction",
    "RoomEvent",
    "RunSheetItem",
    "ShowAct",
    "Take",
]
