from halles.moderation.models.decisions import APPEAL_LENGTH_MAX, Appeal, Decision
from halles.moderation.models.reports import Report, StaffAction, TargetKind

__all__ = ["APPEAL_LENGTH_MAX", "Appeal", "Decision", "Report", "StaffAction", "TargetKind"]
