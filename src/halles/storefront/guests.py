"""Whose purchase it is, as `orders` tells it."""

from halles.orders.guests import find_group, remember_purchase

__all__ = ["find_group", "remember_purchase"]
