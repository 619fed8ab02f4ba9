"""The only writers of moderation."""

from halles.moderation.services.appealing import decide_appeal, may_answer, open_appeal
from halles.moderation.services.deciding import Ruling, decide, dismiss_report, lift_decision
from halles.moderation.services.recording import record_staff_action, require_other
from halles.moderation.services.reporting import REPORTS_PER_HOUR_MAX, check_text, report
from halles.moderation.services.taking_back import may_take_back, take_back

__all__ = [
    "REPORTS_PER_HOUR_MAX",
    "Ruling",
    "check_text",
    "decide",
    "decide_appeal",
    "dismiss_report",
    "lift_decision",
    "may_answer",
    "may_take_back",
    "open_appeal",
    "record_staff_action",
    "report",
    "require_other",
    "take_back",
]
