"""Reads of carts: what a purchase costs now, and what is in somebody's cart."""

from halles.carts.bag import CartView, Change, LineView, ShopPart
from halles.carts.limits import LINES_MAX, PIECES_MAX
from halles.carts.queries.contents import count_pieces, count_pieces_elsewhere, get_cart
from halles.carts.queries.quotes import quote
from halles.carts.quote import Quote, QuoteLine, QuoteParcel

__all__ = [
    "LINES_MAX",
    "PIECES_MAX",
    "CartView",
    "Change",
    "LineView",
    "Quote",
    "QuoteLine",
    "QuoteParcel",
    "ShopPart",
    "count_pieces",
    "count_pieces_elsewhere",
    "get_cart",
    "quote",
]
