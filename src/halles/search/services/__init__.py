"""The only writers of the index; everything in it can be made again from the modules that own the things."""

from halles.search.services.indexing import index, index_all, index_changed, index_creator, index_shop, write
from halles.search.services.standing import count_words, refresh_standing

__all__ = [
    "count_words",
    "index",
    "index_all",
    "index_changed",
    "index_creator",
    "index_shop",
    "refresh_standing",
    "write",
]
