"""The use cases of checkout: the one write path of orders, and what finishes an unfinished one."""

from halles.checkout.queries import payment_of
from halles.checkout.services.finishing import expire_unpaid, finish_attempts, return_from_provider
from halles.checkout.services.from_cart import BuyCart, TapCart, buy_cart, settle_cart, settle_carts, tap_cart
from halles.checkout.services.one_tap import OneTap, place_one_tap
from halles.checkout.services.placing import place_order

__all__ = [
    "BuyCart",
    "OneTap",
    "TapCart",
    "buy_cart",
    "expire_unpaid",
    "finish_attempts",
    "payment_of",
    "place_one_tap",
    "place_order",
    "return_from_provider",
    "settle_cart",
    "settle_carts",
    "tap_cart",
]
