"""Why a line into a room is ended. Codes from 4000 on: come again; from 4500 on: there is no use in it."""

from __future__ import annotations

from halles.kit.rooms.listeners import SLOW

RESTART = 4000  # the reason says after how many milliseconds to come again
TOKEN = 4002  # come again with a new token
SILENT = 4003
FULL = 4005
DATABASE = 4006
FOREIGN = 4500  # no token of ours, or one of another room
BANNED = 4501
ENDED = 4502
FLOOD = 4503
MANY = 4504  # too many lines of one person or one address

__all__ = ["BANNED", "DATABASE", "ENDED", "FLOOD", "FOREIGN", "FULL", "MANY", "RESTART", "SILENT", "SLOW", "TOKEN"]
