"""Tables of live shows."""

from halles.live.models.recording import Figure, Take
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
    "ChatKeyword",
    "Figure",
    "LiveProduct",
    "LiveSession",
    "Member",
    "Presence",
    "ProductSet",
    "ProductSetItem",
    "Reminder",
    "Restriction",
    "RoomEvent",
    "RunSheetItem",
    "Take",
]
