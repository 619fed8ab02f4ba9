"""What counts for a shop and for a creator, read from the modules that own it."""

from halles.scores.lines.creator import creator_lines
from halles.scores.lines.shop import shop_lines

__all__ = ["creator_lines", "shop_lines"]
