"""The use cases of checkout: the one write path of orders, and what finishes an unfinished one."""

from halles.checkout.services.finishing import expire_unpaid, return_from_provider
from halles.checkout.services.one_tap import OneTap, place_one_tap
from halles.checkout.services.placing import place_order

__all__ = ["OneTap", "expire_unpaid", "place_one_tap", "place_order", "return_from_provider"]
