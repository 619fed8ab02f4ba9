"""Pictures for shared pages: drawn once per content, kept in storage, never drawn faster than we allow."""

from halles.storefront.previews.drawing import Poster, draw
from halles.storefront.previews.keeping import find_or_draw
from halles.storefront.previews.posters import poster_of

__all__ = ["Poster", "draw", "find_or_draw", "poster_of"]
