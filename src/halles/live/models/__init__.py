"""Tables of live shows."""

from halles.live.models.acts import ActRecord, Giveaway, GiveawayEntry, Poll, PollVote, ShowAct
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
    "Figure",
    "Giveaway",
    "GiveawayEntry",
    "LiveProduct",
    "LiveSession",
    "Member",
    "Poll",
    "PollVote",
    "Presence",
    "ProductSet",
    "ProductSetItem",
    "Reminder",
    "Replay",
    "Restriction",
    "RoomEvent",
    "RunSheetItem",
    "ShowAct",
    "Take",
]
