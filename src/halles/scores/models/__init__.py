"""What scores came to, the lines they were worked out from, and the patterns put before the staff."""

from halles.scores.models.score import Score, ScoreLines
from halles.scores.models.signal import Signal

__all__ = ["Score", "ScoreLines", "Signal"]
