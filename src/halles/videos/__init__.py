"""Short videos, their words, and the products on their time line."""
