"""What can be done with live shows: the only writers beside the SQL functions of the room."""

from halles.live.services.chat import (
    appeal,
    delete_message,
    lift,
    release_message,
    restrict,
    set_keywords,
    set_modes,
)
from halles.live.services.ingest import Admission, MediaWord, admit, note_media
from halles.live.services.planning import (
    Draft,
    cancel_session,
    edit_session,
    forget_reminder,
    plan_session,
    remind,
    renew_stream_key,
    send_reminders,
    set_member,
    unset_member,
)
from halles.live.services.preparing import (
    SheetStep,
    delete_set,
    save_set,
    set_bag,
    set_sheet,
    use_set,
)
from halles.live.services.recordings import hide_replay, remove_recording
from halles.live.services.reporting import (
    lift_as_staff,
    mute_as_staff,
    remove_message_as_staff,
    report_message,
    restore_message,
)
from halles.live.services.room import announce
from halles.live.services.showing import end_lost, end_session, explain, go_live, next_step, pin, unpin
from halles.live.services.withholding import show_session, withhold_session

__all__ = [
    "Admission",
    "Draft",
    "MediaWord",
    "SheetStep",
    "admit",
    "announce",
    "appeal",
    "cancel_session",
    "delete_message",
    "delete_set",
    "edit_session",
    "end_lost",
    "end_session",
    "explain",
    "forget_reminder",
    "go_live",
    "hide_replay",
    "lift",
    "lift_as_staff",
    "mute_as_staff",
    "next_step",
    "note_media",
    "pin",
    "plan_session",
    "release_message",
    "remind",
    "remove_message_as_staff",
    "remove_recording",
    "renew_stream_key",
    "report_message",
    "restore_message",
    "restrict",
    "save_set",
    "send_reminders",
    "set_bag",
    "set_keywords",
    "set_member",
    "set_modes",
    "set_sheet",
    "show_session",
    "unpin",
    "unset_member",
    "use_set",
    "withhold_session",
]
